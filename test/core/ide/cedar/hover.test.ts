// Hover and signature help in policies and schemas.

import { describe, expect, it } from 'vitest';
import { policyHover } from '#core/ide/cedar/hover.ts';
import { schemaHover } from '#core/ide/cedar/schemaHover.ts';
import { policySignature } from '#core/ide/cedar/signatureHelp.ts';
import { FUNCTIONS } from '#core/ide/cedar/words.ts';
import { readCursor } from '#test/markers.ts';
import { catalog, engine, policies, rex, rexText, schemaDocument, schemaFrom } from './support.ts';

function hoverAt(source: string) {
  const { text, cursor } = readCursor(source);
  const found = policyHover(policies(text), cursor, { schema: rex, catalog });
  return { markdown: found?.markdown ?? '', word: found && text.slice(found.span.start, found.span.end) };
}

describe('policyHover', () => {
  it.each([
    [
      'permit(principal, action == file_system::Action::"ch$0own", resource);',
      'file_system::Action::"chown"',
      ['`RcFileHandle.set_ownership()`', 'on `file_system::File`, `file_system::Dir`'],
    ],
    [
      'permit(principal, action in file_system::Action::"Safe$0IO", resource);',
      'file_system::Action::"SafeIO"',
      ['group', '`execute` only'],
    ],
    [
      'permit(principal, action, resource is file_system::F$0ile);',
      'file_system::File',
      ['entity file_system::File in [file_system::Dir]', 'path: String'],
    ],
    [
      'permit(principal, action, resource in file_sys$0tem::Dir::"/srv");',
      'file_system::Dir',
      ['entity file_system::Dir'],
    ],
    [
      'permit(principal, action == network::Action::"GET", resource) when { resource.u$0rl == "x" };',
      'url',
      ['url: String', 'Of `network::url`'],
    ],
    [
      'permit(principal, action == file_system::Action::"move", resource) when { context.destination.na$0me == "x" };',
      'name',
      ['name: String'],
    ],
    [
      'permit(principal, action, resource) when { ip("::1").isLoop$0back() };',
      'isLoopback',
      ['ipaddr.isLoopback(): Bool'],
    ],
    [
      'permit(principal, action, resource) when { de$0cimal("1.0").lessThan(decimal("2.0")) };',
      'decimal',
      ['decimal(text: String)'],
    ],
    ['permit(principal, action, resource) when { resource li$0ke "x" };', 'like', ['`*`']],
    ['permit(principal, action, resource) when { 1 <$0= 2 };', '<=', ['smaller or equal']],
    [
      '// é😀\r\n@id("ü") per$0mit(principal, action == file_system::Action::"read", resource) when { true };',
      'permit',
      ["**ü**, the engine's `policy0`", 'as if the policy were not there'],
    ],
    ['permit(principal == ?prin$0cipal, action, resource);', '?principal', ['The runner links no templates']],
    ['per$0mit(principal == ?principal, action, resource);', 'permit', ['never takes part']],
    ['@i$0d("x") permit(principal, action, resource);', 'id', ['name of the policy']],
    ['permit(principal, action == network::Action::"GET", res$0ource);', 'resource', ['Here of type `network::url`']],
  ])('%s', (source, word, parts) => {
    const found = hoverAt(source);
    expect(found.word).toBe(word);
    for (const part of parts) expect(found.markdown).toContain(part);
  });

  it('says nothing of strings and gaps', () => {
    expect(hoverAt('permit(principal, action, resource) when { "i$0f" == "in" };').word).toBeUndefined();
    expect(hoverAt('permit(principal, action, resource);\n$0').word).toBeUndefined();
  });
});

