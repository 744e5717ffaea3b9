// Every script known here that the engine accepts has no finding of error severity, unless a run of it ended in an error there
// or before; and every script that the engine rejects has an error at the engine's position.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import { type CheckedScript, type GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import type { CompileError } from '#core/rhai/compiler.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { runTest } from '#test/sandbox.ts';

interface KnownScript {
  readonly name: string;
  readonly script: string;
  readonly argumentNames: readonly string[];
  readonly texts: GoverningTexts;
  /** The error in which its run ended, recorded or by the engine; undefined where it ended well. */
  error(): string | undefined;
}

const ROOT = path.join(import.meta.dirname, '../../..');
const engine = createAnalysisEngine();
const scripts = [...recorded(), ...others()];
let checker: ScriptChecker;

beforeAll(() => {
  checker = new ScriptChecker(engine, 'agent');
});

// Without policy and host, as in an editor where nothing is bound. With those of the cases, the verdicts' own tests ask.
test('scripts have the errors that the engine has, at its places, and no others', () => {
  expect(scripts.length).toBeGreaterThan(1000);
  expect(scripts.flatMap((known) => faults(known, known.texts))).toEqual([]);
}, 600_000);

test('neither do scripts that import something, with the host of their run', () => {
  const importing = recorded('host.json').filter(({ script }) => /\bimport\b/.test(script));
  expect(importing.length).toBeGreaterThan(5);
  expect(importing.flatMap((known) => faults(known, known.texts))).toEqual([]);
});

test.each([
  '78_498 + 1',
  '()',
  'let x = (); x == ()',
  'switch 5 { 1..=3 if true => 1, 3..9 if false => 2, _ => 3 }',
  'switch 5 { 1 | 5 if 1 < 2 => "a", _ => "b" }',
  'let sum = 0; for i in range(0, 9, 3) { sum += i; } sum',
])('%s is right', (script) => {
  expect(runTest(script).payload.status).toBe('SUCCESS');
  expect(checker.check(script, { argumentsAreKnown: true }).diagnostics).toEqual([]);
});

function faults(known: KnownScript, texts: GoverningTexts): readonly string[] {
  const checked = checker.check(known.script, texts);
  const errors = checked.diagnostics.filter(({ severity }) => severity === 'error');
  const compiled = engine.compiler.compile(known.script, known.argumentNames);
  if (compiled.ok)
    return errors
      .filter((finding) => !mayHaveHappened(finding, checked, known.error()))
      .map(({ code, message }) => `${known.name}: ${code}: ${message} The run: ${known.error() ?? 'no error'}`);
  const { line, column, message } = compiled.error;
  const isThere = errors.some((finding) => finding.code === 'compile' && isAt(finding, checked, compiled.error));
  return isThere ? [] : [`${known.name}: no error at ${line}:${column}, where the engine says ${message}`];
}

/** Where the run ended before the line of a finding, it says nothing of it; one that never began has no position. */
function mayHaveHappened({ span }: Diagnostic, { lines }: CheckedScript, error: string | undefined): boolean {
  if (error === undefined) return false;
  const ended = [...error.matchAll(/line (\d+), position \d+/g)].map(([, line]) => Number(line));
  return ended.length === 0 || lines.toLineColumn(span.start).line + 1 >= Math.min(...ended);
}

/** The engine counts in characters, and says the end of the text where it misses something. */
function isAt({ span }: Diagnostic, { lines, parse }: CheckedScript, { line, column }: CompileError): boolean {
  const at = line < 1 ? parse.text.length : (lines.fromRhai(line, column) ?? parse.text.length);
  return span.start === at || (at >= parse.text.trimEnd().length && span.end === parse.text.trimEnd().length);
}

/** The recorded cases, with their arguments and the named file of their folder as the host. */
function recorded(hostFile?: string): readonly KnownScript[] {
  return recordedCases().map(({ area, name, folder, script, error, argumentNames }) => {
    const read = (file: string) =>
      existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : undefined;
    const args = read('args.json');
    const host = hostFile === undefined ? undefined : read(hostFile);
    const texts = {
      argumentsAreKnown: true,
      ...(args === undefined ? {} : { args }),
      ...(host === undefined ? {} : { host }),
    };
    return { name: `${area}/${name}`, script, argumentNames, texts, error: () => error };
  });
}

/** Examples and samples, run in the sandbox where something is to be known of their end. Unknown names are arguments. */
function others(): readonly KnownScript[] {
  return ['examples', 'test/editor', 'test/syntaxes', 'test/core'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.rhai'))
      .map((file) => {
        const script = readFileSync(path.join(ROOT, folder, file), 'utf8');
        const argumentNames = undefinedNames(script);
        const error = () => runTest(script, {}, { limits: { timeoutMs: 2000 } }).payload.error?.message;
        return { name: `${folder}/${file}`, script, argumentNames, texts: {}, error };
      }),
  );
}

function undefinedNames(script: string): readonly string[] {
  const names: string[] = [];
  for (;;) {
    const compiled = engine.compiler.compile(script, names);
    const name = compiled.ok ? undefined : /^Undefined variable: (\w+)$/.exec(compiled.error.message)?.[1];
    if (name === undefined || names.includes(name)) return names;
    names.push(name);
  }
}
