// Which decisions are different when the same script is judged under another policy.

import type { Span } from '#core/base/span.ts';
import type { CallVerdict, CheckVerdict } from '#core/verdict/callVerdict.ts';
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

/** What is kept of a verdict to compare it with another one on the same call. */
export interface JudgedCall extends Pick<CallVerdict, 'function' | 'reachable' | 'verdict' | 'reason'> {
  readonly site: { readonly span: Span; readonly nameSpan: Span };
  readonly checks: readonly CheckVerdict[];
}

/** A verdict without the tree that it was found in. */
export function judgedCall({ site, function: name, reachable, verdict, reason, checks }: CallVerdict): JudgedCall {
  return { site: { span: site.span, nameSpan: site.nameSpan }, function: name, reachable, verdict, reason, checks };
}

/** The changes, in the order of the text. Both lists are of the same script. */
export function changedCalls(before: readonly JudgedCall[], after: readonly JudgedCall[]): readonly ChangedCall[] {
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

function keyOf({ site }: JudgedCall): string {
  return `${site.span.start} ${site.span.end} ${site.nameSpan.start}`;
}

function changedChecks(before: JudgedCall, after: JudgedCall): readonly ChangedCheck[] {
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
