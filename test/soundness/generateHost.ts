// Random host files and script arguments over the small world.

import type { Dice } from './dice.ts';
import { CONTENTS, FILES, FOLDERS, NAMES, ODD_NAMES, OTHER_PATHS, URLS } from './world.ts';

/** A host file as an object. `links` says how likely it is that it has symbolic links. */
export function generateHost(dice: Dice, links: number): Record<string, unknown> {
  const files: Record<string, unknown> = {};
  for (const folder of FOLDERS) if (dice.chance(0.85)) files[folder] = { dir: true, ...access(dice) };
  for (const file of FILES) if (dice.chance(0.75)) files[file] = { content: dice.pick(CONTENTS), ...access(dice) };
  if (dice.chance(0.2)) files['/srv/app/new'] = { dir: true };
  if (dice.chance(links)) addLinks(dice, files);
  return {
    principal: 'agent',
    files,
    ...(dice.chance(0.5)
      ? { http: { '/health': { status: 200, body: 'ok' }, '/secret': { status: 200, body: '/srv/secret/key' } } }
      : {}),
    ...(dice.chance(0.2) ? { processes: [{ command: ['sleep', '300'], user: dice.pick(['agent', 'alice']) }] } : {}),
  };
}

function access(dice: Dice): object {
  return dice.way<object>([
    [20, () => ({})],
    [1, () => ({ owner: 'root', mode: '0600' })],
    [1, () => ({ owner: 'root' })],
  ]);
}

function addLinks(dice: Dice, files: Record<string, unknown>): void {
  const links: readonly [string, string][] = [
    ['/srv/app/link', '/srv/secret'],
    ['/srv/app/sub/up', '..'],
    ['/srv/cur', '/srv/app'],
    ['/srv/app/k.txt', '/srv/secret/key'],
    ['/srv/data/x.csv', '/srv/app/a.txt'],
    ['/srv/app/sub', '/srv/data'],
  ];
  for (const [path, symlink] of links) {
    if (!dice.chance(0.4)) continue;
    for (const below of Object.keys(files)) if (below.startsWith(`${path}/`)) delete files[below];
    files[path] = { symlink };
  }
}

/** Values of all script arguments, in the runner's tagged form. */
export function generateArguments(dice: Dice): Record<string, unknown> {
  const path = () => ({ stringValue: argumentPath(dice) });
  return {
    target: path(),
    dir: dice.chance(0.8) ? { stringValue: dice.pick(FOLDERS) } : path(),
    name: { stringValue: argumentName(dice) },
    flag: { booleanValue: dice.chance(0.5) },
    n: { integerValue: dice.below(5) },
    list: { listValue: dice.several(0, 3, path) },
    opt: {
      mapValue: {
        ...(dice.chance(0.7) ? { path: path() } : {}),
        ...(dice.chance(0.5) ? { name: { stringValue: argumentName(dice) } } : {}),
      },
    },
    url: { stringValue: dice.pick(URLS) },
  };
}

function argumentPath(dice: Dice): string {
  return dice.way<string>([
    [12, () => dice.pick(FILES)],
    [5, () => dice.pick(FOLDERS)],
    [3, () => dice.pick(OTHER_PATHS)],
    [4, () => aliasOf(dice, dice.pick(FILES))],
    [1, () => dice.pick(ODD_NAMES)],
    [1, () => '/srv/app/../secret/key'],
  ]);
}

function argumentName(dice: Dice): string {
  return dice.chance(0.7) ? dice.pick(NAMES) : dice.pick(ODD_NAMES);
}

/** Another way to write a path. */
export function aliasOf(dice: Dice, path: string): string {
  const slash = path.lastIndexOf('/');
  const [folder, name] = [path.slice(0, slash), path.slice(slash + 1)];
  return dice.pick([
    `${folder}//${name}`,
    `${folder}/./${name}`,
    `/${path}`,
    `${path}/`,
    `${path}/.`,
    `${path}//`,
    `/.${path}`,
    ` ${path}`,
  ]);
}