describe('schemaHover', () => {
  const at = (source: string) => {
    const { text, cursor } = readCursor(source);
    const { tree } = schemaDocument(text);
    const found = schemaHover(tree, cursor, { schema: schemaFrom(text), catalog, fragments: [tree] });
    return { markdown: found?.markdown ?? '', word: found && text.slice(found.span.start, found.span.end) };
  };

  it.each([
    [
      'the name of a type',
      rexText.replace('entity Dir', 'entity D$0ir'),
      'Dir',
      'entity file_system::Dir in [file_system::Dir]',
    ],
    ['a type in use', rexText.replace('resource: [url]', 'resource: [ur$0l]'), 'url', 'entity network::url'],
    ['an action', rexText.replace('GET,', 'GE$0T,'), 'GET', '.send()`'],
    ['a group behind in', rexText.replace('in [SysctlAction]', 'in [Sysctl$0Action]'), 'SysctlAction', 'group'],
    ['a common type', 'entity A { a: T$0 }; type T = { b: Long };', 'T', 'type T = { b: Long };'],
    ['a built-in type', 'entity A { a: Lo$0ng };', 'Long', '64 bits'],
    ['a word of the language', 'entity A {} ta$0gs Long;', 'tags', 'names of their own'],
  ])('describes %s', (_, source, word, part) => {
    const found = at(source);
    expect(found.word).toBe(word);
    expect(found.markdown).toContain(part);
  });
});

describe('policySignature', () => {
  it.each([
    ['permit(principal, action, resource) when { ip($0) };', 'ip(text: String): ipaddr', 0, 'text: String'],
    [
      'permit(principal, action, resource) when { resource.getTag("é😀"$0) };',
      'entity.getTag(key: String): tag',
      0,
      'key: String',
    ],
    [
      'permit(principal, action, resource) when { [1].contains([2, 3].contains(1)$0',
      'set.contains(element: any): Bool',
      0,
      'element: any',
    ],
  ])('%s', (source, label, active, parameter) => {
    const { text, cursor } = readCursor(source);
    const help = policySignature(policies(text), cursor);
    expect(help?.signatures[0]?.label).toBe(label);
    expect(help?.activeParameter).toBe(active);
    const span = help?.signatures[0]?.parameters[0];
    expect(help?.signatures[0]?.label.slice(span?.start, span?.end)).toBe(parameter);
  });

  it('stays away from scopes and groups', () => {
    for (const source of [
      'permit($0principal, action, resource);',
      'permit(principal, action, resource) when { ($0true) };',
    ]) {
      const { text, cursor } = readCursor(source);
      expect(policySignature(policies(text), cursor)).toBeUndefined();
    }
  });
});

describe('FUNCTIONS', () => {
  it('are those of the engine', () => {
    for (const { name, receiver, parameters } of FUNCTIONS) {
      const args = parameters.map(() => (receiver === undefined ? '"1"' : 'resource')).join(', ');
      const call = receiver === undefined ? `${name}(${args})` : `resource.${name}(${args})`;
      expect([name, engine.prepare(`permit(principal, action, resource) when { ${call} };`).ok]).toEqual([name, true]);
    }
    const refused = engine.checkPolicies('permit(principal, action, resource) when { resource.nope() };');
    expect(refused.length).toBeGreaterThan(0);
  });

  it.each(FUNCTIONS)('$name has a hover and signature help', ({ name, receiver, parameters }) => {
    const start = `permit(principal, action, resource) when { ${receiver === undefined ? '' : 'resource.'}`;
    const document = policies(`${start}${name}(${parameters.map(() => '"1"').join(', ')}) };`);
    expect(policyHover(document, start.length + 1, { schema: rex, catalog })?.markdown).toContain(`${name}(`);
    const help = policySignature(document, start.length + name.length + 1);
    expect(help?.signatures.map(({ label }) => label)).toContainEqual(expect.stringContaining(`${name}(`));
  });
});

describe('operators', () => {
  it.each([
    '1 + 1 == 2',
    '1 - 1 != 2',
    '2 * 2 < 5',
    '1 <= 2',
    '2 > 1',
    '2 >= 1',
    'true && true',
    'true || true',
    '!false',
    'principal in resource',
    'resource has path',
    '"a" like "b"',
    'resource is User',
    'if true then true else false',
  ])('all of %s have a hover', (condition) => {
    const start = 'permit(principal, action, resource) when { ';
    const text = `${start}${condition} };`;
    expect(engine.prepare(text).ok).toBe(true);
    const operators = [...condition.matchAll(/[-+*=!<>&|]+|\b(?:in|has|like|is|if|then|else)\b/g)];
    for (const { 0: word, index } of operators)
      expect(policyHover(policies(text), start.length + index, { schema: rex, catalog })?.markdown, word).toBeTruthy();
  });
});
