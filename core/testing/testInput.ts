// From a test to what is run: reads the files that it names and says which of them cannot be used.

import { LineIndex } from '#core/base/lineIndex.ts';
import type { Span } from '#core/base/span.ts';
import { type HostDescription, MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import type { RunInput } from '#core/sandbox/runner/runScript.ts';
import type { FileReference, InlineJson, TestCase } from './testFile.ts';

/** Reads a file by its path relative to the test file, or says why it cannot be read. */
export type ReadRelative = (path: string) => { readonly text: string } | { readonly reason: string };

/** A test that cannot be run; the place is in the test file. */
export interface InputFault {
  readonly message: string;
  readonly span: Span;
}

/** What to run, or all that stands in the way of it. */
export function testInput(test: TestCase, read: ReadRelative): RunInput | { readonly faults: readonly InputFault[] } {
  const faults: InputFault[] = [];
  const load = (what: string, reference: FileReference | InlineJson | undefined): string | undefined => {
    if (reference === undefined || reference.kind === 'inline') return reference?.text;
    const answer = read(reference.path);
    if ('text' in answer) return answer.text;
    faults.push({ message: `The ${what} ${reference.path} cannot be read: ${answer.reason}.`, span: reference.span });
    return undefined;
  };
  const script = load('script', test.script);
  const policy = load('policy', test.policy);
  const argumentsJson = load('arguments file', test.arguments);
  const hostText = load('host file', test.host);
  const host = hostText === undefined ? MINIMAL_HOST : readHost(test, hostText, faults);
  const principal = test.principal;
  if (host !== undefined && principal !== undefined && !host.users.some(({ name }) => name === principal.name))
    faults.push({ message: `The virtual host has no user ${principal.name}.`, span: principal.span });
  if (script === undefined || policy === undefined || host === undefined || faults.length > 0) return { faults };
  return {
    script,
    policy,
    host,
    ...(argumentsJson === undefined ? {} : { argumentsJson }),
    principal: principal?.name ?? host.runsAs,
  };
}

/** A fault in the host as a fault of the test. */
function readHost({ host }: TestCase, text: string, faults: InputFault[]): HostDescription | undefined {
  const { description, problems } = parseHostFile(text);
  const first = problems.find(({ severity }) => severity === 'error');
  if (description !== undefined || host === undefined) return description;
  if (host.kind === 'file') {
    faults.push({
      message: `The host file ${host.path} is faulty: ${first === undefined ? 'it cannot be read' : problemText(first)}.`,
      span: host.span,
    });
  } else {
    const { start, end } = first?.span ?? { start: 0, end: text.length };
    const offset = host.span.start;
    const where = first?.path === undefined || first.path === '' ? 'host' : `host.${first.path}`;
    const message = `${where}: ${first?.message ?? 'cannot be read'}.`;
    faults.push({ message, span: { start: offset + start, end: offset + end } });
  }
  return undefined;
}

/** `line:column` of a place, both from 1. */
export function placeText(text: string, { start }: Span): string {
  const { line, column } = new LineIndex(text).toLineColumn(start);
  return `${line + 1}:${column + 1}`;
}
