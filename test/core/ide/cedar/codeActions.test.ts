// Quick fixes of policies: after one is taken, what it mends is gone.

import { describe, expect, it } from 'vitest';
import { checkPolicy } from '#core/cedar/checkPolicy.ts';
import { policyActions } from '#core/ide/cedar/codeActions.ts';
import { policyLenses } from '#core/ide/cedar/codeLens.ts';
import { inlayHints } from '#core/ide/cedar/inlayHints.ts';
import { engine, policies, rex, rexText } from './support.ts';

function fixed(text: string): readonly (readonly [string, string])[] {
  const findings = checkPolicy(text, engine, rexText);
  return policyActions(policies(text), findings, rex).map(({ title, documents }) => {
    const changes = [...(documents[0]?.changes ?? [])].sort((a, b) => b.span.start - a.span.start);
    return [
      title,
      changes.reduce((out, { span, newText }) => out.slice(0, span.start) + newText + out.slice(span.end), text),
    ];
  });
}

describe('policyActions', () => {
  it.each([
    [
      'a misspelt action',
      'permit(principal, action == file_system::Action::"reed", resource);',
      'permit(principal, action == file_system::Action::"read", resource);',
    ],
    [
      'a misspelt type',
      'permit(principal, action, resource is File);',
      'permit(principal, action, resource is file_system::File);',
    ],
    [
      'a group alone',
      'permit(principal, action == sysctl::Action::"SysctlAction", resource);',
      'permit(principal, action in [sysctl::Action::"load"], resource);',
    ],
    [
      'a group in a list',
      '// é😀\r\npermit(principal, action in [network::Action::"NetworkAction", sysctl::Action::"load"], resource);',
      '// é😀\r\npermit(principal, action in [network::Action::"GET", network::Action::"connect", sysctl::Action::"load"], resource);',
    ],
    [
      'a wildcard in an id',
      'permit(principal, action, resource == file_system::File::"/var/log/*");',
      'permit(principal, action, resource in file_system::Dir::"/var/log");',
    ],
    [
      'an id that is made up anew',
      'permit(principal, action, resource == sysinfo::Sysinfo::"x");',
      'permit(principal, action, resource is sysinfo::Sysinfo);',
    ],
    [
      'a misspelt attribute',
      'permit(principal, action == file_system::Action::"read", resource) when { resource.paht == "/x" };',
      'permit(principal, action == file_system::Action::"read", resource) when { resource.path == "/x" };',
    ],
    [
      'a tag without a test',
      'permit(principal, action == file_system::Action::"execute", resource) unless { true && context.arguments.getTag("a") == "b" };',
      'permit(principal, action == file_system::Action::"execute", resource) unless { true && context.arguments.hasTag("a") && context.arguments.getTag("a") == "b" };',
    ],
    [
      'an optional attribute',
      'permit(principal, action == file_system::Action::"execute", resource) unless { context.namespace.target_process_id == 1 };',
      'permit(principal, action == file_system::Action::"execute", resource) unless { context has namespace && context.namespace.target_process_id == 1 };',
    ],
    [
      'one equals sign',
      'permit(principal = User::"a", action, resource);',
      'permit(principal == User::"a", action, resource);',
    ],
    [
      'an id without quotes',
      'permit(principal == User::agent, action, resource);',
      'permit(principal == User::"agent", action, resource);',
    ],
    [
      'single quotes',
      "permit(principal == User::'ag\u00e9nt', action, resource);",
      'permit(principal == User::"ag\u00e9nt", action, resource);',
    ],
    [
      'an unknown escape',
      'permit(principal, action, resource) when { "a\\d" == "é" };',
      'permit(principal, action, resource) when { "a\\\\d" == "é" };',
    ],
  ])('mends %s', (_, text, expected) => {
    const results = fixed(text).map(([, result]) => result);
    expect(results).toContain(expected);
    const messages = (source: string) => checkPolicy(source, engine, rexText).map(({ message }) => message);
    expect(messages(text).some((message) => !messages(expected).includes(message))).toBe(true);
  });

  it('never suggests a name of another namespace', () => {
    for (const { uid } of rex.actions.filter(({ isGroup }) => !isGroup)) {
      const typo = `${uid.id.slice(0, -1)}${uid.id.endsWith('x') ? 'y' : 'x'}`;
      for (const [title] of fixed(`permit(principal, action == ${uid.type}::"${typo}", resource);`))
        expect(title.startsWith(`Write ${uid.type}::`)).toBe(true);
    }
  });
});

describe('policyLenses and inlayHints', () => {
  const text = 'permit(principal, action, resource);\r\n@id("é") permit(principal == ?principal, action, resource);';

  it('say what binds a file and what never matches', () => {
    const lenses = (bindings: number, schemaNames: readonly string[] = []) =>
      policyLenses(policies(text), { schema: rex, schemaNames, bindings }).map(({ title }) => title);
    expect(lenses(2)).toEqual([
      'Governs the scripts of 2 bindings',
      'Validated by the schema of Rex',
      '$(warning) never matches',
    ]);
    expect(lenses(0, ['a.cedarschema', 'b.cedarschema.json']).slice(0, 2)).toEqual([
      'No binding names this policy file',
      'Validated by a.cedarschema, b.cedarschema.json',
    ]);
  });

  it('number policies as the engine does', () => {
    const hints = inlayHints(policies(text), { start: 0, end: text.length });
    expect(hints.map(({ label, offset }) => [label, text.slice(offset, offset + 6)])).toEqual([
      ['policy0', 'permit'],
      ['policy1', 'permit'],
    ]);
    expect(inlayHints(policies(text), { start: 0, end: 5 })).toHaveLength(1);
  });
});
