// The whole check of a script after an edit of one line: syntax, engine, flow, verdicts and findings, without any protocol.

import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { ms, ratio, type Times, table, timed, timesOf } from './measure.ts';
import { policyOf, scriptOf } from './workload.ts';

const LINES = [250, 500, 1_000, 2_000, 4_000, 8_000];
const POLICIES = [20, 50, 100, 200, 400, 800];
const ROUNDS = 40;

/** Prints the times for growing scripts under 200 policies, and for 1,000 lines under growing policies. */
export async function benchCheck(): Promise<void> {
  const byLines: Row[] = [];
  for (const lines of LINES) byLines.push({ size: lines, times: await afterEdit(lines, 200) });
  print('The whole check after an edit of one line, under 200 policies, in ms', 'lines', byLines, 1_000);
  const byPolicies: Row[] = [];
  for (const policies of POLICIES) byPolicies.push({ size: policies, times: await afterEdit(1_000, policies) });
  print('The whole check of 1,000 lines after an edit of one line, in ms', 'policies', byPolicies, 200);
}

interface Row {
  readonly size: number;
  readonly times: Times;
}

async function afterEdit(lines: number, policies: number): Promise<Times> {
  const checker = new ScriptChecker(createAnalysisEngine(), 'agent');
  const text = scriptOf(lines);
  const governing = { policy: { name: 'p.cedar', text: policyOf(policies) }, principal: 'agent' };
  // Each edit writes another path, so that nothing of the line that is edited is known already.
  const at = text.indexOf('/var/log/shop/checkout.log', text.length / 2) + '/var/log/shop/'.length;
  const samples = await timed(ROUNDS, 8, (index) =>
    checker.check(`${text.slice(0, at)}${index}-${text.slice(at)}`, governing),
  );
  return timesOf(samples);
}

function print(title: string, size: string, rows: readonly Row[], base: number): void {
  const from = rows.find((row) => row.size === base)?.times.p50 ?? Number.NaN;
  table(
    title,
    [size, 'p50', 'p95', `to ${base.toLocaleString('en')}`, `us for each of the ${size}`],
    rows.map(({ size: count, times: { p50, p95 } }) => [
      String(count),
      ms(p50),
      ms(p95),
      ratio(p50, from),
      ((p50 / count) * 1000).toFixed(1),
    ]),
  );
}
