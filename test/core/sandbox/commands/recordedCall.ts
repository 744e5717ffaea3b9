// Recorded cases whose script is one command with literal arguments, so that they can be replayed without the Rhai engine.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeUtf8 } from '#core/base/utf8.ts';
import { type RhaiValue, rhaiArray, rhaiInt, rhaiString } from '#core/base/value.ts';
import { type HostDescription, type HostFileEntry, MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { commandsSdk } from '#core/sandbox/sdk/commands/commandsSdk.ts';

const FOLDER = join(import.meta.dirname, '../../../conformance/file-io');

const COMMANDS: ReadonlySet<string> = new Set(Object.keys(commandsSdk).map((id) => id.slice(0, id.indexOf('('))));

/** One request and its answer, as `action type::id`. */
export interface RecordedDecision {
  readonly request: string;
  readonly allowed: boolean;
}

export interface RecordedCall {
  readonly name: string;
  /** Catalog id of the command. */
  readonly id: string;
  readonly args: readonly RhaiValue[];
  readonly host: HostDescription;
  readonly decisions: readonly RecordedDecision[];
  /** Output of the run, or the error as the runner words it. */
  readonly output: string;
  readonly filesAfter: unknown;
}

/** Every case of the kind; those in which the engine, the policy's parser or the regex crate speak are left out. */
export function recordedCalls(): readonly RecordedCall[] {
  return readdirSync(FOLDER).flatMap((name) => {
    const source = callIn(readFileSync(join(FOLDER, name, 'script.rhai'), 'utf8').trim());
    if (source === undefined || existsSync(join(FOLDER, name, 'args.json'))) return [];
    const expected = JSON.parse(readFileSync(join(FOLDER, name, 'expected.json'), 'utf8'));
    if (expected.error?.error_type === 'INTERNAL_EXCEPTION' || expected.output.includes('regex parse error')) return [];
    const args = new LiteralReader(source.slice(source.indexOf('(') + 1)).wholeList();
    if (args === undefined) return [];
    const id = `${source.slice(0, source.indexOf('('))}(${args.map(typeOf).join(', ')})`;
    if (commandsSdk[id] === undefined) return [];
    const decisions = expected.decisions.map((decision: { action: string; resource: string; decision: string }) => ({
      request: `${decision.action} ${unescapeEid(decision.resource)}`,
      allowed: decision.decision === 'allow',
    }));
    const output = expected.error?.message ?? expected.output;
    return [{ name, id, args, host: hostOf(name), decisions, output, filesAfter: expected.files_after }];
  });
}

/** The call in a script that is only a call, or a call in a `try` that keeps the error's three parts. */
function callIn(script: string): string | undefined {
  const lines = script.split('\n').map((line) => line.trim());
  const guarded =
    lines[1] === 'try {' && lines[3]?.startsWith('} catch') === true && lines[4]?.includes('err.source') === true;
  const call = lines.length === 1 ? lines[0] : guarded ? lines[2] : undefined;
  const name = /^(\w+)\([^`]*\);?$/.exec(call ?? '')?.[1];
  return name !== undefined && COMMANDS.has(name) ? call : undefined;
}

class LiteralReader {
  #at = 0;
  constructor(readonly source: string) {}

  /** Undefined where something is done with the call's result. */
  wholeList(): readonly RhaiValue[] | undefined {
    const items = this.list(')');
    return /^;?$/.test(this.#rest()) ? items : undefined;
  }

  list(end: string): readonly RhaiValue[] {
    const items: RhaiValue[] = [];
    while (!this.#take(end)) {
      items.push(this.#value());
      this.#take(',');
    }
    return items;
  }

  #value(): RhaiValue {
    if (this.#take('[')) return rhaiArray(this.list(']'));
    const text = /^"((?:[^"\\]|\\.)*)"/s.exec(this.#rest());
    if (text !== null) {
      this.#at += text[0].length;
      return rhaiString(JSON.parse(text[0]));
    }
    const number = /^-?\d+/.exec(this.#rest())?.[0];
    if (number !== undefined) {
      this.#at += number.length;
      return rhaiInt(BigInt(number));
    }
    return this.#flag();
  }

  #flag(): RhaiValue {
    const [whole, module, name] = /^(\w+)::(\w+)/.exec(this.#rest()) ?? [];
    if (whole === undefined || module === undefined || name === undefined)
      throw new Error(`no literal: ${this.#rest()}`);
    this.#at += whole.length;
    const type = `${module.charAt(0).toUpperCase()}${module.slice(1)}Flag`;
    const args = this.#take('(') ? this.list(')').map((value) => (value.kind === 'int' ? value.value : 0n)) : undefined;
    return { kind: 'object', type, state: args === undefined ? { constant: name } : { constant: name, args } };
  }

  #take(token: string): boolean {
    this.#at += /^\s*/.exec(this.#rest())?.[0].length ?? 0;
    if (!this.#rest().startsWith(token)) return false;
    this.#at += token.length;
    return true;
  }

  #rest(): string {
    return this.source.slice(this.#at);
  }
}

function typeOf(value: RhaiValue): string {
  return value.kind === 'int' ? 'i64' : value.kind;
}

/** Cedar's escapes in an entity id, undone. */
function unescapeEid(text: string): string {
  const unescaped = text.replace(/\\u\{([0-9a-f]+)\}|\\(.)/g, (_, code: string | undefined, char: string) =>
    code === undefined ? char : String.fromCodePoint(Number.parseInt(code, 16)),
  );
  return unescaped.replace(/^(.*?)"(.*)"$/s, '$1$2');
}

interface HostFile {
  readonly runs_as?: string;
  readonly principal?: string;
  readonly files?: Record<string, Record<string, string | boolean>>;
}

/** The part of a host file that these cases use. */
function hostOf(name: string): HostDescription {
  const host: HostFile = JSON.parse(readFileSync(join(FOLDER, name, 'host.json'), 'utf8'));
  const runsAs = host.runs_as ?? host.principal ?? 'agent';
  const files = new Map(Object.entries(host.files ?? {}).map(([path, entry]) => [path, fileEntry(entry)]));
  return { ...MINIMAL_HOST, principal: runsAs, runsAs, files };
}

function fileEntry(entry: Record<string, string | boolean>): HostFileEntry {
  const { mode, owner, group, dir, symlink, content, base64 } = entry;
  const common = {
    ...(typeof mode === 'string' ? { mode: Number.parseInt(mode, 8) } : {}),
    ...(typeof owner === 'string' ? { owner } : {}),
    ...(typeof group === 'string' ? { group } : {}),
  };
  if (dir === true) return { ...common, kind: 'directory' };
  if (typeof symlink === 'string') return { ...common, kind: 'symlink', target: symlink };
  const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : encodeUtf8(String(content ?? ''));
  return { ...common, kind: 'file', content: new Uint8Array(bytes) };
}
