// Definitions, references and rename across policies, schemas, entities files, `rehearsal.json` and scripts.

import { describe, expect, it } from 'vitest';
import { definition, highlights, references } from '#core/ide/cedar/navigation.ts';
import { prepareRename, rename } from '#core/ide/cedar/rename.ts';
import { engine, rexText, schemaFrom, workspaceOf } from './support.ts';

const OWN = `// é😀\r
namespace app {\r
  entity Box in [Box] { size: Long, inner: Inner };\r
  entity Crate { size: Long };\r
  entity User;\r
  type Inner = { name: String };\r
  action group;\r
  action open, "shut it" in [group] appliesTo { principal: [User], resource: [Box, Crate] };\r
  action look in [open] appliesTo { principal: [User], resource: Crate, context: { deep: { far: Bool } } };\r
}\r
`;
const POLICY = `@id("é😀") permit(principal == app::User::"a", action in [app::Action::"open", app::Action::"shut it"], resource in app::Box::"b")
when { resource.size > 1 && resource.inner.name like "x" };
forbid(principal, action == app::Action::"look", resource == app::Crate::"c") when { context.deep.far && resource has size };
`;
const ENTITIES = `[
  { "uid": { "type": "app::Box", "id": "b" }, "attrs": { "size": 1, "inner": { "name": "é" } }, "parents": [{ "type": "app::Box", "id": "top" }] }
]`;
const schema = schemaFrom(OWN);

/** Cursor behind the first \`mark\` of a file. */
function world(file: string, mark: string, changes: Readonly<Record<string, string>> = {}) {
  const texts: Record<string, string> = {
    'own.cedarschema': OWN,
    'p.cedar': POLICY,
    'x.entities.json': ENTITIES,
    's.rhai': 'let a = "b"; cat("/srv/é"); print(`no`);',
    '/w/rehearsal.json': '{ "version": 1, "bindings": [{ "scripts": "*", "policy": "p.cedar", "principal": "a" }] }',
    ...changes,
  };
  const at = (texts[file] ?? '').indexOf(mark) + mark.length;
  texts[file] = `${texts[file]?.slice(0, at)}$0${texts[file]?.slice(at)}`;
  return workspaceOf(texts, schema);
}

function found(file: string, mark: string, changes = {}) {
  const { port, offset } = world(file, mark, changes);
  return references(port, offset, true).map(
    ({ uri, span }) => `${uri}: ${port.textOf(uri ?? '').slice(span.start, span.end)}`,
  );
}

function renamed(file: string, mark: string, newName: string, changes = {}) {
  const { port, offset, files } = world(file, mark, changes);
  const edit = rename(port, offset, newName);
  if (edit.kind === 'refused') return edit.reason;
  return Object.fromEntries(
    files.map(({ uri, text }) => {
      const own = edit.documents.find((document) => document.uri === uri)?.changes ?? [];
      const sorted = [...own].sort((a, b) => b.span.start - a.span.start);
      return [
        uri,
        sorted.reduce((out, { span, newText }) => out.slice(0, span.start) + newText + out.slice(span.end), text),
      ];
    }),
  );
}

/** The new policies validate by the new schema, and the entities conform to it. */
function expectValid(texts: string | Record<string, string>): Record<string, string> {
  if (typeof texts === 'string') throw new Error(texts);
  const text = texts['own.cedarschema'] ?? '';
  const errors = engine.checkPolicies(texts['p.cedar'] ?? '', text).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message }) => message)).toEqual(before);
  expect(engine.checkJson('entities', JSON.parse(texts['x.entities.json'] ?? ''), text)).toEqual([]);
  return texts;
}
const before = engine
  .checkPolicies(POLICY, OWN)
  .filter(({ severity }) => severity === 'error')
  .map(({ message }) => message);

describe('references', () => {
  it.each([
    [
      'a type',
      'p.cedar',
      'resource in app::B',
      [
        'own.cedarschema: Box',
        'own.cedarschema: Box',
        'own.cedarschema: Box',
        'p.cedar: Box',
        'x.entities.json: Box',
        'x.entities.json: Box',
      ],
    ],
    [
      'an action',
      'own.cedarschema',
      'action op',
      ['own.cedarschema: open', 'own.cedarschema: open', 'p.cedar: "open"'],
    ],
    ['a common type', 'own.cedarschema', 'type Inn', ['own.cedarschema: Inner', 'own.cedarschema: Inner']],
    ['an entity', 'p.cedar', 'app::Box::"b', ['p.cedar: "b"', 'x.entities.json: "b"']],
    [
      'a nested attribute',
      'p.cedar',
      'resource.inner.na',
      ['own.cedarschema: name', 'p.cedar: name', 'x.entities.json: "name"'],
    ],
    ['a key of the context', 'own.cedarschema', 'far', ['own.cedarschema: far', 'p.cedar: far']],
    ['a policy', 'p.cedar', '@id("é', ['p.cedar: "é😀"']],
  ])('finds %s', (_, file, mark, expected) => {
    expect(found(file, mark).sort()).toEqual([...expected].sort());
  });

  it('finds users in rehearsal.json and paths in scripts', () => {
    const policy = {
      'p.cedar': 'permit(principal == User::"a", action, resource == file_system::File::"/srv/\\u{e9}");',
    };
    expect(found('p.cedar', 'User::"a', policy)).toEqual(['p.cedar: "a"', '/w/rehearsal.json: "a"']);
    expect(found('p.cedar', 'File::"/srv', policy)).toEqual(['p.cedar: "/srv/\\u{e9}"', 's.rhai: "/srv/é"']);
  });
});

