// What the policy says to a row of the manifest, which can hold several requests.

import type { Verdict } from '#core/verdict/decide.ts';
import type { Permission } from './manifest.ts';
import type { ReviewReport } from './reviewReport.ts';

/** Gives for the permissions of a row the verdict that deserves most attention; a refusal is none where what stands in is allowed. */
export function rowVerdicts({
  permissions,
  verdicts,
  standIns,
}: Pick<ReviewReport, 'permissions' | 'verdicts' | 'standIns'>): (row: readonly Permission[]) => Verdict {
  const known = new Map(permissions.map((one, i) => [one, verdicts[i] ?? 'unknown']));
  const worstOf = (list: readonly Permission[]) => worst(list.map((one) => known.get(one) ?? 'unknown'));
  return (row) => {
    const first = row.filter((one) => !standIns.has(one));
    const instead = row.filter((one) => standIns.has(one));
    if (first.length === 0 || instead.length === 0) return worstOf(row);
    return worstOf(instead) === 'allow' ? 'allow' : worstOf(first);
  };
}

function worst(verdicts: readonly Verdict[]): Verdict {
  for (const verdict of ['deny', 'depends', 'unknown'] as const) if (verdicts.includes(verdict)) return verdict;
  return 'allow';
}
