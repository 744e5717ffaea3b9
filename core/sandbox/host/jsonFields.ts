// Typed access to a JSON text that collects problems with their JSON path, line and column instead of failing.

import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';

/** What is wrong with a host file. */
export interface HostFileProblem {
  readonly severity: 'error' | 'warning';
  /** JSON path, e.g. `files["/srv/app"].mode`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly span: Span;
  /** From 1; the column in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** A value of the text with the path that leads to it. */
export interface JsonField {
  readonly node: Node;
  readonly path: string;
}

/** `line:column: path: message`, as a command line shows it. */
export function problemText(problem: HostFileProblem): string {
  const where = `${problem.line}:${problem.column}`;
  return problem.path === '' ? `${where}: ${problem.message}` : `${where}: ${problem.path}: ${problem.message}`;
}

export class JsonFields {
  readonly problems: HostFileProblem[] = [];
  readonly root: JsonField | undefined;
  readonly #text: string;
  readonly #lines: LineIndex;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new LineIndex(text);
    const errors: ParseError[] = [];
    const node = parseTree(text, errors, { allowTrailingComma: false, disallowComments: true });
    for (const error of errors) {
      const span = { start: error.offset, end: error.offset + Math.max(1, error.length) };
      this.#add('error', '', `not valid JSON: ${words(printParseErrorCode(error.error))}`, span);
    }
    this.root = node === undefined ? undefined : { node, path: '' };
  }

  get hasErrors(): boolean {
    return this.problems.some((problem) => problem.severity === 'error');
  }

  error(field: JsonField, message: string): void {
    this.#add('error', field.path, message, spanOf(field.node));
  }

  /** The text of a value as it stands in the file. */
  source({ node }: JsonField): string {
    return this.#text.slice(node.offset, node.offset + node.length);
  }

  /** Members of an object by key. Keys outside `known` are warnings; without `known` every key is right. */
  members(field: JsonField, known?: readonly string[]): ReadonlyMap<string, JsonField> {
    const out = new Map<string, JsonField>();
    if (field.node.type !== 'object') {
      this.error(field, 'must be an object');
      return out;
    }
    for (const property of field.node.children ?? []) {
      const [keyNode, node] = property.children ?? [];
      if (keyNode === undefined || node === undefined) continue;
      const key = String(keyNode.value);
      const path = known === undefined ? `${field.path}[${JSON.stringify(key)}]` : joinKey(field.path, key);
      if (known?.includes(key) === false) {
        this.#add('warning', path, `unknown key; known here are ${known.join(', ')}`, spanOf(keyNode));
      } else {
        out.set(key, { node, path });
      }
    }
    return out;
  }

  items(field: JsonField | undefined): readonly JsonField[] {
    if (field === undefined) return [];
    if (field.node.type !== 'array') {
      this.error(field, 'must be a list');
      return [];
    }
    return (field.node.children ?? []).map((node, index) => ({ node, path: `${field.path}[${index}]` }));
  }

  text<T extends string | undefined>(field: JsonField | undefined, fallback: T): string | T {
    if (field === undefined) return fallback;
    if (field.node.type === 'string') return String(getNodeValue(field.node));
    this.error(field, 'must be a string');
    return fallback;
  }

  integer(field: JsonField | undefined, fallback: number, min: number, max: number): number {
    if (field === undefined) return fallback;
    const value: unknown = getNodeValue(field.node);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.error(field, `must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  flag(field: JsonField | undefined, fallback: boolean): boolean {
    if (field === undefined) return fallback;
    const value: unknown = getNodeValue(field.node);
    if (typeof value === 'boolean') return value;
    this.error(field, 'must be true or false');
    return fallback;
  }

  /** One of a few texts. */
  choice<T extends string>(field: JsonField | undefined, allowed: readonly T[], fallback: T): T {
    const text: string = this.text(field, fallback);
    const found = allowed.find((candidate) => candidate === text);
    if (found === undefined && field !== undefined) this.error(field, `must be one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }

  texts(field: JsonField | undefined): readonly string[] {
    return this.items(field).map((item) => this.text(item, ''));
  }

  #add(severity: HostFileProblem['severity'], path: string, message: string, span: Span): void {
    const { line, column } = this.#lines.toLineColumn(span.start);
    this.problems.push({ severity, path, message, span, line: line + 1, column: column + 1 });
  }
}

function joinKey(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** `CommaExpected` as words. */
function words(code: string): string {
  return code.replace(/(?<=[a-z])([A-Z])/g, ' $1').toLowerCase();
}