const HOST = '{ "principal": "a", "files": { "/srv/é": { "content": "x" }, "/srv": { "dir": true } } }';
const TESTS = `{ "version": 1, "script": "s.rhai", "principal": "a", "tests": [{ "host": { "files": { "/srv/é": null } }, "expect": {
  "decisions": [{ "resource": "/srv/é", "principal": "a", "policies": ["é"] }, { "resource": "file_system::Dir::\\"/srv\\"" }], "allFiles": { "/srv/é": null } } }] }`;

describe('host files and tests', () => {
  const policy = {
    'p.cedar':
      '@id("é") permit(principal == User::"a", action, resource == file_system::File::"/srv/é") when { resource in file_system::Dir::"/srv" };',
    'h.host.json': HOST,
    't.rehearsal.json': TESTS,
  };
  it.each([
    ['a path', 'File::"/srv', '/opt/x', 's.rhai h.host.json t.rehearsal.json', '/srv/é'],
    ['a folder', 'Dir::"/s', '/opt', 'h.host.json t.rehearsal.json', '"/srv"'],
    ['a user', 'User::"a', 'b', '/w/rehearsal.json h.host.json t.rehearsal.json', '"principal": "a"'],
    ['a policy', '@id("é', 'two', 't.rehearsal.json', '["é"]'],
  ])('follow the rename of %s', (_, mark, name, files, old) => {
    const after = renamed('p.cedar', mark, name, policy);
    if (typeof after === 'string') throw new Error(after);
    for (const file of files.split(' ')) {
      expect(after[file]).toContain(name);
      expect(after[file]).not.toContain(old);
      if (file.endsWith('.json')) expect(() => JSON.parse(after[file] ?? '')).not.toThrow();
    }
  });
});

describe('records in sets', () => {
  const changes = {
    'own.cedarschema': OWN.replace('inner: Inner }', 'inner: Inner, parts: Set<{ weight: Long, of: Set<Inner> }> }'),
    'x.entities.json': ENTITIES.replace(
      '"size": 1,',
      '"size": 1, "parts": [{ "weight": 2, "of": [{ "name": "n" }] }],',
    ),
  };
  it.each([
    ['weight', ['own.cedarschema: weight', 'x.entities.json: "weight"']],
    ['parts', ['own.cedarschema: parts', 'x.entities.json: "parts"']],
  ])('have attributes that are found: %s', (mark, expected) => {
    expect(found('own.cedarschema', mark, changes)).toEqual(expected);
    expect(found('x.entities.json', mark, changes)).toEqual(expected);
  });
});

describe('keys of record literals', () => {
  const changes = (condition: string) => ({
    'own.cedarschema': OWN.replace(
      'inner: Inner }',
      'inner: Inner, parts: Set<{ weight: Long, of: { name: String }, all: Set<Inner> }> }',
    ),
    'p.cedar': `permit(principal, action == app::Action::"open", resource is app::Box) when { ${condition} };`,
  });
  /** Positions come from this text, the names from the changed schema. */
  const namedIn = (condition: string, mark: string): readonly string[] => {
    const texts = changes(condition);
    const own = schemaFrom(texts['own.cedarschema']);
    const at = texts['p.cedar'].lastIndexOf(mark) + mark.length;
    const policy = `${texts['p.cedar'].slice(0, at)}$0${texts['p.cedar'].slice(at)}`;
    const { port, offset } = workspaceOf({ 'own.cedarschema': texts['own.cedarschema'], 'p.cedar': policy }, own);
    return references(port, offset, true).map(({ uri, span }) => {
      const text = port.textOf(uri ?? '');
      return `${uri}:${text.slice(0, span.start).split('\n').length} ${text.slice(span.start, span.end)}`;
    });
  };
  it.each([
    ['resource.parts.contains({ weight: 1, of: { name: "n" }, all: [] })', 'wei', 'weight'],
    ['resource.parts.contains({ "weight": 1 })', 'wei', '"weight"'],
    ['resource.parts.contains({ of: { name: "n" } })', 'na', 'name'],
    ['resource.parts.containsAll([{ all: [{ name: "n" }] }])', 'na', 'name'],
    ['[{ weight: 1 }].containsAny(resource.parts)', 'wei', 'weight'],
    ['resource.parts == [({ weight: 1 })]', 'wei', 'weight'],
    ['resource.inner == { name: "n" }', 'na', 'name'],
    ['[{ name: "n" }].contains(resource.inner)', 'na', 'name'],
  ])('%s: %s', (condition, mark, written) => {
    expect(namedIn(condition, mark)).toEqual([expect.stringMatching(/^own\.cedarschema:\d+ /), `p.cedar:1 ${written}`]);
  });
  it('are no names of other records', () => {
    expect(namedIn('resource.parts.contains({ size: 1 })', 'si')).toEqual([]);
    expect(namedIn('resource.parts == { weight: 1 }', 'wei')).toEqual([]);
  });
});

