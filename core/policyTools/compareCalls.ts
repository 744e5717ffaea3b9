// Which decisions are different when the same script is judged under another policy.

import type { Span } from '#core/base/span.ts';
import type { CallVerdict } from '#core/verdict/callVerdict.ts';
import type { Verdict } from '#core/verdict/decide.ts';

/** A call that gets another verdict, or the same for another set of its requests. */
export interface ChangedCall {
  readonly span: Span;
  readonly function: string;
  readonly before: Verdict;
  readonly after: Verdict;
  /** Why it is so afterwards. */
  readonly reason: string;
  /** Requests whose own verdict is different: `read /srv/a: deny -> allow`. */
  readonly checks: readonly ChangedCheck[];
}

export interface ChangedCheck {
  readonly action: string;
  readonly resourceType: string;
  readonly resource: string | null;
  /** Absent where the request is only made under one of the two. */
  readonly before?: Verdict;
  readonly after?: Verdict;
}

/** The changes, in the order of the text. Both lists are of the same script. */
export function changedCalls(before: readonly CallVerdict[], after: readonly CallVerdict[]): readonly ChangedCall[] {
  const others = new Map(after.map((call) => [keyOf(call), call]));
  return before.flatMap((call) => {
    const other = others.get(keyOf(call));
    if (other === undefined) return [];
    const checks = changedChecks(call, other);
    if (call.verdict === other.verdict && checks.length === 0) return [];
    return {
      span: call.site.span,
      function: call.function,
      before: call.verdict,
      after: other.verdict,
      reason: other.reason,
      checks,
    };
  });
}

function keyOf({ site }: CallVerdict): string {
  return `${site.span.start} ${site.span.end} ${site.nameSpan.start}`;
}

function changedChecks(before: CallVerdict, after: CallVerdict): readonly ChangedCheck[] {
  const known = new Map<string, ChangedCheck>();
  for (const [side, call] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const { action, resourceType, resource, principal, verdict } of call.checks) {
      const key = `${action} ${resourceType} ${resource} ${principal}`;
      known.set(key, { action, resourceType, resource, ...known.get(key), [side]: verdict });
    }
  }
  return [...known.values()].filter(
    // A request that is only reached now follows from the change of one before it.
    (entry) => entry.before !== undefined && entry.after !== undefined && entry.before !== entry.after,
  );
}
