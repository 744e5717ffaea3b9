// Reads `rehearsal.json`: which policy, user, host and arguments govern which script.

import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';

/** Version of the format that this program writes and understands. */
export const REHEARSAL_FILE_VERSION = 1;

/** Paths are as written, relative to the folder of `rehearsal.json`, with forward slashes. */
export interface Binding {
  readonly scripts: string;
  readonly policy: string;
  readonly principal?: string;
  readonly host?: string;
  readonly args?: string;
  /** `sha256:` and hex of the policy file that this binding was reviewed with. */
  readonly policyDigest?: string;
  readonly span: Span;
  readonly policySpan: Span;
}

export interface RehearsalFile {
  readonly bindings: readonly Binding[];
  /** Schemas that hold in place of the one of Rex, together; none where that one holds. */
  readonly schemas: readonly SchemaPath[];
  readonly problems: readonly RehearsalFileProblem[];
}

/** A path as written, relative to the folder of `rehearsal.json`. */
export interface SchemaPath {
  readonly path: string;
  readonly span: Span;
}

export interface RehearsalFileProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span: Span;
}

const BINDING_KEYS: Readonly<Record<string, 'required' | 'optional'>> = {
  scripts: 'required',
  policy: 'required',
  principal: 'optional',
  host: 'optional',
  args: 'optional',
  policyDigest: 'optional',
};
const TOP_LEVEL_KEYS = ['$schema', 'version', 'rex', 'schema', 'bindings'];

/** Parses the text; bindings that can be understood are kept even when others cannot. Never throws. */
export function parseRehearsalFile(text: string): RehearsalFile {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const problems: RehearsalFileProblem[] = errors.map((error) => ({
    severity: 'error',
    message: `rehearsal.json is not valid JSON: ${printParseErrorCode(error.error)}.`,
    span: { start: error.offset, end: error.offset + Math.max(1, error.length) },
  }));
  if (root === undefined) return { bindings: [], schemas: [], problems };
  if (root.type !== 'object')
    return {
      bindings: [],
      schemas: [],
      problems: [...problems, problem(root, 'rehearsal.json must hold an object with "bindings".')],
    };
  problems.push(...unknownKeys(root, TOP_LEVEL_KEYS), ...versionProblems(root));
  const list = findNodeAtLocation(root, ['bindings']);
  if (list !== undefined && list.type !== 'array') problems.push(problem(list, '"bindings" must be a list.'));
  const bindings: Binding[] = [];
  for (const node of list?.type === 'array' ? (list.children ?? []) : []) {
    const read = readBinding(node);
    problems.push(...read.problems);
    if (read.binding !== undefined) bindings.push(read.binding);
  }
  const { schemas, problems: schemaProblems } = readSchemas(root);
  return { bindings, schemas, problems: [...problems, ...schemaProblems] };
}

/** `"schema": "path"` or a list of paths. */
function readSchemas(root: Node): Pick<RehearsalFile, 'schemas' | 'problems'> {
  const value = findNodeAtLocation(root, ['schema']);
  if (value === undefined) return { schemas: [], problems: [] };
  const nodes = value.type === 'array' ? (value.children ?? []) : [value];
  return {
    schemas: nodes.flatMap((node) => (node.type === 'string' ? { path: String(node.value), span: spanOf(node) } : [])),
    problems: nodes.flatMap((node) =>
      node.type === 'string' ? [] : problem(node, '"schema" must be a path or a list of paths.'),
    ),
  };
}

function versionProblems(root: Node): readonly RehearsalFileProblem[] {
  const node = findNodeAtLocation(root, ['version']);
  const value: unknown = node === undefined ? REHEARSAL_FILE_VERSION : getNodeValue(node);
  if (value === REHEARSAL_FILE_VERSION) return [];
  const message =
    typeof value === 'number' && value > REHEARSAL_FILE_VERSION
      ? `This file has version ${value}; version ${REHEARSAL_FILE_VERSION} is the newest known here. Update the extension.`
      : `"version" must be ${REHEARSAL_FILE_VERSION}.`;
  return [problem(node ?? root, message)];
}

function readBinding(node: Node): { readonly binding?: Binding; readonly problems: readonly RehearsalFileProblem[] } {
  if (node.type !== 'object')
    return { problems: [problem(node, 'A binding must be an object with "scripts" and "policy".')] };
  const problems = [...unknownKeys(node, Object.keys(BINDING_KEYS))];
  const texts: Record<string, string> = {};
  for (const [key, need] of Object.entries(BINDING_KEYS)) {
    const value = findNodeAtLocation(node, [key]);
    if (value === undefined) {
      if (need === 'required') problems.push(problem(node, `A binding needs "${key}".`));
    } else if (value.type !== 'string') problems.push(problem(value, `"${key}" must be a string.`));
    else texts[key] = String(getNodeValue(value));
  }
  const { scripts, policy, principal, host, args, policyDigest } = texts;
  if (scripts === undefined || policy === undefined) return { problems };
  const policyNode = findNodeAtLocation(node, ['policy']) ?? node;
  const binding: Binding = {
    scripts,
    policy,
    ...(principal === undefined ? {} : { principal }),
    ...(host === undefined ? {} : { host }),
    ...(args === undefined ? {} : { args }),
    ...(policyDigest === undefined ? {} : { policyDigest }),
    span: spanOf(node),
    policySpan: spanOf(policyNode),
  };
  return { binding, problems };
}

function unknownKeys(node: Node, known: readonly string[]): readonly RehearsalFileProblem[] {
  const out: RehearsalFileProblem[] = [];
  for (const property of node.children ?? []) {
    const key = property.children?.[0];
    if (key !== undefined && !known.includes(String(key.value))) {
      out.push({
        severity: 'warning',
        message: `"${key.value}" is not a key known here; known are ${known.join(', ')}.`,
        span: spanOf(key),
      });
    }
  }
  return out;
}

function problem(node: Node, message: string): RehearsalFileProblem {
  return { severity: 'error', message, span: spanOf(node) };
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}
