// The engine adapter: what it says of texts, where, and that it survives texts that are too much for it.

import { describe, expect, it } from 'vitest';
import type { CedarRequest } from '#core/cedar/types.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';

const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));

const SCHEMA = `entity User;
namespace app {
  entity Doc { owner: String };
  action read, write appliesTo { principal: [User], resource: [Doc] };
  action share appliesTo { principal: [User], resource: [Doc], context: { to: { name: String, rank: Long }, list?: Set<String>, who?: User } };
}
`;

function request(overrides: Partial<CedarRequest> = {}): CedarRequest {
  return {
    principal: { type: 'User', id: 'agent' },
    action: { type: 'app::Action', id: 'read' },
    resource: { type: 'app::Doc', id: 'd' },
    context: {},
    entities: [{ uid: { type: 'app::Doc', id: 'd' }, attributes: { owner: 'agent' }, parents: [] }],
    ...overrides,
  };
}

/** The text of the only message's span, with the message. */
function complaint(text: string, schema?: string): readonly [string, string] {
  const [message] = engine.checkPolicies(text, schema);
  return [message?.message ?? '', text.slice(message?.span?.start, message?.span?.end)];
}

describe('prepare', () => {
  it('numbers templates and static policies by one counter, in source order', () => {
    const result = engine.prepare(`permit(principal == ?principal, action, resource);
@id("second") @note
forbid(principal, action, resource) when { resource.owner == "x;" };
// permit(principal, action, resource);
permit(principal, action, resource);`);
    if (!result.ok) throw new Error('does not parse');
    expect(
      result.policySet.policies.map(({ id, effect, isTemplate, annotations }) => ({
        id,
        effect,
        isTemplate,
        annotations,
      })),
    ).toEqual([
      { id: 'policy0', effect: 'permit', isTemplate: true, annotations: {} },
      { id: 'policy1', effect: 'forbid', isTemplate: false, annotations: { id: 'second', note: '' } },
      { id: 'policy2', effect: 'permit', isTemplate: false, annotations: {} },
    ]);
  });

  it('reports spans that hold a policy with its annotations', () => {
    const text = '// é😀\r\n@id("a(b);")\r\npermit(principal, action, resource);\r\n';
    const result = engine.prepare(text);
    const span = result.ok ? result.policySet.policies[0]?.span : undefined;
    expect(text.slice(span?.start, span?.end)).toBe('@id("a(b);")\r\npermit(principal, action, resource);');
  });

  it('answers with deciding and erring policies in source order', () => {
    const result = engine.prepare(`forbid(principal, action, resource) when { resource.missing == 1 };
${'permit(principal, action, resource);\n'.repeat(11)}permit(principal, action, resource) when { resource.owner == "agent" };`);
    if (!result.ok) throw new Error('does not parse');
    const decision = result.policySet.authorize(request());
    expect(decision.decision).toBe('allow');
    expect(decision.determining).toEqual([...Array(12).keys()].map((i) => `policy${i + 1}`));
    expect(decision.errors.map((error) => error.policy)).toEqual(['policy0']);
    expect(decision.errors[0]?.message).toContain('missing');
  });

  it('denies without a policy', () => {
    const result = engine.prepare('// nothing');
    expect(result.ok && result.policySet.authorize(request())).toEqual({
      decision: 'deny',
      determining: [],
      errors: [],
    });
  });
});

