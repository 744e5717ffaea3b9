// Cedar's JSON forms: what the engine says of them, at the right places, and completion in them.

import { describe, expect, it } from 'vitest';
import { jsonFormOf } from '#core/ide/cedar/cedarDocument.ts';
import { jsonCompletion } from '#core/ide/cedar/jsonCompletion.ts';
import { checkJsonDocument } from '#core/ide/cedar/jsonDiagnostics.ts';
import { readCursor } from '#test/markers.ts';
import { engine, json, rex, rexText } from './support.ts';

const TEMPLATES = [
  {
    name: 'a',
    slots: ['?principal'],
    source: 'permit(principal == ?principal, action == file_system::Action::"read", resource);',
  },
];

function marked(name: string, text: string): readonly (readonly [string, string])[] {
  const document = json(name, text);
  if (document.kind !== 'json') throw new Error('no JSON');
  return checkJsonDocument(document, { engine, schema: rexText, isFragment: false, templates: () => TEMPLATES }).map(
    ({ span, message }) => [text.slice(span.start, span.end), message],
  );
}

/** A policy with these parts, as one of a set. */
function policySet(parts: object): string {
  const all = { op: 'All' };
  const policy = { effect: 'permit', principal: all, action: all, resource: all, conditions: [], ...parts };
  return JSON.stringify({ staticPolicies: { mine: policy }, templates: {} });
}

function findingsOf(text: string) {
  const document = json('p.cedar.json', text);
  if (document.kind !== 'json') throw new Error('no JSON');
  return checkJsonDocument(document, { engine, schema: rexText, isFragment: false, templates: () => [] });
}

describe('pitfalls of policies in JSON', () => {
  const entity = (type: string, id: string) => ({ op: '==', entity: { type, id } });
  it.each([
    ['policy-action-group', { action: { op: 'in', entity: { type: 'file_system::Action', id: 'SafeIO' } } }],
    ['policy-path-id', { resource: entity('file_system::File', '/srv/*.log') }],
    ['policy-path-id', { resource: entity('file_system::Dir', '/srv/') }],
    ['policy-fresh-id', { resource: entity('sysctl::Sysctl', 'x') }],
    ['policy-placeholder', { principal: entity('User', '{{username}}') }],
    ['policy-unknown-action', { action: entity('file_system::Action', 'reed') }],
    ['policy-unknown-type', { resource: { op: 'is', entity_type: 'file_system::Fil' } }],
  ])('%s', (code, parts) => {
    const text = policySet(parts);
    const found = findingsOf(text).find((finding) => finding.code === code);
    expect(found).toBeDefined();
    // A fix leaves JSON, and no finding of the code.
    const newText = new Map(Object.entries(found?.data ?? {})).get('replacement');
    if (typeof newText !== 'string' || found === undefined) return;
    const after = text.slice(0, found.span.start) + newText + text.slice(found.span.end);
    expect(findingsOf(after).map((finding) => finding.code)).toEqual([]);
  });

  it('says nothing of a policy that works', () => {
    const resource = entity('file_system::File', '/srv/a');
    expect(findingsOf(policySet({ action: entity('file_system::Action', 'read'), resource }))).toEqual([]);
  });
});

describe('jsonFormOf', () => {
  it.each([
    ['/a/entities.json', 'entities'],
    ['/a/x.cedarentities.json', 'entities'],
    ['/a/x.cedar.json', 'policies'],
    ['/a/x.cedarschema.json', 'schema'],
    ['/a/x.cedartemplatelinks.json', 'links'],
    ['/a/x.cedarauth.json', 'request'],
    ['/a/rehearsal.json', 'config'],
    ['/a/package.json', undefined],
    ['/a/nonentities.json', undefined],
  ])('%s', (path, form) => expect(jsonFormOf(path)).toBe(form));
});

