// What is said of a policy for every instance of an open resource is what the real engine says of each.

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  actionUid,
  DIR,
  dirResource,
  FILE,
  fileResource,
  processResource,
  userPrincipal,
} from '#core/authz/resource.ts';
import { anyText, exact } from '#core/authz/text.ts';
import type { CedarEngine, PreparedPolicySet } from '#core/cedar/types.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { matchPolicy } from '#core/verdict/policyMatch.ts';
import { sample } from '../authz/textArbitrary.ts';

let engine: CedarEngine;
beforeAll(() => {
  engine = createAnalysisEngine().cedar;
});

const paths = fc.constantFrom(
  '/',
  '/srv',
  '/srv/app',
  '/srv/app/a',
  '/srv/app/key',
  '/srv//app',
  '/srv/app/',
  '/etc',
  '/srv/app/a/key',
  '/srv/app/.',
);
const types = fc.constantFrom(FILE, DIR);
const uid = fc.tuple(types, paths).map(([type, path]) => `${type}::${JSON.stringify(path)}`);

const scope = fc.oneof(
  fc.constant('resource'),
  uid.map((id) => `resource == ${id}`),
  paths.map((path) => `resource in ${DIR}::${JSON.stringify(path)}`),
  types.map((type) => `resource is ${type}`),
  fc.tuple(types, paths).map(([type, path]) => `resource is ${type} in ${DIR}::${JSON.stringify(path)}`),
);

const wildcards = fc.constantFrom(
  '*',
  '/srv/*',
  '/srv/app/*',
  '*.log',
  '/srv/*/key',
  '/srv/app/a',
  '*/key',
  '/etc/*',
  '/srv/app*key',
);

const atom = fc.oneof(
  wildcards.map((wildcard) => `resource.path like ${JSON.stringify(wildcard)}`),
  paths.map((path) => `resource.path == ${JSON.stringify(path)}`),
  fc.tuple(paths, paths).map(([a, b]) => `[${JSON.stringify(a)}, ${JSON.stringify(b)}].contains(resource.path)`),
  uid.map((id) => `resource in ${id}`),
  uid.map((id) => `resource == ${id}`),
  types.map((type) => `resource is ${type}`),
  fc.constantFrom(
    'resource has path',
    'resource has owner',
    'resource.owner == "x"',
    'principal == User::"agent"',
    'principal == User::"bob"',
    'context has mfa',
    'context.mfa',
    'true',
    'false',
  ),
  fc.constant('action == file_system::Action::"open"'),
  fc.constant('action in [file_system::Action::"read", file_system::Action::"open"]'),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    atom,
    tie('condition').map((inner) => `!(${inner})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} || ${b})`),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(if ${a} then ${b} else ${c})`),
  ),
}));

const policy = fc
  .tuple(scope, fc.option(fc.tuple(fc.constantFrom('when', 'unless'), condition), { nil: undefined }))
  .map(
    ([resource, clause]) =>
      `permit(principal, action, ${resource})${clause === undefined ? '' : ` ${clause[0]} { ${clause[1]} }`};`,
  );

function prepared(text: string): PreparedPolicySet {
  const result = engine.prepare(text);
  if (!result.ok) throw new Error(`${result.messages[0]?.message}: ${text}`);
  return result.policySet;
}

test('files and directories', () => {
  fc.assert(
    fc.property(policy, sample, types, (text, { text: resource, instance }, type) => {
      const concrete = type === FILE ? fileResource(instance) : dirResource(instance);
      fc.pre(concrete.ok);
      const set = prepared(text);
      const [only] = set.policies;
      if (only === undefined || !concrete.ok) return;
      const action = 'file_system::Action::"open"';
      const match = matchPolicy(only, { principal: 'agent', action, resourceType: type, resource, context: {} });
      const answer = set.authorize({
        principal: userPrincipal('agent'),
        action: actionUid(action),
        resource: concrete.resource.uid,
        context: {},
        entities: concrete.resource.entities,
      });
      if (match === 'yes') expect(answer.decision, text).toBe('allow');
      if (match === 'no') expect(answer.decision, text).toBe('deny');
    }),
    { numRuns: 4000 },
  );
});

test('an exact resource is never left open', () => {
  fc.assert(
    fc.property(policy, paths, types, (text, path, type) => {
      const concrete = type === FILE ? fileResource(path) : dirResource(path);
      fc.pre(concrete.ok);
      const [only] = prepared(text).policies;
      if (only === undefined || !concrete.ok) return;
      const resource = exact(concrete.resource.uid.id);
      const request = {
        principal: 'agent',
        action: 'file_system::Action::"open"',
        resourceType: type,
        resource,
        context: {},
      };
      expect(matchPolicy(only, request), text).not.toBe('maybe');
    }),
    { numRuns: 1000 },
  );
});

test('processes of which little is known', () => {
  const word = fc.constantFrom('sleep', 'tail', 'agent', 'root');
  const attribute = fc.constantFrom('name', 'username', 'command');
  const clause = fc.oneof(
    fc.tuple(attribute, word).map(([name, text]) => `resource.${name} == "${text}"`),
    fc.tuple(attribute, word).map(([name, text]) => `resource.${name} like "${text}*"`),
    attribute.map((name) => `resource has ${name}`),
  );
  fc.assert(
    fc.property(clause, word, word, word, fc.boolean(), (condition, name, username, command, known) => {
      const set = prepared(`permit(principal, action, resource is process_system::Process) when { ${condition} };`);
      const [only] = set.policies;
      if (only === undefined) return;
      const resource = processResource({ pid: '7', name, username, command });
      const action = 'process_system::Action::"list"';
      const match = matchPolicy(only, {
        principal: 'agent',
        action,
        resourceType: 'process_system::Process',
        resource: anyText('a process'),
        ...(known ? { process: { name: exact(name), username: exact(username), command: anyText('a command') } } : {}),
        context: {},
      });
      const answer = set.authorize({
        principal: userPrincipal('agent'),
        action: actionUid(action),
        resource: resource.uid,
        context: {},
        entities: resource.entities,
      });
      if (match === 'yes') expect(answer.decision).toBe('allow');
      if (match === 'no') expect(answer.decision).toBe('deny');
    }),
    { numRuns: 500 },
  );
});
