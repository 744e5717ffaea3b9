// Variants of recorded cases for the comparison with the real runner: another text, number, statement, file or policy here and there.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findCases } from '#core/node/conformance/recordedCase.ts';
import { Dice } from '../soundness/dice.ts';
import type { RealCase, RealHostFile, RealNode } from './realCase.ts';

/** What is compared of the recorded cases: areas whose answers do not depend on the machine. */
const AREAS = ['agent', 'file-io', 'language', 'network', 'runner', 'syntax'] as const;
const NUMBERS = ['0', '1', '-1', '2', '3', '7', '10', '64', '0o644', '0o000', '1.5'] as const;
const TEXTS = [
  '',
  '.',
  '..',
  '/',
  'a',
  '*',
  '/srv',
  '/tmp',
  '/nowhere',
  '[',
  '\\\\n',
  'é',
  '/srv/app/../app',
  'true',
] as const;
const CONTENTS = ['', 'one line', 'a\nb\nc\n', 'é\n', 'x'.repeat(5000), '1,2\n3,4\n', '\u0000'] as const;
const MODES = ['0000', '0400', '0600', '0644', '0755', '0777', '2755'] as const;
const STRING = /"(?:[^"\\\n]|\\.)*"/g;
const NUMBER = /(?<![\w."'`$-])\d+(?![\w."'`])/g;
/** The recording waits for something; a variant could wait for ever. */
const SLOW = /\bsleep\s*\(|\bmonitor_|\bloop\b|\bwhile\b/;

/** A recorded case as texts. */
export interface Model {
  readonly name: string;
  readonly texts: RealCase;
}

/** The recorded cases below a folder that variants can be made of. */
export function readModels(conformance: string): readonly Model[] {
  return findCases(AREAS.map((area) => path.join(conformance, area))).flatMap((folder) => {
    const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
    const host = text('host.json');
    const { needs } = JSON.parse(text('meta.json')) as { readonly needs?: readonly string[] };
    const script = text('script.rhai');
    const parsed = JSON.parse(host) as RealHostFile & { readonly mounts?: unknown };
    if (needs !== undefined || parsed.mounts !== undefined || parsed.processes !== undefined || SLOW.test(script))
      return [];
    const args = optional(path.join(folder, 'args.json'));
    const texts = { script, policy: text('policy.cedar'), host, ...(args === undefined ? {} : { args }) };
    return [{ name: path.relative(conformance, folder), texts }];
  });
}

function optional(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The variant of a seed: a model with one to three changes. */
export function generateVariant(
  models: readonly Model[],
  seed: number,
): { readonly of: string; readonly texts: RealCase } {
  const dice = new Dice(seed);
  const model = models[dice.below(models.length)];
  if (model === undefined) throw new Error('there is no recorded case to vary');
  let { texts } = model;
  // A change that finds nothing to change, e.g. no number in the script, is made up for by another.
  for (let left = 1 + dice.below(3), tries = 20; left > 0 && tries > 0; tries--) {
    const next = changed(texts, dice);
    if (JSON.stringify(next) === JSON.stringify(texts)) continue;
    texts = next;
    left--;
  }
  return { of: model.name, texts };
}

function changed(texts: RealCase, dice: Dice): RealCase {
  return dice.way<RealCase>([
    [6, () => ({ ...texts, script: changedScript(texts.script, dice) })],
    [3, () => ({ ...texts, policy: changedPolicy(texts.policy, dice) })],
    [2, () => ({ ...texts, host: changedHost(texts.host, dice) })],
  ]);
}

function changedScript(script: string, dice: Dice): string {
  const known = script.match(STRING) ?? [];
  return dice.way<string>([
    [5, () => replaceOne(script, STRING, dice, () => anotherText(known, dice))],
    [2, () => replaceOne(script, NUMBER, dice, () => dice.pick(NUMBERS))],
    [1, () => replaceOne(script, /\b(?:true|false)\b/g, dice, () => dice.pick(['true', 'false']))],
    [1, () => changeLine(script, dice, () => '')],
    [1, () => changeLine(script, dice, (line) => `${line}\n${line}`)],
    [0.5, () => replaceOne(script, /[(){}[\];,.]/g, dice, () => '')],
  ]);
}

function anotherText(known: readonly string[], dice: Dice): string {
  return known.length > 0 && dice.chance(0.5) ? (known[dice.below(known.length)] ?? '""') : `"${dice.pick(TEXTS)}"`;
}

function changedPolicy(policy: string, dice: Dice): string {
  return dice.way<string>([
    [2, () => replaceOne(policy, /\bpermit\b/g, dice, () => 'forbid')],
    [2, () => replaceOne(policy, /(?:permit|forbid)\s*\([^;]*;/g, dice, () => '')],
    [
      2,
      () =>
        replaceOne(policy, /"\/[^"]*"/g, dice, () =>
          dice.pick(['"/srv"', '"/srv/app"', '"/tmp"', '"/"', '"/srv/app/*"']),
        ),
    ],
    [1, () => replaceOne(policy, /\bwhen\b/g, dice, () => 'unless')],
    [
      1,
      () =>
        replaceOne(
          policy,
          /Action::"\w+"/g,
          dice,
          () => `Action::"${dice.pick(['open', 'read', 'write', 'stat', 'redacted_read'])}"`,
        ),
    ],
  ]);
}

function changedHost(text: string, dice: Dice): string {
  const host = JSON.parse(text) as RealHostFile;
  const files: Record<string, RealNode> = { ...host.files };
  const names = Object.keys(files);
  const name = names[dice.below(Math.max(1, names.length))];
  const node = name === undefined ? undefined : files[name];
  if (name === undefined || node === undefined) return text;
  const isParent = names.some((other) => other.startsWith(`${name}/`));
  if (dice.chance(0.3) && !isParent) delete files[name];
  else if (dice.chance(0.4)) files[name] = { ...node, mode: dice.pick(MODES) };
  else if (dice.chance(0.3)) files[name] = { ...node, owner: dice.pick(['root', 'alice', 'agent']) };
  else if (node.content !== undefined) files[name] = { ...node, content: dice.pick(CONTENTS) };
  return JSON.stringify({ ...host, files });
}

/** Replaces one match that chance picks; the text itself where there is none. */
function replaceOne(text: string, pattern: RegExp, dice: Dice, by: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[dice.below(Math.max(1, matches.length))];
  if (match === undefined) return text;
  return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
}

function changeLine(text: string, dice: Dice, change: (line: string) => string): string {
  const lines = text.split('\n');
  const at = dice.below(lines.length);
  return lines.map((line, i) => (i === at ? change(line) : line)).join('\n');
}
