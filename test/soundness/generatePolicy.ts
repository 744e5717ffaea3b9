// Random Cedar policies over the small world: every kind of scope and condition, errors and forbids among them.

import type { Dice } from './dice.ts';
import { FILES, FOLDERS, OTHER_PATHS, URLS } from './world.ts';

const FILE_ACTIONS = [
  'open', 'read', 'redacted_read', 'create', 'write', 'delete', 'move', 'stat', 'chmod', 'chown', 'execute', 'set_x_attr', 'extract',
] as const; // biome-ignore format: one glance
const OTHER_ACTIONS = [
  'network::Action::"GET"',
  'network::Action::"connect"',
  'process_system::Action::"list"',
  'process_system::Action::"kill"',
  'sysinfo::Action::"list"',
  'sysinfo::Action::"resolve_hostname"',
] as const;

/** A policy text of one to six policies. */
export function generatePolicy(dice: Dice): string {
  const broad = dice.chance(0.65) ? [broadPermit(dice)] : [];
  return [...broad, ...dice.several(1, 5, () => statement(dice))].join('\n');
}

function broadPermit(dice: Dice): string {
  return dice.pick([
    'permit(principal, action, resource);',
    'permit(principal == User::"agent", action, resource in file_system::Dir::"/srv");',
    'permit(principal == User::"agent", action, resource in file_system::Dir::"/srv/app");\npermit(principal, action == file_system::Action::"open", resource is file_system::Dir);',
    'permit(principal, action in [file_system::Action::"open", file_system::Action::"read", file_system::Action::"stat"], resource in file_system::Dir::"/");',
  ]);
}

function statement(dice: Dice): string {
  const effect = dice.chance(0.6) ? 'permit' : 'forbid';
  const scope = `${principal(dice)}, ${action(dice)}, ${resource(dice)}`;
  const conditions = dice.chance(0.55)
    ? dice.several(1, 2, () => `${dice.chance(0.7) ? 'when' : 'unless'} { ${test(dice, 2)} }`)
    : [];
  return `${effect}(${scope})${conditions.map((text) => `\n${text}`).join('')};`;
}

function principal(dice: Dice): string {
  return dice.way<string>([
    [6, () => 'principal == User::"agent"'],
    [6, () => 'principal'],
    [1, () => 'principal is User'],
    [1, () => 'principal in User::"agent"'],
    [1, () => 'principal == User::"alice"'],
    [1, () => 'principal == User::"root"'],
  ]);
}

function fileAction(dice: Dice): string {
  return `file_system::Action::"${dice.pick(FILE_ACTIONS)}"`;
}

function action(dice: Dice): string {
  return dice.way<string>([
    [4, () => 'action'],
    [4, () => `action == ${fileAction(dice)}`],
    [6, () => `action in [${dice.several(1, 6, () => fileAction(dice)).join(', ')}]`],
    [1, () => `action == ${dice.pick(OTHER_ACTIONS)}`],
    [0.5, () => 'action in file_system::Action::"SafeIO"'],
    [0.5, () => `action in ${fileAction(dice)}`],
  ]);
}

function path(dice: Dice): string {
  return dice.way<string>([
    [6, () => dice.pick(FILES)],
    [5, () => dice.pick(FOLDERS)],
    [2, () => dice.pick(OTHER_PATHS)],
    [0.5, () => `${dice.pick(FOLDERS)}/`],
    [0.5, () => `${dice.pick(FOLDERS)}/./a.txt`],
  ]);
}

function entity(dice: Dice): string {
  return `file_system::${dice.chance(0.5) ? 'File' : 'Dir'}::"${path(dice)}"`;
}

function folder(dice: Dice): string {
  return `file_system::Dir::"${dice.chance(0.8) ? dice.pick(FOLDERS) : path(dice)}"`;
}

function resource(dice: Dice): string {
  return dice.way<string>([
    [5, () => 'resource'],
    [3, () => `resource == ${entity(dice)}`],
    [6, () => `resource in ${folder(dice)}`],
    [1, () => 'resource is file_system::File'],
    [1, () => 'resource is file_system::Dir'],
    [2, () => `resource is file_system::${dice.pick(['File', 'Dir'])} in ${folder(dice)}`],
    [0.5, () => 'resource is network::url'],
    [0.5, () => `resource == network::url::"${dice.pick(URLS)}"`],
    [0.5, () => 'resource is process_system::Process'],
  ]);
}

