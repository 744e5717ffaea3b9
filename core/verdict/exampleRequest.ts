// One real request of those that a predicted check stands for, to ask the engine about.

import type { PredictedCheck } from '#core/authz/predict.ts';
import {
  actionEntities,
  actionUid,
  DIR,
  dirResource,
  FILE,
  fileResource,
  freshResource,
  hostnameResource,
  processResource,
  type Resource,
  serviceResource,
  urlResource,
  userPrincipal,
} from '#core/authz/resource.ts';
import type { HoleShape, Text } from '#core/authz/text.ts';
import type { CedarRequest } from '#core/cedar/types.ts';

/** A request, and which of its parts only stand for what is not known: `context`, `resource.name`. */
export interface ExampleRequest {
  readonly request: CedarRequest;
  readonly open: readonly string[];
}

/** Stands for an id that no policy can name. */
const FRESH_ID = '00000000-0000-4000-8000-000000000000';

/** What fills a hole. */
const FILLINGS: Readonly<Record<HoleShape, string>> = {
  any: 'example',
  slashless: 'example',
  component: 'example',
  name: 'example',
  deep: 'example/example',
  relative: 'example',
  below: '/example',
  path: 'example',
};

/** A request of the check for a user, about `id` where that is given; undefined where the SDK refuses such a path. */
export function exampleRequest(check: PredictedCheck, principal: string, id?: string): ExampleRequest | undefined {
  const made = resourceOf(check, id);
  if (made === undefined) return undefined;
  const { context } = check;
  const action = actionUid(check.action);
  const entities = context.known ? context.entities : [];
  return {
    request: {
      principal: userPrincipal(check.asRoot ? 'root' : principal),
      action,
      resource: made.resource.uid,
      context: context.known ? context.values : {},
      entities: [...made.resource.entities, ...entities, ...actionEntities(action, entities.length > 0)],
    },
    open: [...made.open, ...(context.known ? [] : ['context'])],
  };
}

interface ExampleResource {
  readonly resource: Resource;
  readonly open: readonly string[];
}

function resourceOf(check: PredictedCheck, id: string | undefined): ExampleResource | undefined {
  const text = id ?? (check.resource.kind === 'fresh' ? FRESH_ID : exampleText(check.resource));
  const found = (resource: Resource): ExampleResource => ({ resource, open: [] });
  switch (check.resourceType) {
    case FILE:
    case DIR: {
      const path = text.startsWith('/') ? text : `/${text}`;
      const result = check.resourceType === FILE ? fileResource(path) : dirResource(path);
      return result.ok ? found(result.resource) : undefined;
    }
    case 'network::url':
      return found(urlResource(text));
    case 'sysinfo::Hostname':
      return found(hostnameResource(text));
    case 'systemd::Service':
      return found(serviceResource(text));
    case 'sysinfo::Sysinfo':
    case 'sysctl::Sysctl':
    case 'systemd::Systemd':
      return found(freshResource(check.resourceType, text));
    case 'process_system::Process':
      return exampleProcess(check);
    default:
      return undefined;
  }
}

function exampleProcess({ process }: PredictedCheck): ExampleResource {
  const known = { name: process?.name, username: process?.username, command: process?.command };
  const open = Object.entries(known).flatMap(([name, text]) => (text?.kind === 'exact' ? [] : [`resource.${name}`]));
  const textOf = (text: Text | undefined) => (text === undefined ? 'example' : exampleText(text));
  const { name, username, command } = known;
  return {
    resource: processResource({
      pid: '1',
      name: textOf(name),
      username: textOf(username),
      command: textOf(command),
    }),
    open: [...open, 'resource.pid', 'resource'],
  };
}

/** A member of a set of texts. */
function exampleText(text: Text): string {
  return text.kind === 'exact' ? text.value : text.prefix + FILLINGS[text.hole] + text.suffix;
}
