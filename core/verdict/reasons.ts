// The sentences of a verdict: the decision, the reason, the way out.

import type { PredictedCheck } from '#core/authz/predict.ts';
import { displayText } from '#core/authz/text.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { DecidedCall, Witness } from './decide.ts';
import type { DecidedCheck } from './decideCase.ts';
import { type Explanation, explain } from './explanation.ts';
import type { PolicyDocument } from './policyDocument.ts';

/** The name of an action without its namespace: `read`. */
export function actionName(action: string): string {
  return /::"(.*)"$/s.exec(action)?.[1] ?? action;
}

/** The resource of a request as messages name it: an id, a pattern, or what kind of thing it is. */
export function resourceName(check: PredictedCheck): string {
  const type = check.resourceType.replace(/^.*::/, '').toLowerCase();
  const article = /^[aeiou]/.test(type) ? 'an' : 'a';
  if (check.resource.kind === 'fresh' || displayText(check.resource) === '*') return `${article} ${type}`;
  return check.resourceType === 'process_system::Process'
    ? `process ${displayText(check.resource)}`
    : displayText(check.resource);
}

/** `Policy denies read on /etc/shadow for agent. No permit covers it; nearest: ...` */
export function denialReason(
  entry: DecidedCheck,
  principal: string,
  policies: PolicyDocument,
  explanation = explain(entry, principal, policies),
): string {
  const { check } = entry;
  const user = check.asRoot ? 'root' : principal;
  const what = `Policy denies ${actionName(check.action)} on ${resourceName(check)} for ${user}`;
  if (entry.policies.length > 0 && entry.verdict === 'deny') {
    return `${what}: forbidden by ${entry.policies.map((id) => policies.describe(id)).join(' and ')}.`;
  }
  const [nearest] = explanation.policies;
  if (nearest === undefined) return `${what}. No permit names this action.`;
  return `${what}. No permit covers it; nearest: ${nearest.name}, ${nearest.obstacle}.`;
}

/** The reason of a single request's verdict. */
export function checkReason(entry: DecidedCheck, principal: string, policies: PolicyDocument): string {
  switch (entry.verdict) {
    case 'allow':
      return `Allowed by ${entry.policies.map((id) => policies.describe(id)).join(' and ')}.`;
    case 'deny':
      return denialReason(entry, principal, policies);
    case 'error':
      return 'The request is not valid, so that the call fails before the policy decides.';
    case 'open': {
      const source = entry.check.resource.kind === 'pattern' ? entry.check.resource.source : undefined;
      return source === undefined
        ? 'What the policy decides depends on facts that are not known.'
        : `What the policy decides depends on ${source}.`;
    }
  }
}

/** The reason of a call's verdict. */
export function callReason(
  call: DecidedCall,
  fn: CatalogFunction,
  principal: string,
  policies: PolicyDocument,
  explanation: Explanation | undefined,
): string {
  const first = call.denials[0];
  switch (call.verdict) {
    case 'allow':
      return allowReason(call, policies);
    case 'deny':
      if (first === undefined) return 'The policy denies this call.';
      return call.silent
        ? `${silentReason(first, fn)} ${denialReason(first, principal, policies, explanation)}`
        : denialReason(first, principal, policies, explanation);
    case 'depends':
      return dependsReason(call, fn, first);
    case 'unknown':
      return unknownReason(call, first);
  }
}

/** `If the policy denies list on a process, ps() leaves it out without an error.` */
function silentReason({ check }: DecidedCheck, fn: CatalogFunction): string {
  const effect = check.onDeny === 'empty' ? 'finds nothing and gives no error' : 'leaves it out without an error';
  return `If the policy denies ${actionName(check.action)} on ${resourceName(check)}, ${fn.name}() ${effect}.`;
}

function allowReason(call: DecidedCall, policies: PolicyDocument): string {
  const ids = new Set(
    call.cases.flatMap(({ checks }) => checks.flatMap((entry) => (entry.verdict === 'allow' ? entry.policies : []))),
  );
  const named = [...ids].slice(0, 3).map((id) => policies.describe(id));
  return named.length === 0
    ? 'Nothing that this call asks for is denied.'
    : `Allowed by ${named.join(', ')}${ids.size > 3 ? ' and others' : ''}.`;
}

function dependsReason(call: DecidedCall, fn: CatalogFunction, first: DecidedCheck | undefined): string {
  const denied = call.witnesses.find(({ verdict }) => verdict === 'deny');
  const allowed = call.witnesses.find(({ verdict }) => verdict === 'allow');
  const what = first === undefined ? '' : ` on ${actionName(first.check.action)}`;
  const silent = first !== undefined && call.silent ? ` ${silentReason(first, fn)}` : '';
  return `Allowed${told(allowed)}, denied${what}${told(denied)}.${silent}`;
}

/** Where a witness is: the values it needs, else what it assumes, else the resource. */
function told(witness: Witness | undefined): string {
  if (witness === undefined) return '';
  const values = Object.entries(witness.values).map(([source, value]) => `${source} is ${JSON.stringify(value)}`);
  const parts = [...values, ...witness.assumptions];
  if (parts.length > 0) return ` when ${parts.slice(0, 2).join(' and ')}`;
  return witness.resource === undefined ? '' : ` for ${witness.resource}`;
}

function unknownReason(call: DecidedCall, first: DecidedCheck | undefined): string {
  if (call.cases.every(({ outcome }) => outcome === 'none')) return 'The call fails before the policy decides.';
  const resource = first?.check.resource;
  return resource?.kind === 'pattern'
    ? `Not decided: ${resource.source} is not known.`
    : 'Not decided: it depends on facts that are not known.';
}
