// A workspace in which names stand in every kind of file: schemas and policies in both forms, template links and a request.

import { combineSchemas } from '#core/cedar/schemaSyntax/combineSchemas.ts';

const HUMAN = `// é😀
namespace app {
  entity Box in [Crate] { size: Long, inner: Inner };
  entity User;
  action "shut it" in [group] appliesTo { principal: User, resource: [Box, Crate], context: Ctx };
}
`;
const JSON_SCHEMA = `{
  "app": {
    "commonTypes": {
      "Inner": { "type": "Record", "attributes": { "name": { "type": "String" }, "é": { "type": "Long", "required": false } } },
      "Ctx": { "type": "Record", "attributes": { "deep": { "type": "Inner" } } }
    },
    "entityTypes": { "Crate": { "memberOfTypes": ["Crate"], "shape": { "type": "Record", "attributes": { "size": { "type": "Long" } } } } },
    "actions": {
      "group": {},
      "open": { "memberOf": [{ "id": "group" }], "appliesTo": { "principalTypes": ["User"], "resourceTypes": ["app::Box"] } }
    }
  }
}
`;
const POLICY = `@id("é t") permit(principal == ?principal, action == app::Action::"open", resource in app::Crate::"c") when { resource has inner && resource.inner.name like "x*" };
permit(principal, action == app::Action::"shut it", resource) when { context.deep.name == "é" };
`;
const JSON_POLICY = `{
  "templates": {},
  "staticPolicies": {
    "p😀": {
      "effect": "permit",
      "principal": { "op": "==", "entity": { "type": "app::User", "id": "a" } },
      "action": { "op": "in", "entities": [{ "type": "app::Action", "id": "open" }] },
      "resource": { "op": "is", "entity_type": "app::Box", "in": { "entity": { "type": "app::Crate", "id": "c" } } },
      "conditions": [{ "kind": "when", "body": { "==": { "left": { ".": { "left": { ".": { "left": { "Var": "resource" }, "attr": "inner" } }, "attr": "name" } }, "right": { "Value": "é" } } } }]
    }
  }
}
`;
const LINKS = `[{ "template_id": "é t", "link_id": "l", "args": { "?principal": "app::User::\\"a\\"" } }]`;
const REQUEST = `{ "principal": "app::User::\\"a\\"", "action": { "type": "app::Action", "id": "shut it" }, "resource": "app::Crate::\\"c\\"", "context": { "deep": { "name": "x" } } }`;

/** The files by their names. */
export const FILES = {
  'a.cedarschema': HUMAN,
  'b.cedarschema.json': JSON_SCHEMA,
  'p.cedar': POLICY,
  'q.cedar.json': JSON_POLICY,
  'l.cedarlinks.json': LINKS,
  'r.cedarauth.json': REQUEST,
};

/** The text of both schemas together. */
export function combined(files: Readonly<Record<string, string>>): string {
  return combineSchemas([
    { text: files['a.cedarschema'] ?? '', form: 'cedar' },
    { text: files['b.cedarschema.json'] ?? '', form: 'json' },
  ]).text;
}
