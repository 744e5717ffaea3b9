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
