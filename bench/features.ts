// How the features of a script grow with its length: each asked of the built server, right after a keystroke and again.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LineIndex } from '#core/base/lineIndex.ts';
import { ms, ratio, table, timed, timesOf } from './measure.ts';
import { ServerProcess } from './serverProcess.ts';
import { policyOf, scriptOf } from './workload.ts';

const LINES = [120, 960, 1_920, 8_400];
const ROUNDS = 15;
const FORMATTING = { tabSize: 4, insertSpaces: true };

/** A request of the protocol with what it needs beside the document. */
type Feature = readonly [name: string, method: string, params: object];

/** Prints the times of every feature for scripts of growing length. */
export async function benchFeatures(serverFile: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'));
  const binding = { scripts: '*.rhai', policy: 'p.cedar', principal: 'agent' };
  writeFileSync(path.join(folder, 'rehearsal.json'), JSON.stringify({ version: 1, bindings: [binding] }));
  writeFileSync(path.join(folder, 'p.cedar'), policyOf(20));
  const server = await ServerProcess.start(serverFile, folder);
  const columns: ReadonlyMap<string, Measured>[] = [];
  for (const lines of LINES) columns.push(await ofScript(server, lines));
  await server.stop();
  rmSync(folder, { recursive: true });
  const last = columns.at(-1);
  const middle = columns[1];
  table(
    'Growth with size: each feature after a keystroke, p50 in ms for so many lines; the last with its p95 and asked again',
    ['feature', ...LINES.map(String), 'p95', 'again', 'to 960 lines'],
    [...(last?.keys() ?? [])].map((name) => [
      name,
      ...columns.map((column) => ms(column.get(name)?.p50 ?? Number.NaN)),
      ms(last?.get(name)?.p95 ?? Number.NaN),
      ms(last?.get(name)?.again ?? Number.NaN),
      ratio(last?.get(name)?.p50 ?? Number.NaN, middle?.get(name)?.p50 ?? Number.NaN),
    ]),
  );
}

interface Measured {
  readonly p50: number;
  readonly p95: number;
  /** The p50 where the text has not changed since. */
  readonly again: number;
}

async function ofScript(server: ServerProcess, lines: number): Promise<ReadonlyMap<string, Measured>> {
  const file = `f${lines}.rhai`;
  const text = scriptOf(lines);
  await server.open(file, 'rhai', text);
  await server.diagnostics(file);
  // Typing behind everything that is asked about keeps the places of the questions.
  const type = (index: number): Promise<void> =>
    server.change(file, text.length, index % 2, index % 2 === 0 ? ' ' : '');
  const measured = new Map<string, Measured>();
  const textDocument = { uri: server.uri(file) };
  for (const [name, method, params] of featuresOf(text)) {
    const ask = (): Promise<unknown> =>
      server.connection.sendRequest(`textDocument/${method}`, { textDocument, ...params });
    const changed = await timed(ROUNDS * 2, 2, async (index) => {
      await type(index);
      await ask();
    });
    const again = await timed(ROUNDS, 1, ask);
    measured.set(name, { ...timesOf(changed), again: timesOf(again).p50 });
  }
  return measured;
}

function featuresOf(text: string): readonly Feature[] {
  const lines = new LineIndex(text);
  const place = (offset: number): object => {
    const { line, column } = lines.toLineColumn(offset);
    return { line, character: column };
  };
  const middle = text.length / 2;
  const variable = place(text.indexOf('total += ', middle) + 1);
  const argument = place(text.indexOf('grep(', middle) + 'grep('.length);
  const whole = { start: place(0), end: place(text.length) };
  const screen = { start: place(middle), end: place(middle + 2_000) };
  return [
    ['diagnostics', 'diagnostic', {}],
    ['semantic tokens', 'semanticTokens/full', {}],
    ['document symbols', 'documentSymbol', {}],
    ['folding', 'foldingRange', {}],
    ['inlay hints of a screen', 'inlayHint', { range: screen }],
    ['inlay hints of everything', 'inlayHint', { range: whole }],
    ['code lenses', 'codeLens', {}],
    ['document links', 'documentLink', {}],
    ['completion', 'completion', { position: variable }],
    ['hover', 'hover', { position: argument }],
    ['signature help', 'signatureHelp', { position: argument }],
    ['definition', 'definition', { position: variable }],
    ['references', 'references', { position: variable, context: { includeDeclaration: true } }],
    ['highlights', 'documentHighlight', { position: variable }],
    ['rename', 'rename', { position: variable, newName: 'hits_in_all' }],
    ['selection ranges', 'selectionRange', { positions: [variable] }],
    ['code actions', 'codeAction', { range: { start: variable, end: variable }, context: { diagnostics: [] } }],
    ['formatting', 'formatting', { options: FORMATTING }],
    ['formatting of a screen', 'rangeFormatting', { range: screen, options: FORMATTING }],
  ];
}
