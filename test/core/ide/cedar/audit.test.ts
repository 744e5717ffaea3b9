// What is there for one word, function or action is there for each of them: hover, signature help and completion.

import { describe, expect, it } from 'vitest';
import { displayUid } from '#core/cedar/types.ts';
import { policyCompletion } from '#core/ide/cedar/completion.ts';
import { policyHover } from '#core/ide/cedar/hover.ts';
import { policySignature } from '#core/ide/cedar/signatureHelp.ts';
import { FUNCTIONS, POLICY_WORDS, signatureOf } from '#core/ide/cedar/words.ts';
import { readCursor } from '#test/markers.ts';
import { catalog, policies, rex } from './support.ts';

/** A policy in which each word of the language stands, and each operator. */
const ALL_WORDS = `permit(principal == ?principal, action, resource in ?resource)
when { if context has a && !(1 < 2) then 1 + 2 - 3 * 4 <= 5 || 6 > 7 else 8 >= 9 }
unless { resource is User || true == false || principal != resource || "a" like "b" };
forbid(principal, action, resource);`;

function hoverOn(text: string, offset: number): string {
  return policyHover(policies(text), offset, { schema: rex, catalog })?.markdown ?? '';
}

describe('hover', () => {
  it.each([...POLICY_WORDS.keys()])('says something of %s', (word) => {
    const token = policies(ALL_WORDS).tree.tokens.find(({ text }) => text === word);
    expect(hoverOn(ALL_WORDS, token?.start ?? -1).length).toBeGreaterThan(10);
  });

  it.each(FUNCTIONS.map((fn) => [signatureOf(fn), fn] as const))('says what %s does', (signature, fn) => {
    const call = fn.receiver === undefined ? `${fn.name}("x")` : `context.x.${fn.name}(1)`;
    const text = `// é😀\r\npermit(principal, action, resource) when { ${call} };`;
    const markdown = hoverOn(text, text.indexOf(fn.name, 30) + 1);
    expect(markdown).toContain(signature);
    expect(markdown).toContain(fn.text);
  });

  it.each(rex.actions.map(({ uid }) => displayUid(uid)))('describes the action %s', (action) => {
    const text = `permit(principal, action == ${action}, resource);`;
    expect(hoverOn(text, text.indexOf(action) + action.length - 1)).toContain(action);
  });

  it.each([...rex.entityTypes.keys()])('describes the type %s', (type) => {
    const text = `permit(principal, action, resource is ${type});`;
    expect(hoverOn(text, text.indexOf(type) + type.length - 1)).toContain(`entity ${type}`);
  });
});

describe('signature help', () => {
  it.each(FUNCTIONS.map((fn) => [signatureOf(fn), fn] as const))('is there for %s', (signature, fn) => {
    const call = fn.receiver === undefined ? `${fn.name}($0` : `context.x.${fn.name}(\r\n  $0`;
    const { text, cursor } = readCursor(`permit(principal, action, resource) when { ${call}`);
    const help = policySignature(policies(text), cursor);
    const shown = help?.signatures.find(({ label }) => label === signature);
    expect(shown?.documentation).toBe(fn.text);
    expect(shown?.parameters.map(({ start, end }) => signature.slice(start, end))).toEqual(
      fn.parameters.map(({ name, type }) => `${name}: ${type}`),
    );
  });
});

describe('completion', () => {
  const labels = (source: string) => {
    const { text, cursor } = readCursor(source);
    const found = policyCompletion(policies(text), cursor, { schema: rex, idsOf: () => [] });
    return found?.items.map(({ label, kind }) => ({ label, kind })) ?? [];
  };

  it.each(rex.actions.filter(({ isGroup }) => !isGroup).map((action) => [displayUid(action.uid), action] as const))(
    'offers what resources and context of %s have, and nothing else',
    (uid, action) => {
      const own = (variable: string) =>
        labels(`permit(principal, action == ${uid}, resource) when { ${variable}.$0 };`)
          .filter(({ kind }) => kind === 'property')
          .map(({ label }) => label)
          .sort();
      const attributes = action.resourceTypes.flatMap((type) => [
        ...(rex.entityTypes.get(type)?.attributes.keys() ?? []),
      ]);
      expect(own('resource')).toEqual([...new Set(attributes)].sort());
      expect(own('context')).toEqual([...action.context.keys()].sort());
    },
  );

  it.each([...new Set(rex.actions.map(({ uid }) => uid.type))])('offers the actions of %s in quotes', (type) => {
    const offered = labels(`permit(principal, action == ${type}::"$0", resource);`).map(({ label }) => label);
    const own = rex.actions.filter(({ uid }) => uid.type === type).map(({ uid }) => displayUid(uid));
    expect([...offered].sort()).toEqual([...own].sort());
  });
});
