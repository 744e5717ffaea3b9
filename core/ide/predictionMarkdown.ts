// What the policy will say to a call, in full, for its hover: the verdict, a run of each kind, and the clauses that decide.

import type { CallVerdict } from '#core/verdict/callVerdict.ts';
import type { Witness } from '#core/verdict/decide.ts';
import { explanationMarkdown } from '#core/verdict/explanation.ts';

const WORDS = { allow: '✓ Allowed.', deny: '⊘ Denied.', depends: '◐ Depends.' } as const;

/** Undefined where nothing could be decided. */
export function predictionMarkdown(call: CallVerdict): string | undefined {
  if (call.verdict === 'unknown') return undefined;
  const parts = [`**${WORDS[call.verdict]}** ${call.reason}`, ...call.witnesses.map(witnessLine)];
  if (call.explanation !== undefined) parts.push(explanationMarkdown(call.explanation));
  return parts.join('\n\n');
}

function witnessLine({ verdict, resource, assumptions, values }: Witness): string {
  const given = Object.entries(values).map(([source, value]) => `${source} is ${JSON.stringify(value)}`);
  const told = [...given, ...assumptions];
  const where = resource === undefined ? '' : ` on \`${resource}\``;
  return `${verdict === 'allow' ? '✓ Allowed' : '⊘ Denied'}${where}${told.length === 0 ? '' : ` when ${told.join(' and ')}`}`;
}
