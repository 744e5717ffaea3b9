// The decision on one predicted request: by the real engine where everything is known, else from what the policies that
// can apply have in common.

import type { PredictedCheck } from '#core/authz/predict.ts';
import {
  actionEntities,
  actionUid,
  cannotBeAsked,
  DIR,
  dirResource,
  FILE,
  fileResource,
  freshResource,
  hostnameResource,
  processResource,
  type Resource,
  type ResourceResult,
  serviceResource,
  urlResource,
  userPrincipal,
} from '#core/authz/resource.ts';
import { exact, type Text } from '#core/authz/text.ts';
import type { CedarValue, Entity, PreparedPolicySet } from '#core/cedar/types.ts';
import { matchPolicy, type PartialRequest } from './policyMatch.ts';
import { candidateTexts } from './witnessSearch.ts';

/** `open` where not every instance is decided the same way, or that is not known. */
export interface CheckDecision {
  readonly verdict: 'allow' | 'deny' | 'open' | 'error';
  /** Ids of the policies that decided; for an open decision those that may. */
  readonly policies: readonly string[];
  /** For an open decision: whether allowed and denied instances are known to exist. */
  readonly mixed?: boolean;
}

/** Against what decisions are made. */
export interface Authorization {
  readonly policySet: PreparedPolicySet;
  /** Name of the effective user. */
  readonly principal: string;
}

/** Decides one predicted request. */
export function decideCheck(check: PredictedCheck, { policySet, principal }: Authorization): CheckDecision {
  const user = check.asRoot ? 'root' : principal;
  const text = check.resource.kind === 'fresh' ? exact(FRESH_ID) : check.resource;
  if (isUnspeakable(check.resourceType, text)) return { verdict: 'error', policies: [] };
  const resource = check.context.known ? knownResource(check.resourceType, text) : undefined;
  if (resource !== undefined && check.context.known) {
    return askEngine(policySet, user, check.action, resource, check.context);
  }
  return decideOpen(policySet, {
    principal: user,
    action: check.action,
    resourceType: check.resourceType,
    resource: text,
    ...(check.process === undefined ? {} : { process: check.process }),
    context: check.context.known ? check.context.values : undefined,
  });
}

/** Stands for an id that no policy can name. */
const FRESH_ID = '00000000-0000-4000-8000-000000000000';

function askEngine(
  policySet: PreparedPolicySet,
  user: string,
  action: string,
  resource: Resource,
  context: { readonly values: Readonly<Record<string, CedarValue>>; readonly entities: readonly Entity[] },
): CheckDecision {
  const uid = actionUid(action);
  const answer = policySet.authorize({
    principal: userPrincipal(user),
    action: uid,
    resource: resource.uid,
    context: context.values,
    entities: [...resource.entities, ...context.entities, ...actionEntities(uid, context.entities.length > 0)],
  });
  return { verdict: answer.decision, policies: answer.determining };
}

/** The entity of a fully known resource. A process's attributes are the host's, so that one is never known. */
function knownResource(type: string, text: Text): Resource | undefined {
  if (text.kind !== 'exact') return undefined;
  switch (type) {
    case FILE:
      return accepted(fileResource(text.value));
    case DIR:
      return accepted(dirResource(text.value));
    case 'network::url':
      return urlResource(text.value);
    case 'sysinfo::Hostname':
      return hostnameResource(text.value);
    case 'systemd::Service':
      return serviceResource(text.value);
    case 'sysinfo::Sysinfo':
    case 'sysctl::Sysctl':
    case 'systemd::Systemd':
      return freshResource(type, text.value);
    default:
      return undefined;
  }
}

function accepted(result: ResourceResult): Resource | undefined {
  return result.ok ? result.resource : undefined;
}

/** As far as the literal parts of the text say; see {@link cannotBeAsked}. */
function isUnspeakable(type: string, text: Text): boolean {
  return cannotBeAsked({ type, id: text.kind === 'exact' ? text.value : `${text.prefix}x${text.suffix}` });
}

function decideOpen(policySet: PreparedPolicySet, request: PartialRequest): CheckDecision {
  const certain: Record<'permit' | 'forbid', string[]> = { permit: [], forbid: [] };
  const possible: Record<'permit' | 'forbid', string[]> = { permit: [], forbid: [] };
  for (const policy of policySet.policies) {
    const match = matchPolicy(policy, request);
    if (match === 'yes') certain[policy.effect].push(policy.id);
    else if (match === 'maybe') possible[policy.effect].push(policy.id);
  }
  if (certain.forbid.length > 0) return { verdict: 'deny', policies: certain.forbid };
  if (certain.permit.length === 0 && possible.permit.length === 0) return { verdict: 'deny', policies: [] };
  if (certain.permit.length > 0 && possible.forbid.length === 0) return { verdict: 'allow', policies: certain.permit };
  const policies = [...certain.permit, ...possible.permit, ...possible.forbid];
  return { verdict: 'open', policies, mixed: request.resourceType === PROCESS && processesDiffer(policySet, request) };
}

const PROCESS = 'process_system::Process';

/** Whether processes like those that the policies speak of are decided differently. */
function processesDiffer(
  policySet: PreparedPolicySet,
  { principal, action, process, context = {} }: PartialRequest,
): boolean {
  const seen = new Set<string>();
  for (const text of [...candidateTexts(policySet), 'systemd']) {
    const known = (part: Text | undefined) => (part?.kind === 'exact' ? part.value : text);
    const attributes = {
      pid: '1',
      name: known(process?.name),
      username: known(process?.username),
      command: known(process?.command),
    };
    seen.add(
      askEngine(policySet, principal, action, processResource(attributes), { values: context, entities: [] }).verdict,
    );
  }
  return seen.size > 1;
}
