// What a permit for a predicted request is about: the resource part of its scope and the conditions on the resource.

import type { PredictedCheck } from '#core/authz/predict.ts';
import { DIR, dirResource, FILE } from '#core/authz/resource.ts';
import type { PatternText, Text } from '#core/authz/text.ts';
import { displayValue } from '#core/cedar/policyClauses.ts';
import { displayUid } from '#core/cedar/types.ts';
import { likePattern, patternText, resourcePart } from './statement.ts';

/** Forms of a permit for a set of texts, the narrowest first. */
export const LEVELS = [0, 1, 2] as const;
export type Level = (typeof LEVELS)[number];

export interface PermitTarget {
  readonly part: string;
  readonly conditions: readonly string[];
  /** What it covers, in words: `a File in /srv/app`. */
  readonly words: string;
}

/** The target that covers the resource of a request, or why there is none that covers less than everything. */
export function permitTarget(asked: PredictedCheck, level: Level): PermitTarget | string {
  const { resourceType: type, resource } = asked;
  const any: PermitTarget = { part: `resource is ${type}`, conditions: [], words: `every ${shortType(type)}` };
  if (resource.kind === 'fresh') return any;
  if (type === 'process_system::Process') return processTarget(asked);
  if (resource.kind === 'exact') {
    const dir = type === DIR ? dirResource(resource.value) : undefined;
    const uid = dir?.ok === true ? dir.resource.uid : { type, id: resource.value };
    return { part: resourcePart(uid), conditions: [], words: `the ${shortType(type)} ${uid.id}` };
  }
  const isPath = type === FILE || type === DIR;
  const attribute = isPath ? 'path' : NAME_ATTRIBUTES[type];
  if (attribute === undefined) return any;
  if (resource.prefix === '' || resource.prefix === '/')
    return `A permit would have to cover anything, since ${resource.source} can be anything. Guard it in the script first.`;
  if (isPath) return pathTarget(type, resource, level);
  const pattern = likePattern(resource.prefix, resource.suffix);
  return {
    ...any,
    conditions: [`resource.${attribute} like ${pattern}`],
    words: `every ${shortType(type)} like ${pattern}`,
  };
}

const NAME_ATTRIBUTES: Readonly<Record<string, string>> = {
  'network::url': 'url',
  'sysinfo::Hostname': 'hostname',
  'systemd::Service': 'name',
};

/**
 * What lies anywhere below a directory is put as lying in it. Otherwise level 0 keeps to the texts of the pattern, 1 to those
 * below its directory that fit it, 2 to the directory.
 */
function pathTarget(type: string, text: PatternText, level: Level): PermitTarget {
  const { prefix, suffix, hole } = text;
  const end = prefix.lastIndexOf('/');
  const directory = wholeDirectory(text) ?? (end <= 0 ? '/' : prefix.slice(0, end));
  if (directory !== '/' && (level === 2 || (wholeDirectory(text) !== undefined && level === 0))) {
    return {
      part: `resource is ${type} in ${displayUid({ type: DIR, id: directory })}`,
      conditions: [],
      words: `every ${shortType(type)} in ${directory}`,
    };
  }
  const pattern = likePattern(prefix, suffix);
  const like = `resource.path like ${pattern}`;
  const deeper = `"${patternText(prefix)}*/*${patternText(suffix)}"`;
  const isOneName = level === 0 && (hole === 'component' || hole === 'name' || hole === 'slashless');
  return {
    part: `resource is ${type}`,
    conditions: isOneName ? [like, `!(resource.path like ${deeper})`] : [like],
    words: `every ${shortType(type)} like ${pattern}${isOneName ? ' without a further slash' : ''}`,
  };
}

/** The directory that a pattern stands for everything in. */
function wholeDirectory({ prefix, suffix, hole }: PatternText): string | undefined {
  if (suffix !== '') return undefined;
  if (hole === 'below' && !prefix.endsWith('/')) return prefix;
  return (hole === 'relative' || hole === 'deep') && prefix.length > 1 && prefix.endsWith('/')
    ? prefix.slice(0, -1)
    : undefined;
}

function processTarget({ process }: PredictedCheck): PermitTarget {
  const known: Readonly<Record<string, Text | undefined>> = {
    name: process?.name,
    username: process?.username,
    command: process?.command,
  };
  const conditions = Object.entries(known).flatMap(([name, text]) =>
    text?.kind === 'exact' ? [`resource.${name} == ${displayValue(text.value)}`] : [],
  );
  const words = conditions.length === 0 ? 'every Process' : `a Process with ${conditions.join(' and ')}`;
  return { part: 'resource is process_system::Process', conditions, words };
}

function shortType(type: string): string {
  return type.replace(/^.*::/, '');
}