describe('definition', () => {
  it.each([
    ['p.cedar', 'app::Action::"shut', 'own.cedarschema', '"shut it"'],
    ['p.cedar', 'app::Cr', 'own.cedarschema', 'Crate'],
    ['p.cedar', 'Box::"b', 'x.entities.json', '"b"'],
    ['x.entities.json', '"si', 'own.cedarschema', 'size'],
    ['own.cedarschema', 'inner: In', 'own.cedarschema', 'Inner'],
    ['own.cedarschema', 'in [op', 'own.cedarschema', 'open'],
    ['p.cedar', 'resource in ap', 'own.cedarschema', 'app'],
  ])('of %s %s', (file, mark, uri, name) => {
    const { port, offset } = world(file, mark);
    const [target] = definition(port, offset);
    expect([target?.uri, port.textOf(target?.uri ?? '').slice(target?.name.start, target?.name.end)]).toEqual([
      uri,
      name,
    ]);
  });
});

describe('rename', () => {
  it('renames a type everywhere', () => {
    const texts = expectValid(renamed('p.cedar', 'resource in app::B', 'Chest'));
    expect(texts['own.cedarschema']).toContain('entity Chest in [Chest] {');
    expect(texts['p.cedar']).toContain('app::Chest::"b"');
    expect(texts['x.entities.json']).toContain('"app::Chest"');
  });

  it('renames a namespace', () => {
    const texts = expectValid(renamed('own.cedarschema', 'namespace a', 'tool'));
    expect(JSON.stringify(texts)).not.toContain('app::');
  });

  it('quotes an action where it must', () => {
    const texts = expectValid(renamed('own.cedarschema', 'action op', 'open "é"'));
    expect(texts['own.cedarschema']).toContain('action "open \\"é\\"", "shut it"');
    expect(texts['own.cedarschema']).toContain('in ["open \\"é\\""]');
    expect(texts['p.cedar']).toContain('app::Action::"open \\"é\\""');
    expect(expectValid(renamed('p.cedar', 'Action::"shut', 'shut'))['own.cedarschema']).toContain('open, "shut" in');
  });

  it('renames attributes of all types that one expression reads', () => {
    const policy = 'permit(principal, action == app::Action::"open", resource) when { resource.size > 1 };';
    const texts = renamed('p.cedar', 'resource.s', 'weight', { 'p.cedar': policy });
    if (typeof texts === 'string') throw new Error(texts);
    expect(texts['own.cedarschema']).toContain('Box in [Box] { weight: Long');
    expect(texts['own.cedarschema']).toContain('Crate { weight: Long');
    expect(texts['x.entities.json']).toContain('"weight": 1');
    expect(engine.checkPolicies(texts['p.cedar'] ?? '', texts['own.cedarschema'])).toEqual([]);
    expect(expectValid(renamed('p.cedar', 'resource.s', 'weight'))['own.cedarschema']).toContain('Crate { size: Long');
  });

  it('writes ids in each language as it wants them', () => {
    const policy = { 'p.cedar': 'permit(principal == User::"a", action, resource == file_system::File::"/srv/é");' };
    const user = renamed('p.cedar', 'User::"a', "o'neil", policy);
    expect(user).toMatchObject({
      'p.cedar': expect.stringContaining('User::"o\\\'neil"'),
      '/w/rehearsal.json': expect.stringContaining('"o\'neil"'),
    });
    const file = renamed('p.cedar', 'File::"/srv', '/srv/"x"', policy);
    expect(file).toMatchObject({ 's.rhai': expect.stringContaining('cat("/srv/\\"x\\"")') });
  });

  it.each([
    ['own.cedarschema', 'entity Bo', 'Crate', 'declared already'],
    ['own.cedarschema', 'entity Bo', 'a b', 'no name'],
    ['own.cedarschema', 'entity Bo', 'in', 'no name'],
    ['p.cedar', 'resource.s', 'a b', 'no name'],
    ['p.cedar', 'perm', 'x', 'nothing here'],
  ])('refuses %s %s as %s', (file, mark, newName, reason) => {
    expect(renamed(file, mark, newName)).toContain(reason);
  });

  it('leaves the names of Rex alone', () => {
    const { port, offset } = workspaceOf({
      'rex.cedarschema': rexText,
      'p.cedar': 'permit(principal, action == file_system::Action::"re$0ad", resource);',
    });
    expect(prepareRename(port, offset)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('Rex') });
  });

  it('starts within the quotes', () => {
    const { port, offset } = world('p.cedar', 'Box::"b');
    expect(prepareRename(port, offset)).toMatchObject({ kind: 'name', text: 'b' });
  });
});

describe('highlights', () => {
  it('marks what the document itself names', () => {
    const { port, offset } = world('own.cedarschema', 'entity Bo');
    expect(
      highlights(port.occurrences, offset)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['read', 'read', 'write']);
  });
});
