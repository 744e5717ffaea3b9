// How long an editor waits: from a keystroke to the diagnostics, the completion and the hover, through the built server.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ms, ratio, type Times, table, timed, timesOf } from './measure.ts';
import { benchPolicies } from './policies.ts';
import { ServerProcess } from './serverProcess.ts';
import { policyOf, scriptOf } from './workload.ts';

const LINES = [120, 960, 1_920, 8_400];

interface Latencies {
  readonly lines: number;
  readonly first: number;
  readonly diagnostics: Times;
  readonly completion: Times;
  readonly hover: Times;
}

/** Prints the latencies of scripts of growing size under one policy, and of a large policy. */
export async function benchLatency(serverFile: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-bench-'));
  const binding = { scripts: '*.rhai', policy: 'p.cedar', principal: 'agent' };
  writeFileSync(path.join(folder, 'rehearsal.json'), JSON.stringify({ version: 1, bindings: [binding] }));
  writeFileSync(path.join(folder, 'p.cedar'), policyOf(20));
  const server = await ServerProcess.start(serverFile, folder);
  const measured: Latencies[] = [];
  for (const lines of LINES) measured.push(await ofScript(server, lines));
  printScripts(measured);
  await benchPolicies(server, 500);
  await stops(server);
  await server.stop();
  rmSync(folder, { recursive: true });
}

async function ofScript(server: ServerProcess, lines: number): Promise<Latencies> {
  const file = `s${lines}.rhai`;
  const text = scriptOf(lines);
  const rounds = lines > 4_000 ? 20 : 40;
  const [first = Number.NaN] = await timed(1, 0, async () => {
    await server.open(file, 'rhai', text);
    await server.diagnostics(file);
  });
  // Typing into a path in the middle of the script, one character in and one out.
  const at = text.indexOf('/var/log/shop/checkout.log', text.length / 2) + '/var/log/shop/'.length;
  const type = (index: number): Promise<void> => server.change(file, at, index % 2, index % 2 === 0 ? 'x' : '');
  const diagnostics = await timed(rounds, 4, async (index) => {
    await type(index);
    await server.diagnostics(file);
  });
  const name = text.indexOf('total += ', text.length / 2) + 'to'.length;
  const completion = await timed(rounds, 4, async (index) => {
    await type(index);
    await server.ask('textDocument/completion', file, name);
  });
  const call = text.indexOf('grep(', text.length / 2) + 1;
  await server.diagnostics(file);
  const hover = await timed(rounds, 4, () => server.ask('textDocument/hover', file, call));
  const found = (await server.diagnostics(file)).filter((finding) => !isReview(finding)).length;
  if (found !== 0) throw new Error(`${file} should have no diagnostics and has ${found}`);
  return {
    lines,
    first,
    diagnostics: timesOf(diagnostics),
    completion: timesOf(completion),
    hover: timesOf(hover),
  };
}

/** What a review should look at is there on purpose. */
function isReview(finding: unknown): boolean {
  return (
    typeof finding === 'object' && finding !== null && 'code' in finding && String(finding.code).startsWith('review-')
  );
}

function printScripts(measured: readonly Latencies[]): void {
  const base = measured.find(({ lines }) => lines === 960);
  table(
    'From a keystroke in a script to the answer, in ms (under a policy; the server is a process of its own)',
    [
      'lines',
      'opened',
      'diagnostics p50',
      'p95',
      'to 960 lines',
      'us a line',
      'completion p50',
      'p95',
      'hover p50',
      'p95',
    ],
    measured.map(({ lines, first, diagnostics, completion, hover }) => [
      String(lines),
      ms(first),
      ms(diagnostics.p50),
      ms(diagnostics.p95),
      ratio(diagnostics.p50, base?.diagnostics.p50 ?? Number.NaN),
      ((diagnostics.p50 / lines) * 1000).toFixed(1),
      ms(completion.p50),
      ms(completion.p95),
      ms(hover.p50),
      ms(hover.p95),
    ]),
  );
}

async function stops(server: ServerProcess): Promise<void> {
  await server.open('endless.rhai', 'rhai', 'info("going"); loop { }');
  const samples: number[] = [];
  for (let round = 0; round < 12; round++) samples.push(await server.stopLatency('endless.rhai'));
  const { p50, p95 } = timesOf(samples.slice(2));
  table('Stop of an endless loop, from the request to the end of the run, in ms', ['p50', 'p95'], [[ms(p50), ms(p95)]]);
}
