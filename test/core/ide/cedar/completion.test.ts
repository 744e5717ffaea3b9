// Completion in policies: what is offered at the cursor, and what stands there when it is taken.

import { describe, expect, it } from 'vitest';
import type { CompletionItem } from '#core/ide/answers.ts';
import { policyCompletion } from '#core/ide/cedar/completion.ts';
import { readCursor } from '#test/markers.ts';
import { engine, policies, rex, schemaFrom } from './support.ts';

const IDS: Readonly<Record<string, readonly string[]>> = {
  User: ['agent'],
  'file_system::Dir': ['/srv', '/v$ar/"q"'],
  'file_system::File': ['/srv/ü 😀.txt'],
};

function at(source: string, schema = rex) {
  const { text, cursor } = readCursor(source);
  const found = policyCompletion(policies(text), cursor, { schema, idsOf: (type) => IDS[type] ?? [] });
  const items = [...(found?.items ?? [])].sort((a, b) => a.rank - b.rank);
  /** The text when the item is taken, without placeholders. */
  const taken = (item: CompletionItem | undefined) =>
    text.slice(0, found?.span.start) + plainText(item?.snippet ?? '') + text.slice(found?.span.end);
  return {
    labels: items.map(({ label }) => label),
    items,
    taken,
    item: (label: string) => items.find((item) => item.label === label),
  };
}

function plainText(snippet: string): string {
  return snippet.replace(/(?<!\\)\$(?:\d+|\{\d+:([^}]*)\})/g, '$1').replace(/\\([\\$}])/g, '$1');
}

describe('policyCompletion', () => {
  it.each([
    ['at the top', '$0', ['permit', 'forbid', '@id']],
    ['for annotations', '@$0', ['id', 'advice', 'doc']],
    ['for the first part of a scope', 'permit($0', ['principal', 'action', 'resource']],
    ['for the next part of a scope', 'permit(principal, $0', ['action', 'principal', 'resource']],
    ['behind a variable', 'permit(principal $0', ['==', 'in', 'is']],
    ['behind action', 'permit(principal, action $0, resource);', ['==', 'in']],
    ['for the principal', 'permit(principal == $0', ['User::"agent"', 'User', '?principal'].sort()],
    [
      'for a type',
      'permit(principal, action == file_system::Action::"unmount", resource is $0);',
      ['file_system::Dir'],
    ],
    [
      'for attributes and methods',
      'permit(principal, action == process_system::Action::"kill", resource) when { resource.$0 };',
      ['name', 'username', 'command', 'hasTag', 'getTag'],
    ],
    [
      'for nested records',
      'permit(principal, action == file_system::Action::"move", resource) when { context.destination.$0 };',
      ['path', 'name', 'parent_path'],
    ],
    [
      'for keys of the context',
      'permit(principal, action == file_system::Action::"set_x_attr", resource) when { context.$0 };',
      ['xattr'],
    ],
    ['behind has', 'permit(principal, action == network::Action::"GET", resource) when { resource has $0 };', ['url']],
    [
      'for methods of a set',
      'permit(principal, action == file_system::Action::"execute", resource) when { context.arguments.flags.$0 };',
      ['contains', 'containsAll', 'containsAny', 'isEmpty'],
    ],
    [
      'for methods of an address',
      'permit(principal, action, resource) when { ip("::1").$0 };',
      ['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast', 'isInRange'],
    ],
    ['behind the scope', 'permit(principal, action, resource) $0', ['when', 'unless']],
    ['nowhere in a comment', '// permit$0', []],
    ['nowhere in an annotation', '@id("$0")', []],
  ])('offers %s', (_, source, expected) => {
    const { labels } = at(source);
    expect([...labels].sort()).toEqual([...expected].sort());
  });

  it('ranks actions that fit the resource first and leaves out those that do not', () => {
    const { labels, item } = at('permit(principal, action == $0, resource is network::url);');
    expect(labels.slice(0, 2)).toEqual(['network::Action::"GET"', 'network::Action::"connect"']);
    expect(labels.filter((label) => label.startsWith('file_system') && !label.includes('SafeIO'))).toEqual([]);
    expect(item('network::Action::"NetworkAction"')?.detail).toContain('group');
  });

  it.each([
    [
      'permit(principal, action == file_sys$0, resource);',
      'file_system::Action::"read"',
      'permit(principal, action == file_system::Action::"read", resource);',
    ],
    [
      'permit(principal, action == file_system::$0, resource);',
      'file_system::Action::"read"',
      'permit(principal, action == file_system::Action::"read", resource);',
    ],
    [
      'permit(principal, action == file_system::Action::"$0", resource);',
      'file_system::Action::"read"',
      'permit(principal, action == file_system::Action::"read", resource);',
    ],
    [
      'permit(principal, action == file_system::Action::"re$0\n, resource);',
      'file_system::Action::"read"',
      'permit(principal, action == file_system::Action::"read"\n, resource);',
    ],
    [
      'permit(principal, action, resource in file_system::Dir::"$0");',
      'file_system::Dir::"/v$ar/\\"q\\""',
      'permit(principal, action, resource in file_system::Dir::"/v$ar/\\"q\\"");',
    ],
    [
      'permit(principal, action in [file_system::Action::"read", $0], resource);',
      'file_system::Action::"open"',
      'permit(principal, action in [file_system::Action::"read", file_system::Action::"open"], resource);',
    ],
    [
      'permit(principal, action, resource) when { resource.path like "$0" };',
      '"/srv/ü 😀.txt"',
      'permit(principal, action, resource) when { resource.path like "/srv/ü 😀.txt" };',
    ],
    [
      '// é😀\r\npermit(principal == User::"é😀", action, resource in file_system::D$0);',
      'file_system::Dir',
      '// é😀\r\npermit(principal == User::"é😀", action, resource in file_system::Dir::"");',
    ],
  ])('completes %s', (source, label, expected) => {
    const { item, taken } = at(source);
    expect(taken(item(label))).toBe(expected);
  });

  it('makes policies that the engine accepts', () => {
    const { item, taken } = at('$0');
    const text = taken(item('permit')).replace('action == action', 'action');
    expect(engine.prepare(text).ok).toBe(true);
  });

  it('offers attributes of entities within records', () => {
    const schema = schemaFrom(
      'entity A { b: { c: B } }; entity B { d: Long }; action x appliesTo { principal: A, resource: A };',
    );
    expect(at('permit(principal, action, resource) when { resource.b.c.$0 };', schema).labels.slice(0, 1)).toEqual([
      'd',
    ]);
  });

  it('says what is optional', () => {
    const { item } = at('permit(principal, action == file_system::Action::"execute", resource) when { context.$0 };');
    expect(item('namespace')?.documentation).toContain('Optional');
  });
});
