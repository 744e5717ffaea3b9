// Random policies, entity stores and requests over a small world, so that scopes match often and conditions err often.

import fc from 'fast-check';
import type { CedarRequest, Entity, EntityUid } from '#core/cedar/types.ts';

const USERS: readonly EntityUid[] = ['a', 'b', 'ü"😀'].map((id) => ({ type: 'User', id }));
const GROUPS: readonly EntityUid[] = ['g', 'h'].map((id) => ({ type: 'Group', id }));
const ACTIONS: readonly EntityUid[] = ['open', 'read', 'write'].map((id) => ({ type: 'fs::Action', id }));
const ACTION_GROUPS: readonly EntityUid[] = ['SafeIO', 'All'].map((id) => ({ type: 'fs::Action', id }));
const FILES: readonly EntityUid[] = ['/srv/a', '/srv/b/c', '/etc/p'].map((id) => ({ type: 'fs::File', id }));
const DIRS: readonly EntityUid[] = ['/', '/srv', '/srv/b'].map((id) => ({ type: 'fs::Dir', id }));

const trivia = fc.constantFrom('', ' ', '\n', '\r\n  ', ' // é😀; )\n');

function uidText(uid: EntityUid): string {
  return `${uid.type}::${JSON.stringify(uid.id)}`;
}

function scopePart(name: string, type: string, uids: readonly EntityUid[], templates: boolean): fc.Arbitrary<string> {
  const uid = fc.constantFrom(...uids).map(uidText);
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(name) },
    { weight: 2, arbitrary: uid.map((text) => `${name} == ${text}`) },
    { weight: 2, arbitrary: uid.map((text) => `${name} in ${text}`) },
    { weight: 1, arbitrary: fc.constant(`${name} is ${type}`) },
    { weight: 1, arbitrary: uid.map((text) => `${name} is ${type} in ${text}`) },
    {
      weight: templates ? 1 : 0,
      arbitrary: fc.constantFrom('==', 'in', `is ${type} in`).map((op) => `${name} ${op} ?${name}`),
    },
  );
}

const actionPart: fc.Arbitrary<string> = fc.oneof(
  fc.constant('action'),
  fc.constantFrom(...ACTIONS, ...ACTION_GROUPS).map((uid) => `action == ${uidText(uid)}`),
  fc.constantFrom(...ACTIONS, ...ACTION_GROUPS).map((uid) => `action in ${uidText(uid)}`),
  fc
    .uniqueArray(fc.constantFrom(...ACTIONS, ...ACTION_GROUPS), { maxLength: 3 })
    .map((uids) => `action in [${uids.map(uidText).join(', ')}]`),
);

const { expression } = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.constantFrom(
    'true',
    'false',
    'resource.path like "/srv/*"',
    'resource.path like "*\\*"',
    'resource.missing == 1',
    'resource.size > 3',
    'resource.size + 9223372036854775807 > 0',
    'resource has path',
    'resource has size',
    'principal has name && principal.name == "ü😀"',
    'principal in Group::"g"',
    'principal.name == "ü😀"',
    'action in [fs::Action::"read", fs::Action::"SafeIO"]',
    'action in fs::Action::"All"',
    'resource is fs::File in fs::Dir::"/srv"',
    'context.rank == 1',
    'context has who && context.who == principal',
    'context.who.name == "ü😀"',
    '[1, "x", {a: 2}].contains(context.rank)',
    'resource.getTag("k") == "v"',
    'resource.hasTag("k")',
    'ip("10.0.0.1").isInRange(ip("10.0.0.0/8"))',
    '{"a b": 1, when: 2}["a b"] == 1',
    'decimal("1.x").lessThan(decimal("2.0"))',
    'resource',
    '-1 == 1 - 2 * 1',
  ),
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    tie('atom'),
    fc
      .tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression'))
      .map(([a, op, b]) => `(${a}) ${op} (${b})`),
    tie('expression').map((a) => `!(${a})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `if ${a} then ${b} else ${c}`),
  ),
}));

const annotation = fc.constantFrom('@id("n;(ü")', '@advice("x\\"y")', '@flag', '@when("z")\n');

/** The text of one policy; a template now and then. */
export const policyText: fc.Arbitrary<string> = fc
  .record({
    annotation: fc.option(annotation, { nil: '' }),
    effect: fc.constantFrom('permit', 'permit', 'forbid'),
    principal: scopePart('principal', 'User', [...USERS, ...GROUPS], true),
    action: actionPart,
    resource: scopePart('resource', 'fs::File', [...FILES, ...DIRS], true),
    conditions: fc.array(fc.tuple(fc.constantFrom('when', 'unless'), expression), { maxLength: 2 }),
    gap: trivia,
  })
  .map(({ annotation, effect, principal, action, resource, conditions, gap }) => {
    const clauses = conditions.map(([kind, body]) => `${gap}${kind} {${gap}${body}${gap}}`).join('');
    return `${annotation} ${effect}${gap}(${gap}${principal},${gap}${action},${resource}${gap})${clauses}${gap};`;
  });

/** A text of some policies, between which anything may stand that Cedar skips. */
export const policySetTexts: fc.Arbitrary<readonly string[]> = fc.array(policyText, { minLength: 1, maxLength: 12 });

function entity(uid: EntityUid, parents: fc.Arbitrary<readonly EntityUid[]>): fc.Arbitrary<Entity> {
  return fc.record({
    uid: fc.constant(uid),
    parents,
    attributes: fc.constantFrom<Entity['attributes']>(
      {},
      { path: uid.id, name: 'ü😀' },
      { path: uid.id, size: 5n },
      { path: uid.id, size: 'big' },
    ),
    ...(uid.type === 'fs::File'
      ? { tags: fc.constantFrom<NonNullable<Entity['tags']>>({}, { k: 'v' }, { k: 1n }) }
      : {}),
  });
}

/** A store without cycles: parents come later in a fixed order, and may be missing from the store. */
const store: fc.Arbitrary<readonly Entity[]> = fc
  .tuple(
    ...[
      [...USERS, ...GROUPS],
      [...FILES, ...[...DIRS].reverse()],
    ].flatMap((chain) =>
      chain.map((uid, i) =>
        fc.option(
          entity(
            uid,
            fc.subarray(chain.slice(i + 1).filter((parent) => parent.type !== 'fs::File' && parent.type !== 'User')),
          ),
        ),
      ),
    ),
    ...ACTIONS.map((uid) => fc.option(entity(uid, fc.subarray([...ACTION_GROUPS])))),
    fc.option(entity({ type: 'fs::Action', id: 'SafeIO' }, fc.subarray([{ type: 'fs::Action', id: 'All' }]))),
  )
  .map((entities) => entities.filter((found) => found !== null));

/** A request whose parts exist in the world, with a store that may hold them. */
export const cedarRequest: fc.Arbitrary<CedarRequest> = fc.record({
  principal: fc.constantFrom(...USERS, ...GROUPS),
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...FILES, ...DIRS),
  context: fc.constantFrom<CedarRequest['context']>(
    {},
    { rank: 1n },
    { rank: 'x', who: { entity: { type: 'User', id: 'a' } } },
    { rank: { set: [1n, true] } },
  ),
  entities: store,
});
