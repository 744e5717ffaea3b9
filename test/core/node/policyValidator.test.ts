// What is remembered of policies is what the engine says anew.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CedarMessage } from '#core/cedar/types.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';

const wasm = findCedarWasm(import.meta.dirname);
const schema = readFileSync(path.join(import.meta.dirname, '../../../policies/rex.cedarschema'), 'utf8');
const OTHER = 'entity User; action a appliesTo { principal: User, resource: User };';

const POLICIES = [
  'permit(principal, action, resource);',
  '// é😀\r\npermit(principal, action == file_system::Action::"reed", resource) when { "é😀" == "é" };',
  'permit(principal, action == file_system::Action::"read", resource) when { resource.nope == 1 && resource.nope == 2 };',
  'permit(principal == ?principal, action, resource) when { [] == [] };',
  'permit(principal, action == file_system::Action::"read", resource) when { resource == User::"a" };',
  'forbid(principal is Nope, action, resource);',
];

/** What the engine suggests depends on the order of its hash tables. */
function withoutHelp(messages: readonly CedarMessage[]) {
  return messages.map(({ help, ...others }) => others);
}

it('says the same with and without what it remembers', () => {
  const remembering = loadCedarEngine(wasm);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...POLICIES), { maxLength: 6 }),
      fc.constantFrom(schema, schema, OTHER),
      (policies, by) => {
        const text = policies.join('\n');
        expect(withoutHelp(remembering.checkPolicies(text, by))).toEqual(
          withoutHelp(loadCedarEngine(wasm).checkPolicies(text, by)),
        );
      },
    ),
    { numRuns: 60 },
  );
});

const ids = fc.constantFrom('a', 'b c', '/srv/*', 'é😀', 'say_һello', '\\u{202e}x', 'new\\nline', 'nullable');
const scopes = fc.constantFrom(
  ['User', 'file_system::Action::"read"', 'file_system::File'],
  ['User', 'file_system::Action::"reed"', 'file_system::Dir'],
  ['Nope', 'sysctl::Action::"load"', 'sysctl::Sysctl'],
  ['User', 'file_system::Action::"stat"', 'file_system::Dir'],
);
const conditions = fc.constantFrom(
  '',
  'when { resource.path like "ID" }',
  'when { resource == User::"ID" }',
  'when { principal == User::"ID" }',
  'when { resource.nope == "ID" }',
  'unless { context has x && context.x like "ID" }',
  'when { ip("ID").isLoopback() }',
);

it('says of policies that differ in ids and patterns what the engine says of each', () => {
  const policy = fc
    .tuple(scopes, conditions, ids, ids, ids, fc.constantFrom('==', 'in'))
    .map(
      ([[principal, action, resource], condition, a, b, c, operator]) =>
        `permit(principal == ${principal}::"${a}", action == ${action}, resource ${operator} ${resource}::"${b}") ${condition.replace('ID', c)};`,
    );
  fc.assert(
    fc.property(fc.array(policy, { minLength: 1, maxLength: 12 }), (policies) => {
      const remembering = loadCedarEngine(wasm);
      const alone = policies.map((text) =>
        loadCedarEngine(wasm)
          .checkPolicies(text, schema)
          .map(({ message }) => message),
      );
      const text = policies.join('\n');
      const together = remembering.checkPolicies(text, schema);
      const each = policies.map((_, i) => together.filter((found) => found.policy === `policy${i}`));
      expect(
        each.map((found, i) => found.map(({ message }) => message.replaceAll(`policy${i}`, 'policy0')).sort()),
      ).toEqual(alone.map((messages) => [...messages].sort()));
    }),
    { numRuns: 60 },
  );
});
