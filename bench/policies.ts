// How long an editor waits in a large policy file: after opening, after the first change and after later ones, with all policies
// whole and with a broken one among them.

import { ms, table, timed, timesOf } from './measure.ts';
import type { ServerProcess } from './serverProcess.ts';
import { policyOf } from './workload.ts';

/** Prints the latencies of policy files of a tenth of this many policies and of this many. */
export async function benchPolicies(server: ServerProcess, count: number): Promise<void> {
  const rows: string[][] = [];
  for (const size of [count / 10, count])
    for (const form of ['whole', 'one broken'] as const) rows.push(await ofFile(server, size, form));
  table(
    'From a keystroke in a policy file to its diagnostics, in ms',
    ['policies', 'form', 'opened', 'first change', 'p50', 'p95', 'us a policy'],
    rows,
  );
}

async function ofFile(server: ServerProcess, size: number, form: 'whole' | 'one broken'): Promise<string[]> {
  const file = `${form.replace(' ', '-')}${size}.cedar`;
  const whole = policyOf(size);
  const text = form === 'whole' ? whole : broken(whole);
  const at = text.indexOf('service-', text.length / 2);
  const answer = async (change: () => Promise<void>): Promise<number> => {
    const [time = Number.NaN] = await timed(1, 0, async () => {
      await change();
      await server.diagnostics(file);
    });
    return time;
  };
  const opened = await answer(() => server.open(file, 'cedar', text));
  const first = await answer(() => server.change(file, at, 0, 'y'));
  const later = await timed(30, 2, async (index) => {
    await server.change(file, at, index % 2, index % 2 === 0 ? 'x' : '');
    await server.diagnostics(file);
  });
  const { p50, p95 } = timesOf(later);
  return [String(size), form, ms(opened), ms(first), ms(p50), ms(p95), ((p50 / size) * 1000).toFixed(0)];
}

/** The text with an operator too many in a policy of its first third. */
function broken(text: string): string {
  const at = text.indexOf('==', text.length / 3);
  return `${text.slice(0, at)}== ${text.slice(at)}`;
}