describe('checkJsonDocument', () => {
  it.each([
    [
      'an attribute that is not declared',
      'entities.json',
      '[{ "uid": { "type": "User", "id": "é😀" }, "attrs": { "x": 1 }, "parents": [] }]',
      '"x"',
      'should not exist',
    ],
    [
      'an unknown type',
      'entities.json',
      '[\r\n{ "uid": { "type": "User", "id": "é" }, "attrs": {}, "parents": [] },\r\n{ "uid": { "type": "Userr", "id": "b" }, "attrs": {}, "parents": [] }]',
      '"Userr"',
      'not declared',
    ],
    [
      'a wrong value',
      'entities.json',
      '[{ "uid": { "type": "file_system::Dir", "id": "/" }, "attrs": { "path": 1 }, "parents": [] }]',
      '"path"',
      'type mismatch',
    ],
    [
      'an entity twice',
      'entities.json',
      '[{ "uid": { "type": "User", "id": "a" }, "attrs": {}, "parents": [] }, { "uid": { "type": "User", "id": "a" }, "attrs": {}, "parents": [] }]',
      '{ "type": "User", "id": "a" }',
      'already',
    ],
    [
      'a policy with an unknown variable',
      'p.cedar.json',
      '{ "staticPolicies": { "a": { "effect": "permit", "principal": { "op": "All" }, "action": { "op": "All" }, "resource": { "op": "All" }, "conditions": [{ "kind": "when", "body": { "Var": "foo" } }] } } }',
      '"foo"',
      'unknown variant',
    ],
    [
      'a policy that validation refuses',
      'p.cedar.json',
      '{ "staticPolicies": { "é": { "effect": "permit", "principal": { "op": "All" }, "action": { "op": "==", "entity": { "type": "file_system::Action", "id": "reed" } }, "resource": { "op": "All" }, "conditions": [] } } }',
      '{ "type": "file_system::Action", "id": "reed" }',
      'Did you mean read?',
    ],
    [
      'an attribute that the resource has not',
      'p.cedar.json',
      '{ "effect": "permit", "principal": { "op": "All" }, "action": { "op": "==", "entity": { "type": "file_system::Action", "id": "read" } }, "resource": { "op": "All" }, "conditions": [{ "kind": "when", "body": { ".": { "left": { "Var": "resource" }, "attr": "é😀" } } }] }',
      '"é😀"',
      'not found',
    ],
    [
      'an unknown field of a schema',
      'x.cedarschema.json',
      '{ "N": { "entityTypes": { "A": { "memberOfType": ["B"] } }, "actions": {} } }',
      '"memberOfType"',
      'unknown field',
    ],
    [
      'a request that does not conform',
      'x.cedarauth.json',
      '{ "principal": "User::\\"a\\"", "action": "file_system::Action::\\"read\\"", "resource": "network::url::\\"x\\"", "context": {} }',
      '{',
      'not valid',
    ],
    [
      'a request without a resource',
      'x.cedarauth.json',
      '{ "principal": "User::\\"a\\"", "action": "file_system::Action::\\"read\\"" }',
      '{',
      'needs "resource"',
    ],
    [
      'a link with a wrong slot',
      'x.cedartemplatelinks.json',
      '[{ "template_id": "a", "link_id": "b", "args": { "?user": "User::\\"a\\"" } }]',
      '"?user"',
      'slots',
    ],
    [
      'a link of no template',
      'x.cedarlinks.json',
      '[{ "template_id": "aa", "link_id": "b", "args": { "?principal": "User::\\"a\\"" } }]',
      '"aa"',
      'has the id aa. Did you mean a?',
    ],
    [
      'a slot that is not filled',
      'x.cedarlinks.json',
      '[{ "template_id": "a", "link_id": "b", "args": {} }]',
      '{}',
      'The slot ?principal of a is not filled.',
    ],
    [
      'a slot that the template has not',
      'x.cedarlinks.json',
      '[{ "templateId": "a", "newId": "b", "values": { "?principal": { "type": "User", "id": "x" }, "?resource": "User::\\"a\\"" } }]',
      '"?resource"',
      'has the slots ?principal and no others',
    ],
    [
      'a link that validation refuses',
      'x.cedarlinks.json',
      '[{ "template_id": "a", "link_id": "b", "args": { "?principal": "Userr::\\"a\\"" } }]',
      '{ "?principal"',
      'Userr',
    ],
    [
      'an entity that is none',
      'x.cedarlinks.json',
      '[{ "template_id": "a", "link_id": "b", "args": { "?principal": 1 } }]',
      '{ "?principal"',
      '',
    ],
    [
      'a link twice',
      'x.cedarlinks.json',
      '[{ "template_id": "a", "link_id": "b", "args": { "?principal": "User::\\"a\\"" } }, { "template_id": "a", "link_id": "b", "args": { "?principal": "User::\\"b\\"" } }]',
      '"b"',
      'already',
    ],
    ['what is no JSON', 'entities.json', '[{]', ']', 'not valid JSON'],
  ])('finds %s', (_, name, text, place, message) => {
    const found = marked(name, text);
    expect(found.some(([source, words]) => source.startsWith(place) && words.includes(message)) ? [] : found).toEqual(
      [],
    );
    expect(found.length).toBeGreaterThan(0);
  });

  it.each([
    [
      'entities.json',
      '[{ "uid": { "type": "file_system::Dir", "id": "/" }, "attrs": { "path": "/" }, "parents": [] }]',
    ],
    [
      'p.cedar.json',
      '{ "effect": "permit", "principal": { "op": "All" }, "action": { "op": "All" }, "resource": { "op": "All" }, "conditions": [] }',
    ],
    ['x.cedarschema.json', '{ "N": { "entityTypes": { "A": {} }, "actions": {} } }'],
    [
      'x.cedarauth.json',
      '{ "principal": "User::\\"a\\"", "action": "file_system::Action::\\"read\\"", "resource": { "type": "file_system::File", "id": "/x" }, "context": {} }',
    ],
    [
      'x.cedartemplatelinks.json',
      '[{ "template_id": "a", "link_id": "b", "args": { "?principal": "User::\\"a\\"" } }]',
    ],
  ])('says nothing of a good %s', (name, text) => expect(marked(name, text)).toEqual([]));
});