/** A pattern for `like`: a path with parts of it left out. */
function likePattern(dice: Dice): string {
  const text = path(dice);
  const at = dice.below(text.length + 1);
  return dice.way<string>([
    [3, () => `${text}*`],
    [3, () => `${text.slice(0, at)}*`],
    [2, () => `*${text.slice(at)}`],
    [2, () => `${text.slice(0, at)}*${text.slice(Math.min(text.length, at + dice.below(4)))}`],
    [1, () => `*${dice.pick(['.txt', '.log', '/key', 'secret', '/', '.'])}*`],
    [1, () => `*${dice.pick(['.txt', '.log', '/key', '/'])}`],
    [0.5, () => text],
    [0.5, () => `${text.slice(0, at)}\\*`],
    [0.3, () => '*'],
  ]);
}

function test(dice: Dice, depth: number): string {
  const inner = () => test(dice, depth - 1);
  const deeper: readonly [number, () => string][] =
    depth === 0
      ? []
      : [
          [3, () => `(${inner()}) && (${inner()})`],
          [3, () => `(${inner()}) || (${inner()})`],
          [2, () => `!(${inner()})`],
          [1, () => `if ${inner()} then ${inner()} else ${inner()}`],
          [0.5, () => `(${inner()}) == (${inner()})`],
        ];
  return dice.way<string>([
    [8, () => attributeTest(dice)],
    [4, () => entityTest(dice)],
    [2, () => contextTest(dice)],
    [2, () => oddTest(dice)],
    ...deeper,
  ]);
}

function attributeTest(dice: Dice): string {
  return dice.way<string>([
    [6, () => `resource.path like "${likePattern(dice)}"`],
    [3, () => `resource.path == "${path(dice)}"`],
    [1, () => `resource.path != "${path(dice)}"`],
    [2, () => `["${path(dice)}", "${path(dice)}"].contains(resource.path)`],
    [1, () => `[resource.path, "${path(dice)}"].containsAny(["${path(dice)}"])`],
    [1, () => `["${path(dice)}", "${path(dice)}"].containsAll([resource.path])`],
    [2, () => `resource has path && resource.path like "${likePattern(dice)}"`],
    [1, () => 'resource has path'],
    [1, () => 'resource has url'],
    [1, () => `resource has url && resource.url like "*/${dice.pick(['health', 'secret', '*'])}"`],
    [1, () => `resource has name && resource.name == "${dice.pick(['sleep', 'bash'])}"`],
    [0.5, () => `resource has username && resource.username == principal`],
    [0.5, () => `resource has username && resource.username == "${dice.pick(['agent', 'alice'])}"`],
  ]);
}

function entityTest(dice: Dice): string {
  return dice.way<string>([
    [4, () => `resource in ${folder(dice)}`],
    [2, () => `resource in [${entity(dice)}, ${folder(dice)}]`],
    [3, () => `resource == ${entity(dice)}`],
    [1, () => `resource != ${entity(dice)}`],
    [1, () => `[${entity(dice)}, ${entity(dice)}].contains(resource)`],
    [2, () => `resource is file_system::${dice.pick(['File', 'Dir'])}`],
    [1, () => `resource is file_system::${dice.pick(['File', 'Dir'])} in ${folder(dice)}`],
    [1, () => `principal == User::"${dice.pick(['agent', 'root'])}"`],
    [1, () => 'principal is User'],
    [1, () => 'principal in [User::"agent", User::"bob"]'],
    [1, () => `action == ${fileAction(dice)}`],
    [1, () => `action in [${fileAction(dice)}, ${fileAction(dice)}]`],
    [0.5, () => 'action in file_system::Action::"SafeIO"'],
    [0.5, () => `${entity(dice)} == resource`],
    [0.5, () => `${entity(dice)} in ${folder(dice)}`],
  ]);
}

function contextTest(dice: Dice): string {
  return dice.pick([
    'context has destination',
    'context has xattr && context.xattr.name == "user.note"',
    'context.xattr.name like "user.*"',
    'context has arguments',
    'context has environment',
    'context has user && context.user.username == "agent"',
    'context == {}',
    'context has missing',
    'context.missing == 1',
    `context has destination && context.destination.path like "${likePattern(dice)}"`,
    `context has destination && context.destination == file_system::File::"${path(dice)}"`,
  ]);
}

function oddTest(dice: Dice): string {
  return dice.pick([
    'true',
    'false',
    'resource.missing == "x"',
    'principal.name == "agent"',
    'principal has name',
    '1 < 2',
    '2 <= 1',
    '1 + 1 == 2',
    'resource.path < 3',
    '"a" == 1',
    '[1, 2].contains(2)',
    '[].isEmpty()',
    '{a: 1}.a == 1',
    '{a: 1} has b',
    'resource.hasTag("x")',
    'principal.hasTag("x") && principal.getTag("x") == "y"',
    'resource.path',
    'ip("127.0.0.1").isLoopback()',
    'decimal("1.0").lessThan(decimal("2.0"))',
    'if resource has path then resource.path like "/srv/*" else false',
    'resource.path.missing == "x"',
    `(if principal == User::"agent" then "${path(dice)}" else "x") == resource.path`,
  ]);
}
