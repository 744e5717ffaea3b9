// Every name of a workspace can be renamed from every place that names it: afterwards all texts are as valid as before, and the
// engine decides the same.

import type { AuthorizationCall } from '@cedar-policy/cedar-wasm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyParts } from '#core/cedar/syntax/policyParts.ts';
import { checkJsonDocument } from '#core/ide/cedar/jsonDiagnostics.ts';
import { templatesIn } from '#core/ide/cedar/policyTemplates.ts';
import { rename } from '#core/ide/cedar/rename.ts';
import { cedarBindings } from '../../cedar/cedarBindings.ts';
import { combined, FILES } from './appWorld.ts';
import { engine, json, policies, schemaFrom, workspaceOf } from './support.ts';

type Texts = Readonly<Record<string, string>>;

const WORLD: Texts = {
  ...FILES,
  'x.entities.json': `[
  { "uid": { "type": "app::Box", "id": "b" }, "attrs": { "size": 2, "inner": { "name": "x é", "é": 3 } }, "parents": [{ "type": "app::Crate", "id": "c" }] },
  { "uid": { "type": "app::Crate", "id": "c" }, "attrs": { "size": 1 }, "parents": [] },
  { "uid": { "__entity": { "type": "app::User", "id": "a" } }, "attrs": {}, "parents": [] }
]`,
  'open.cedarauth.json': request('a', 'open', 'Box::"b"', {}),
  'shut.cedarauth.json': request('a', 'shut it', 'Crate::"c"', { deep: { name: 'é' } }),
  'other.cedarauth.json': request('z', 'shut it', 'Box::"b"', { deep: { name: 'x' } }),
};

function request(user: string, action: string, resource: string, context: object): string {
  const uid = { type: 'app::Action', id: action };
  return JSON.stringify({ principal: `app::User::"${user}"`, action: uid, resource: `app::${resource}`, context });
}

/** What the engine decides about each request, with the number of policies that decided. */
function decisions(texts: Texts): readonly string[] {
  const own = policyParts(texts['p.cedar'] ?? '').map(({ span, isTemplate }) => ({
    text: (texts['p.cedar'] ?? '').slice(span.start, span.end),
    isTemplate,
  }));
  const [template] = templatesIn(policies(texts['p.cedar'] ?? ''));
  const set = JSON.parse(texts['q.cedar.json'] ?? '') as { readonly staticPolicies: Record<string, object> };
  const statics = own.filter(({ isTemplate }) => !isTemplate).map(({ text }, i) => [`own${i}`, text]);
  const links = JSON.parse(texts['l.cedarlinks.json'] ?? '') as readonly Link[];
  return Object.keys(texts)
    .filter((name) => name.endsWith('.cedarauth.json'))
    .map((name) => {
      const { principal, resource, ...asked } = JSON.parse(texts[name] ?? '') as Record<string, string>;
      const answer = cedarBindings().isAuthorized({
        ...asked,
        principal: uidOf(principal),
        resource: uidOf(resource),
        schema: combined(texts),
        validateRequest: true,
        entities: JSON.parse(texts['x.entities.json'] ?? ''),
        policies: {
          staticPolicies: { ...Object.fromEntries(statics), ...set.staticPolicies },
          templates: { [template?.name ?? '']: own.find(({ isTemplate }) => isTemplate)?.text ?? '' },
          templateLinks: links.map(({ template_id, link_id, args }) => ({
            templateId: template_id,
            newId: link_id,
            values: { '?principal': uidOf(args['?principal']) },
          })),
        },
      } as unknown as AuthorizationCall);
      if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
      const { decision, diagnostics } = answer.response;
      return `${decision} ${diagnostics.reason.length} ${diagnostics.errors.length}`;
    });
}

interface Link {
  readonly template_id: string;
  readonly link_id: string;
  readonly args: Readonly<Record<string, string>>;
}

function uidOf(written: string | undefined): { readonly type: string; readonly id: string } {
  const [policy] = policies(`permit(principal == ${written}, action, resource);`).tree.policies;
  const target = policy?.scope[0]?.target;
  if (target?.kind !== 'entity') throw new Error(`no entity: ${written}`);
  return { type: target.type.text, id: target.id.value };
}

