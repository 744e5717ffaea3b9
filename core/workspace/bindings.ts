// Finds the binding of a script and writes a new one, keeping the rest of `rehearsal.json` as its author left it.

import { applyEdits, type FormattingOptions, modify, parse } from 'jsonc-parser';
import picomatch from 'picomatch';
import { type Binding, parseRehearsalFile, REHEARSAL_FILE_VERSION, type RehearsalFile } from './rehearsalFile.ts';

/** The first binding whose pattern matches counts. `script` is relative to the folder of `rehearsal.json`, with forward slashes. */
export function findBinding(file: RehearsalFile, script: string): Binding | undefined {
  return file.bindings.find((binding) => matchesPattern(binding.scripts, script));
}

/** Whether a glob of the format matches a path: `*` within a folder, `**` across folders, braces and classes. */
export function matchesPattern(pattern: string, script: string): boolean {
  return picomatch(stripDot(pattern), { dot: true })(stripDot(script));
}

/**
 * The text of `rehearsal.json` with the script bound to the policy: an own binding for this script changes its policy,
 * otherwise one is put first, so that it counts. Undefined where the present text is too broken to edit safely.
 */
export function bindScript(text: string | undefined, script: string, policy: string): string | undefined {
  if (text === undefined || text.trim() === '') {
    return `${JSON.stringify({ version: REHEARSAL_FILE_VERSION, rex: '0.1.0', bindings: [{ scripts: script, policy }] }, undefined, 2)}\n`;
  }
  if (parseRehearsalFile(text).problems.some((problem) => problem.severity === 'error')) return undefined;
  const content: unknown = parse(text);
  const bindings = isRecord(content) && Array.isArray(content['bindings']) ? content['bindings'] : undefined;
  const own = bindings?.findIndex((binding: unknown) => isRecord(binding) && binding['scripts'] === script) ?? -1;
  const options = { formattingOptions: formattingOf(text) };
  if (bindings === undefined)
    return applyEdits(text, modify(text, ['bindings'], [{ scripts: script, policy }], options));
  if (own >= 0) return applyEdits(text, modify(text, ['bindings', own, 'policy'], policy, options));
  return applyEdits(
    text,
    modify(text, ['bindings', 0], { scripts: script, policy }, { ...options, isArrayInsertion: true }),
  );
}

function stripDot(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 4 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
