// Schemas, policies, requests and template links in JSON: navigation and rename over both forms at once, outline and hover.

import { describe, expect, it } from 'vitest';
import { schemaTreeOf } from '#core/ide/cedar/cedarDocument.ts';
import { documentSymbols } from '#core/ide/cedar/documentSymbols.ts';
import { checkJsonDocument } from '#core/ide/cedar/jsonDiagnostics.ts';
import { nameHover, nameTokens } from '#core/ide/cedar/jsonNames.ts';
import { nameActions } from '#core/ide/cedar/nameActions.ts';
import { definition, references } from '#core/ide/cedar/navigation.ts';
import { prepareRename, rename } from '#core/ide/cedar/rename.ts';
import { schemaHover } from '#core/ide/cedar/schemaHover.ts';
import { combined, FILES } from './appWorld.ts';
import { catalog, engine, json, schemaDocument, schemaFrom, workspaceOf } from './support.ts';

type File = keyof typeof FILES;

const schema = schemaFrom(combined(FILES));

function world(file: File, mark: string) {
  const at = FILES[file].indexOf(mark) + mark.length;
  const texts = { ...FILES, [file]: `${FILES[file].slice(0, at)}$0${FILES[file].slice(at)}` };
  return workspaceOf(texts, schema);
}

function found(file: File, mark: string): readonly string[] {
  const { port, offset } = world(file, mark);
  return references(port, offset, true)
    .map(({ uri, span }) => `${uri?.slice(0, 1)}: ${port.textOf(uri ?? '').slice(span.start, span.end)}`)
    .sort();
}

describe('references', () => {
  it.each<readonly [string, File, string, readonly string[]]>([
    [
      'an entity type',
      'b.cedarschema.json',
      '"Cra',
      ['a: Crate', 'a: Crate', 'b: Crate', 'b: Crate', 'p: Crate', 'q: Crate', 'r: Crate'],
    ],
    ['an action of the text form', 'a.cedarschema', '"shut', ['a: "shut it"', 'p: "shut it"', 'r: "shut it"']],
    ['an action of the JSON form', 'b.cedarschema.json', '"op', ['b: "open"', 'p: "open"', 'q: "open"']],
    ['a group', 'b.cedarschema.json', '"gro', ['a: group', 'b: "group"', 'b: "group"']],
    ['a common type', 'a.cedarschema', 'inner: In', ['a: Inner', 'b: Inner', 'b: Inner']],
    [
      'an attribute of a common type',
      'b.cedarschema.json',
      '"na',
      ['b: "name"', 'p: name', 'p: name', 'q: "name"', 'r: "name"'],
    ],
    ['a key of the context', 'b.cedarschema.json', '"de', ['b: "deep"', 'p: deep', 'r: "deep"']],
    ['a template', 'l.cedarlinks.json', '"é', ['l: "é t"', 'p: "é t"']],
    ['a policy of a set', 'q.cedar.json', '"p', ['q: "p😀"']],
    ['an entity', 'r.cedarauth.json', 'User::\\"a', ['l: \\"a\\"', 'q: "a"', 'r: \\"a\\"']],
  ])('finds %s', (_, file, mark, expected) => expect(found(file, mark)).toEqual(expected));
});

describe('definition', () => {
  it.each<readonly [File, string, File, string]>([
    ['l.cedarlinks.json', '"é', 'p.cedar', '"é t"'],
    ['l.cedarlinks.json', 'app::Us', 'a.cedarschema', 'User'],
    ['r.cedarauth.json', 'app::Cra', 'b.cedarschema.json', 'Crate'],
    ['q.cedar.json', '"attr": "na', 'b.cedarschema.json', '"name"'],
    ['a.cedarschema', 'context: Ct', 'b.cedarschema.json', 'Ctx'],
    ['b.cedarschema.json', 'principalTypes": ["Us', 'a.cedarschema', 'User'],
  ])('of %s %s', (file, mark, uri, name) => {
    const { port, offset } = world(file, mark);
    const [target] = definition(port, offset);
    const source = port.textOf(target?.uri ?? '').slice(target?.name.start, target?.name.end);
    expect([target?.uri, source]).toEqual([uri, name]);
  });

  it('of a template without a name leads to it, and its name cannot be changed', () => {
    const files = {
      'p.cedar': '// é😀\npermit(principal == ?principal, action, resource);',
      'l.cedarlinks.json': FILES['l.cedarlinks.json'].replace('é t', 'pol$0icy0'),
    };
    const { port, offset } = workspaceOf(files, schema);
    const [target] = definition(port, offset);
    expect(target?.uri).toBe('p.cedar');
    const own = workspaceOf({ 'p.cedar': '// é\nper$0mit(principal == ?principal, action, resource);' }, schema);
    expect(prepareRename(own.port, own.offset)).toMatchObject({ kind: 'refused' });
  });
});