/** Everything that is wrong with the texts, in the engine's words. */
function findings(texts: Texts): readonly string[] {
  const schema = combined(texts);
  const templates = () => templatesIn(policies(texts['p.cedar'] ?? ''));
  const ofJson = Object.entries(texts).flatMap(([name, text]) => {
    const document = name.endsWith('.json') ? json(name, text) : undefined;
    if (document?.kind !== 'json') return [];
    return checkJsonDocument(document, { engine, schema, isFragment: true, templates }).map(({ message }) => message);
  });
  return [
    ...engine.checkSchema(schema).map(({ message }) => message),
    // The engine warns of unusual characters, which is no fault of the rename.
    ...engine
      .checkPolicies(texts['p.cedar'] ?? '', schema)
      .flatMap(({ message, severity }) => (severity === 'error' ? message : [])),
    ...ofJson,
  ];
}

const schema = schemaFrom(combined(WORLD));
/** One place for each name and file: the first. */
const places = Object.keys(WORLD).flatMap((file) => {
  const { named } = workspaceOf({ ...WORLD, [file]: `$0${WORLD[file]}` }, schema);
  const own = named().find(({ uri }) => uri === file)?.occurrences ?? [];
  const first = new Map(own.map((occurrence) => [occurrence.symbols.join(), occurrence] as const).reverse());
  return [...first.values()].map(({ span, symbols }) => ({ file, at: span.end - 1, symbols }));
});

function renamedTexts(file: string, at: number, newName: string): Texts | string {
  const text = WORLD[file] ?? '';
  const { port, offset, files } = workspaceOf({ ...WORLD, [file]: `${text.slice(0, at)}$0${text.slice(at)}` }, schema);
  const edit = rename(port, offset, newName);
  if (edit.kind === 'refused') return edit.reason;
  return Object.fromEntries(
    files.map(({ uri, text: before }) => {
      const changes = [...(edit.documents.find((document) => document.uri === uri)?.changes ?? [])];
      changes.sort((a, b) => b.span.start - a.span.start);
      return [
        uri,
        changes.reduce((out, { span, newText }) => out.slice(0, span.start) + newText + out.slice(span.end), before),
      ];
    }),
  );
}

const words = fc.constantFrom(
  'New',
  'x_1',
  'entity',
  'namespace',
  'type',
  'tags',
  'permit',
  'principal',
  'Set',
  'ip',
  'when',
  'appliesTo',
  '_',
  'enum',
);
const names = fc.oneof(
  words,
  fc.constantFrom('new', 'a "b"', '\\', 'é😀', 'in', "it's", 'x\ny', '*', '$x', '\u2028', 'a::b'),
);

describe('rename', () => {
  it('has a world with decisions of both kinds and nothing wrong', () => {
    expect(findings(WORLD)).toEqual([]);
    expect(decisions(WORLD)).toEqual(['deny 0 0', 'allow 1 0', 'allow 1 0', 'deny 0 0']);
    const kinds = new Set(places.map(({ symbols }) => symbols[0]?.split(' ')[0]));
    expect([...kinds].sort()).toEqual(['action', 'attribute', 'common', 'entity', 'namespace', 'policy', 'type']);
  });

  it.each(places.map(({ file, at, symbols }) => [symbols[0] ?? '', file, at] as const))(
    'of %s in %s',
    (symbol, file, at) => {
      const texts = renamedTexts(file, at, 'renamed_1');
      if (typeof texts === 'string') throw new Error(texts);
      expect(texts).not.toEqual(WORLD);
      expect(findings(texts)).toEqual([]);
      expect(decisions(texts)).toEqual(decisions(WORLD));
      expect(symbol).not.toBe('');
    },
  );

  it('leaves every text as valid as it was, and every decision as it was', () => {
    let done = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), names, ({ file, at }, newName) => {
        const texts = renamedTexts(file, at, newName);
        if (typeof texts === 'string') return;
        done++;
        expect(findings(texts)).toEqual([]);
        expect(decisions(texts)).toEqual(decisions(WORLD));
      }),
      { numRuns: Number(process.env['REHEARSAL_RUNS'] ?? 60) },
    );
    expect(done).toBeGreaterThan(20);
  });
});