describe('messages', () => {
  it("keep the engine's words, without those of its bindings", () => {
    expect(complaint('allow(principal, action, resource);')).toEqual(['invalid policy effect: allow', 'allow']);
    const [message] = engine.checkPolicies("permit(principal, action, resource) when { 'x' == 1 };");
    expect(message).toMatchObject({
      message: 'invalid token',
      help: 'strings must use double quotes, not single quotes',
      severity: 'error',
    });
  });

  it('name the place behind accents, emoji and CRLF', () => {
    expect(complaint('// é😀\r\npermit(principal, action, resource in [User::"é😀"]);')[1]).toBe('[User::"é😀"]');
    expect(
      complaint(
        '// é😀\r\npermit(principal, action, resource);\r\n// ü\r\npermit(principal, action, resource) when { resource.ownr == "é" };',
        SCHEMA,
      ),
    ).toEqual(['for policy `policy1`, attribute `ownr` on entity type `app::Doc` not found', 'resource.ownr']);
  });

  it('validate templates too, under their ids', () => {
    const messages = engine.checkPolicies(
      'permit(principal, action, resource);\npermit(principal == ?principal, action, resource is app::Dok);',
      SCHEMA,
    );
    expect(messages).toContainEqual(
      expect.objectContaining({ policy: 'policy1', severity: 'error', help: 'did you mean `app::Doc`?' }),
    );
  });

  it('speak of schemas', () => {
    const text = '// é😀\nentity User;;';
    const [message] = engine.checkSchema(text);
    expect(message?.message).toBe('error parsing schema: unexpected token `;`');
    expect(message?.span).toEqual({ start: text.length - 1, end: text.length });
    expect(engine.checkSchema(SCHEMA)).toEqual([]);
    expect(engine.checkSchema('entity A in [B];')[0]?.message).toContain('B');
  });
});

describe('checkRequest', () => {
  it('is silent about a request that conforms, whatever its entities hold', () => {
    const entities = [{ uid: { type: 'app::Doc', id: 'd' }, attributes: { other: 1n }, parents: [] }];
    expect(engine.checkRequest(request({ entities }), SCHEMA)).toBeUndefined();
  });

  it('names what does not conform', () => {
    expect(engine.checkRequest(request({ action: { type: 'app::Action', id: 'raed' } }), SCHEMA)).toContain(
      'does not exist',
    );
    expect(engine.checkRequest(request({ resource: { type: 'User', id: 'd' } }), SCHEMA)).toContain('is not valid for');
    expect(engine.checkRequest(request({ context: { extra: true } }), SCHEMA)).toBeDefined();
  });

  it('looks at the whole context', () => {
    const share = (context: CedarRequest['context']) =>
      engine.checkRequest(request({ action: { type: 'app::Action', id: 'share' }, context }), SCHEMA);
    const to = { record: { name: 'x', rank: 1n } };
    expect(share({ to })).toBeUndefined();
    expect(share({ to, list: { set: ['a', 'b'] }, who: { entity: { type: 'User', id: 'x' } } })).toBeUndefined();
    expect(share({ to: { record: { name: 'x', rank: 'x' } } })).toBeDefined();
    expect(share({ to, list: { set: ['a', 1n] } })).toBeDefined();
    expect(share({ to, who: { entity: { type: 'app::Doc', id: 'x' } } })).toBeDefined();
    expect(share({})).toBeDefined();
  });

  it('looks at ids where a type lists them', () => {
    const schema =
      'entity User; entity Color enum ["red", "blue"]; action paint appliesTo { principal: [User], resource: [Color] };';
    const paint = (id: string) =>
      engine.checkRequest(
        request({ action: { type: 'Action', id: 'paint' }, resource: { type: 'Color', id } }),
        schema,
      );
    expect(paint('red')).toBeUndefined();
    expect(paint('green')).toBeDefined();
  });
});

describe('a text that is too much for the engine', () => {
  const deep = `permit(principal, action, resource) when { ${'!('.repeat(20_000)}true${')'.repeat(20_000)} };`;

  it('is a complaint, and the engine goes on', () => {
    const before = engine.prepare('permit(principal, action, resource) when { resource.owner == "agent" };');
    if (!before.ok) throw new Error('does not parse');
    expect(before.policySet.authorize(request()).decision).toBe('allow');
    expect(engine.prepare(deep)).toMatchObject({ ok: false, messages: [{ severity: 'error' }] });
    expect(engine.checkPolicies(deep, SCHEMA)).toHaveLength(1);
    expect(engine.formatPolicies(deep).ok).toBe(false);
    const other = [{ uid: { type: 'app::Doc', id: 'd' }, attributes: { owner: 'root' }, parents: [] }];
    expect(before.policySet.authorize(request({ entities: other })).decision).toBe('deny');
    expect(engine.checkRequest(request(), SCHEMA)).toBeUndefined();
  });
});

describe('formatPolicies', () => {
  it('formats and reports', () => {
    expect(engine.formatPolicies('permit(principal,action,resource);')).toEqual({
      ok: true,
      text: 'permit (principal, action, resource);\n',
    });
    expect(engine.formatPolicies('permit(').ok).toBe(false);
  });
});