describe('rename', () => {
  it.each<readonly [File, string, string]>([
    ['b.cedarschema.json', '"Cra', 'Chest'],
    ['p.cedar', 'in app::Cra', 'Chest'],
    ['a.cedarschema', 'entity Bo', 'Case'],
    ['a.cedarschema', 'inner: In', 'Inside'],
    ['a.cedarschema', '"shut', 'clo"se é'],
    ['b.cedarschema.json', '"op', 'o"p é'],
    ['b.cedarschema.json', '"na', 'label'],
    ['q.cedar.json', '"attr": "na', 'label'],
    ['b.cedarschema.json', '"de', 'dip'],
    ['a.cedarschema', 'namespace a', 'store'],
    ['l.cedarlinks.json', '"é', 'n"ew'],
    ['r.cedarauth.json', 'User::\\"a', 'b"c\\'],
  ])('in %s at %s to %s leaves everything valid', (file, mark, newName) => {
    const { port, offset, files } = world(file, mark);
    const edit = rename(port, offset, newName);
    if (edit.kind === 'refused') throw new Error(edit.reason);
    expect(edit.documents.length).toBeGreaterThan(1);
    const texts = Object.fromEntries(
      files.map(({ uri, text }) => {
        const changes = [...(edit.documents.find((document) => document.uri === uri)?.changes ?? [])];
        changes.sort((a, b) => b.span.start - a.span.start);
        const after = changes.reduce(
          (out, { span, newText }) => out.slice(0, span.start) + newText + out.slice(span.end),
          text,
        );
        return [uri, after];
      }),
    );
    const text = combined(texts);
    expect(engine.checkSchema(text)).toEqual([]);
    const template = texts['p.cedar']?.split(';\n')[0];
    const name = /^@id\((".*?[^\\]")\)/.exec(template ?? '')?.[1] ?? '';
    for (const uri of Object.keys(texts).filter((key) => key.endsWith('.json'))) {
      const document = json(uri, texts[uri] ?? '');
      if (document.kind !== 'json') throw new Error('no JSON');
      const templates = () => [{ name: JSON.parse(name) as string, slots: ['?principal'], source: `${template};` }];
      expect(checkJsonDocument(document, { engine, schema: text, isFragment: true, templates })).toEqual([]);
    }
    expect(engine.checkPolicies(texts['p.cedar'] ?? '', text).filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
  });

  it('refuses what would hide another type', () => {
    const files = { 'a.cedarschema': 'namespace app { entity Bo$0x { of: User }; } entity User;' };
    const { port, offset } = workspaceOf(files, schema);
    expect(rename(port, offset, 'User')).toMatchObject({ kind: 'refused' });
    expect(rename(port, offset, 'Long')).toMatchObject({ kind: 'refused' });
    expect(rename(port, offset, 'Case')).toMatchObject({ kind: 'edit' });
  });
});

describe('outline and hover', () => {
  it('are those of the text form', () => {
    const names = (file: File) =>
      documentSymbols(json(file, FILES[file])).map(({ name, children }) => [name, children.map((child) => child.name)]);
    expect(names('b.cedarschema.json')).toEqual([['app', ['Inner', 'Ctx', 'Crate', 'group', 'open']]]);
    expect(names('q.cedar.json')).toEqual([['p😀', []]]);
    expect(names('l.cedarlinks.json')).toEqual([['l', []]]);
  });

  it('describes types and actions at their places', () => {
    const tree = schemaTreeOf(json('b.cedarschema.json', FILES['b.cedarschema.json']));
    if (tree === undefined) throw new Error('no schema');
    const fragments = [tree, schemaDocument(FILES['a.cedarschema']).tree];
    const at = (mark: string) => {
      const hover = schemaHover(tree, FILES['b.cedarschema.json'].indexOf(mark) + mark.length, {
        schema,
        catalog,
        fragments,
      });
      return [hover?.markdown ?? '', hover && FILES['b.cedarschema.json'].slice(hover.span.start, hover.span.end)];
    };
    expect(at('"Cra')).toEqual([expect.stringContaining('entity app::Crate'), 'Crate']);
    expect(at('"op')).toEqual([expect.stringContaining('app::Action::"open"'), '"open"']);
    expect(at('"type": "Inn')).toEqual([expect.stringContaining('"attributes"'), 'Inner']);
    expect(at('"name": { "type": "Str')).toEqual(['A text.', 'String']);
  });
});

describe('names in JSON', () => {
  const on = (file: File, mark: string) => {
    const { port, offset } = world(file, mark);
    const hover = nameHover(port.occurrences, offset, { schema, catalog });
    return [hover?.markdown ?? '', hover && FILES[file].slice(hover.span.start, hover.span.end)];
  };

  it('are described', () => {
    expect(on('q.cedar.json', '"type": "app::Us')).toEqual([expect.stringContaining('entity app::User'), 'User']);
    expect(on('q.cedar.json', '"id": "op')).toEqual([expect.stringContaining('app::Action::"open"'), '"open"']);
    expect(on('q.cedar.json', '"attr": "na')).toEqual([expect.stringContaining('name: String'), '"name"']);
    expect(on('r.cedarauth.json', '"de')).toEqual([expect.stringContaining('deep: '), '"deep"']);
    expect(on('l.cedarlinks.json', 'app::User::\\"a')).toEqual([expect.stringContaining('app::User'), '\\"a\\"']);
  });

  it('are coloured by what they are, in order', () => {
    const { port } = world('q.cedar.json', '{');
    const tokens = nameTokens(port.occurrences).map(
      ({ span, type }) => `${type} ${FILES['q.cedar.json'].slice(span.start, span.end)}`,
    );
    expect(tokens).toEqual([
      'function "p😀"',
      'namespace app',
      'type User',
      'string "a"',
      'namespace app',
      'enumMember "open"',
      'namespace app',
      'type Box',
      'namespace app',
      'type Crate',
      'string "c"',
      'property "inner"',
      'property "name"',
    ]);
  });

  it.each<readonly [string, Record<string, string>, readonly string[]]>([
    [
      'r.cedarauth.json',
      {},
      [
        ...['namespace app', 'type User', 'string a', 'namespace app', 'enumMember "shut it"'],
        ...['namespace app', 'type Crate', 'string c', 'property "deep"', 'property "name"'],
      ],
    ],
    ['l.cedarlinks.json', {}, ['function "é t"', 'function "l"', 'namespace app', 'type User', 'string a']],
    [
      'e.cedarentities.json',
      { 'e.cedarentities.json': '[{ "uid": { "type": "app::Crate", "id": "c" }, "attrs": {}, "parents": [] }]' },
      ['namespace app', 'type Crate', 'string "c"'],
    ],
  ])('of %s are coloured too', (file, more, expected) => {
    const texts: Readonly<Record<string, string>> = { ...FILES, ...more };
    const text = texts[file] ?? '';
    const { port } = workspaceOf({ ...texts, [file]: `$0${text}` }, schema);
    const tokens = nameTokens(port.occurrences).map(
      ({ span, type }) => `${type} ${text.slice(span.start, span.end).replaceAll('\\"', '')}`,
    );
    expect(tokens).toEqual(expected);
  });

  it('that nothing declares are mended from the same namespace', () => {
    const fix = (text: string, name: string, fragments: readonly string[] = []) => {
      const document = json(name, text);
      const span = { start: text.indexOf('Boxx'), end: text.indexOf('Boxx') + 4 };
      const trees = fragments.map((source) => schemaDocument(source).tree);
      return nameActions(document, [{ code: 'cedar-json', span, data: undefined }], trees).map(({ title }) => title);
    };
    const text = (namespace: string) =>
      `{ "${namespace}": { "entityTypes": { "A": { "memberOfTypes": ["Boxx"] }, "${namespace === 'app' ? 'Box' : 'Far'}": {} }, "actions": {} }, "other": { "entityTypes": { "Boxxx": {} }, "actions": {} } }`;
    expect(fix(text('app'), 'b.cedarschema.json')).toEqual(['Write Box']);
    expect(fix(text('third'), 'b.cedarschema.json')).toEqual([]);
  });
});