describe('jsonCompletion', () => {
  const at = (name: string, source: string) => {
    const { text, cursor } = readCursor(source);
    const document = json(name, text);
    if (document.kind !== 'json') throw new Error('no JSON');
    const port = {
      schema: rex,
      idsOf: (type: string) => [`id of ${type}`],
      pathsOf: (key: string) => [`a.${key}`],
      templates: () => TEMPLATES,
      fragments: () => [],
    };
    return jsonCompletion(document, cursor, port)?.items.map(({ label }) => label) ?? [];
  };

  it('offers types, ids, attributes and paths', () => {
    expect(at('entities.json', '[{ "uid": { "type": "$0" } }]')).toContain('"file_system::Dir"');
    expect(at('entities.json', '[{ "uid": { "type": "User", "id": "$0" } }]')).toEqual(['"id of User"']);
    expect(
      at('p.cedar.json', '{ "action": { "op": "==", "entity": { "type": "sysctl::Action", "id": "$0" } } }'),
    ).toContain('"load"');
    expect(
      at(
        'entities.json',
        '[{ "uid": { "type": "process_system::Process", "id": "é" }, "attrs": { "name": "x", "$0" } }]',
      ),
    ).toEqual(['"command"', '"username"']);
    expect(at('rehearsal.json', '{ "bindings": [{ "policy": "$0" }] }')).toEqual(['"a.policy"']);
    expect(at('rehearsal.json', '{ "bindings": [{ "principal": "$0" }] }')).toEqual(['"id of User"']);
  });

  it('offers whole entities between those of a file', () => {
    const { text, cursor } = readCursor('[\n  $0\n]');
    const document = json('entities.json', text);
    if (document.kind !== 'json') throw new Error('no JSON');
    const port = { schema: rex, idsOf: () => [], pathsOf: () => [], templates: () => [], fragments: () => [] };
    const items = jsonCompletion(document, cursor, port)?.items ?? [];
    expect(items.map(({ label }) => label)).toContain('entity of file_system::Dir');
    for (const { snippet } of items) {
      const entity: unknown = JSON.parse(snippet.replace(/\$\{\d+:?([^}]*)\}|\$\d/g, '$1').replaceAll('\\', ''));
      expect(Object.keys(entity as object)).toEqual(['uid', 'attrs', 'parents']);
    }
  });

  it('offers templates, their slots and what fills them', () => {
    expect(at('l.cedarlinks.json', '[{ "template_id": "$0" }]')).toEqual(['"a"']);
    expect(at('l.cedarlinks.json', '[{ "template_id": "a", "args": { "$0" } }]')).toEqual(['"?principal"']);
    expect(at('l.cedarlinks.json', '[{ "template_id": "a", "args": { "?principal": "$0" } }]')).toEqual([
      JSON.stringify('User::"id of User"'),
    ]);
    expect(at('l.cedarlinks.json', '[{ "template_id": "a", "$0" }]')).toEqual(['"link_id"', '"args"']);
  });

  it('offers the parts of a request and the keys of its context', () => {
    expect(at('r.cedarauth.json', '{ "principal": "User::\\"a\\"", "$0" }')).toEqual([
      '"action"',
      '"resource"',
      '"context"',
    ]);
    expect(at('r.cedarauth.json', '{ "action": "$0" }')).toContain(JSON.stringify('sysctl::Action::"load"'));
    const request = { action: 'process_system::Action::"interrupt"', context: { $0: '' } };
    expect(at('r.cedarauth.json', JSON.stringify(request).replace(':""', ''))).toEqual(
      [...(rex.actions.find(({ uid }) => uid.id === 'interrupt')?.context.keys() ?? [])].map((key) => `"${key}"`),
    );
  });

  it('offers keys, types and actions of schemas', () => {
    const schema = (inside: string) =>
      `{ "app": { "entityTypes": { "Box": {}, "Crate": ${inside} }, "commonTypes": { "Inner": { "type": "Long" } }, "actions": { "go": {} } } }`;
    expect(at('s.cedarschema.json', schema('{ "$0" }'))).toContain('"memberOfTypes"');
    expect(at('s.cedarschema.json', schema('{ "tags": {}, "$0" }'))).not.toContain('"tags"');
    expect(at('s.cedarschema.json', schema('{ "memberOfTypes": ["$0"] }'))).toEqual(['"Box"', '"Crate"']);
    expect(at('s.cedarschema.json', schema('{ "tags": { "type": "$0" } }'))).toContain('"Inner"');
    expect(at('s.cedarschema.json', schema('{ "tags": { "type": "Extension", "name": "$0" } }'))).toContain('"ipaddr"');
    expect(
      at('s.cedarschema.json', '{ "": { "actions": { "go": {}, "stop": { "memberOf": [{ "id": "$0" }] } } } }'),
    ).toEqual(['"go"', '"stop"']);
    expect(at('s.cedarschema.json', '{ "": { "$0" } }')).toContain('"actions"');
  });
});
