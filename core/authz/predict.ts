// From a call to the ordered list of Cedar requests it makes, before anything runs. What is not known splits the answer
// into cases, each with its own list.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { CatalogFunction, Check, DenyEffect, Guard, Loop, ResourceExpression } from '#core/catalog/types.ts';
import { type Choice, type Choices, forEachChoice, TooManyChoices } from './choices.ts';
import { type HostView, type KnownProcess, normalPath, type PathKind } from './environment.ts';
import { evaluateDoomed, evaluateGuard, evaluateText, evaluateValue, type Scope } from './evaluate.ts';
import { type PredictedContext, predictContext } from './predictContext.ts';
import { DIR, FILE, refusesPath } from './resource.ts';
import { anyText, exact, pattern, type Text, textOfValue } from './text.ts';

/** A call as far as it is known. */
export interface AbstractCall {
  readonly function: CatalogFunction;
  readonly receiver?: AbstractValue;
  /** In the order of the function's parameters. */
  readonly args: readonly AbstractValue[];
}

/** Which resource a request is about; `fresh` where the id is made up for the request. */
export type PredictedResource = { readonly kind: 'fresh' } | Text;

/** One request that the call makes or may make. */
export interface PredictedCheck {
  /** Place in the function's list of checks. */
  readonly index: number;
  readonly action: string;
  readonly resourceType: string;
  readonly resource: PredictedResource;
  /**
   * `always` in every run that gets this far, `perhaps` where runs of both kinds exist, `unclear` where that is not known.
   */
  readonly made: 'always' | 'perhaps' | 'unclear';
  readonly onDeny: DenyEffect;
  /** Tells the checks of one case apart. */
  readonly id: string;
  /** Id of the check for which this one stands in. */
  readonly fallbackOf?: string;
  /** Ids of checks that must have been refused before this one is made. */
  readonly afterDenied: readonly string[];
  /** In a directory walk, the directory whose opening and listing this check needs. */
  readonly within?: string;
  readonly asRoot: boolean;
  /** Whether a refusal has an effect; for one that only loses the text that a file holds, that depends on the file. */
  readonly effect: 'certain' | 'perhaps' | 'unclear' | 'none';
  readonly context: PredictedContext;
  /** What a `create` makes, where it can be nothing else, with nothing below it. */
  readonly makes?: 'symlink' | 'directory';
  /** For requests about a process, what is known of it. */
  readonly process?: KnownProcess;
}

/** The requests of one case. */
export interface PredictedCase {
  readonly choices: readonly Choice[];
  readonly checks: readonly PredictedCheck[];
  /** The SDK refuses the call before the end of the list, for another reason than authorization. */
  readonly refused: boolean;
}

export interface Prediction {
  readonly cases: readonly PredictedCase[];
  /** False where there were too many cases: then those given are only some. */
  readonly complete: boolean;
}

/** What a prediction may rely on. */
export interface PredictionOptions {
  readonly host: HostView;
  /** Whether an unknown value of this source really takes any form in some run. */
  readonly free: (source: string) => boolean;
}

/** More cases than this are not gone through. */
const CASE_LIMIT = 64;

/** Predicts the requests of a call. */
export function predictChecks(call: AbstractCall, options: PredictionOptions): Prediction {
  const cases: PredictedCase[] = [];
  try {
    forEachChoice(CASE_LIMIT, (choices) => {
      const predicted = predictCase(call, options, choices);
      cases.push(predicted);
      return predicted;
    });
    return { cases, complete: true };
  } catch (error) {
    if (error instanceof TooManyChoices) return { cases, complete: false };
    throw error;
  }
}

function predictCase(call: AbstractCall, options: PredictionOptions, choices: Choices): PredictedCase {
  const scope = scopeOf(call, options, choices);
  const checks: PredictedCheck[] = [];
  let refused = false;
  const makesDirectories = makesOnlyDirectories(call.function);
  for (const [index, check] of call.function.checks.entries()) {
    if (refused) break;
    const alone = check.makes === undefined && makesDirectories ? ({ makes: 'directory' } as const) : {};
    const elements: readonly LoopElement[] = check.loop === undefined ? [ONCE] : elementsOf(check.loop, scope);
    for (const element of elements) {
      const predicted = predictCheck(check, index, element, scope);
      if (predicted === 'refused') refused ||= check.loop === undefined;
      else if (predicted !== 'notMade') checks.push({ ...predicted, ...alone });
    }
  }
  return { choices: choices.taken, checks, refused };
}

/** Whether all that a function can make is the directories it asks to create. */
function makesOnlyDirectories({ checks }: CatalogFunction): boolean {
  return checks.every(
    ({ action, resourceTypes, loop }) =>
      !/::"(?:move|execute)"$/.test(action) &&
      (!action.endsWith('::"create"') ||
        (resourceTypes.every((type) => type === DIR) && (loop === undefined || loop.over === 'prefixes'))),
  );
}

function predictCheck(
  check: Check,
  index: number,
  element: LoopElement,
  outer: Scope,
): PredictedCheck | 'notMade' | 'refused' {
  const paths = check.resourceTypes.some((type) => type === FILE || type === DIR);
  const scope: Scope = { ...outer, paths, ...(element.text === undefined ? {} : { element: element.text }) };
  const isMade = check.doomed === true ? evaluateDoomed : evaluateGuard;
  if (check.when !== undefined && !isMade(check.when, scope)) return 'notMade';
  const resource = check.resource.op === 'fresh' ? ({ kind: 'fresh' } as const) : evaluateText(check.resource, scope);
  if (resource === undefined) return 'refused';
  const resourceType = resourceTypeOf(check, element);
  if (paths && resource.kind !== 'fresh' && refusesPath(resource, resourceType)) return 'refused';
  const denied = check.when === undefined ? [] : deniedChecks(check.when);
  return {
    index,
    action: check.action,
    resourceType,
    resource,
    made: element.made,
    onDeny: check.onDeny,
    id: `${index} ${element.key}`,
    ...(check.fallbackOf === undefined ? {} : { fallbackOf: `${check.fallbackOf} ${element.key}` }),
    afterDenied: denied.map((other) => `${other} ${element.key}`),
    ...(element.within === undefined ? {} : { within: element.within }),
    asRoot: check.principal === 'root',
    effect: check.loses === undefined ? 'certain' : lossOf(check.loses, check.when, scope),
    context: predictContext(check.context, scope),
    ...(check.makes === undefined ? {} : { makes: check.makes }),
    ...(element.process === undefined ? {} : { process: element.process }),
  };
}

function scopeOf(call: AbstractCall, options: PredictionOptions, choices: Choices): Scope {
  const values = new Map<string, AbstractValue>();
  if (call.receiver !== undefined) values.set('receiver', call.receiver);
  for (const [i, parameter] of call.function.parameters.entries()) {
    const value = call.args[i];
    if (value !== undefined) values.set(parameter.name, value);
  }
  return { values, host: options.host, choices, free: options.free, paths: true };
}

/** Whether the text that a file holds is lost when it cannot be read: only where there is one. */
function lossOf(path: ResourceExpression, when: Guard | undefined, scope: Scope): PredictedCheck['effect'] {
  const text = evaluateText(path, scope);
  if (!scope.host.given) return 'perhaps';
  // On the one host that is given, a loss that is not certain need not come about in any run.
  if (when !== undefined && JSON.stringify(when).includes('"firstTime"')) return 'unclear';
  if (text?.kind !== 'exact') return 'unclear';
  const content = scope.host.content(text.value);
  if (content !== undefined) return content === '' ? 'none' : 'certain';
  return scope.host.kinds(normalPath(text.value)).every((kind) => kind === 'missing') ? 'none' : 'unclear';
}

/** The checks whose refusal a guard asks for. The catalog writes them as parts of a conjunction. */
function deniedChecks(guard: Guard): readonly number[] {
  if (guard.op === 'denied') return [guard.check];
  return guard.op === 'and' ? guard.of.flatMap(deniedChecks) : [];
}

function resourceTypeOf(check: Check, element: LoopElement): string {
  const [first = FILE, second] = check.resourceTypes;
  return second !== undefined && element.kind === 'directory' ? second : first;
}

interface LoopElement {
  readonly key: string;
  readonly made: PredictedCheck['made'];
  readonly text?: Text;
  readonly within?: string;
  readonly kind?: PathKind;
  readonly process?: KnownProcess;
}

const ONCE: LoopElement = { key: '', made: 'always' };

function elementsOf(loop: Loop, scope: Scope): readonly LoopElement[] {
  switch (loop.over) {
    case 'entries':
      return entriesOf(loop, scope);
    case 'prefixes':
      return prefixesOf(loop, scope);
    case 'processes':
      return processesOf(scope.host, loop.some === true ? 'perhaps' : 'always');
    case 'mounts':
      return mountsOf(loop, scope);
    case 'items':
      return itemsOf(evaluateValue(loop.of, scope));
    case 'host':
      return [{ key: 'item', made: 'perhaps', text: anyText(loop.note) }];
  }
}

/** Those that certainly run, and one that stands for any other. */
function processesOf(host: HostView, made: PredictedCheck['made']): readonly LoopElement[] {
  const known = host.processes.map((process, i) => ({
    key: `process ${i}`,
    made,
    text: anyText('a process'),
    process,
  }));
  return [...known, { key: 'process', made: 'perhaps', text: anyText('a process') }];
}

/** Mount points that every system may have lie in these. */
const SYSTEM_MOUNTS =
  /^(?:\/?$|\/(?:proc|sys|dev|run|lib|lib64|usr|bin|sbin|opt|tmp|boot|etc|var|home|\.case)(?:\/|$))/;

function mountsOf({ targets }: Extract<Loop, { over: 'mounts' }>, scope: Scope): readonly LoopElement[] {
  const wanted = targets === undefined ? undefined : mountTargets(evaluateValue(targets, scope));
  const mounts = scope.host.mounts;
  const known = (mounts ?? [])
    .filter((mount) => wanted === undefined || wanted.some((target) => mount.startsWith(target)))
    .map((mount) => ({ key: mount, made: 'always' as const, text: exact(mount) }));
  const others = mounts === undefined || wanted === undefined || wanted.some((target) => SYSTEM_MOUNTS.test(target));
  return others
    ? [...known, { key: 'mount', made: 'perhaps', text: pattern('/', 'path', '', 'a mount point') }]
    : known;
}

/** Undefined where no target narrows the mount points, or that is not known. */
function mountTargets(value: AbstractValue): readonly string[] | undefined {
  if (value.kind !== 'array' || !value.complete || value.items.length === 0) return undefined;
  const texts = value.items.map(textOfValue);
  const known = texts.flatMap((text) => (text.kind === 'exact' ? [text.value] : []));
  return known.length === texts.length ? known : undefined;
}

function entriesOf(loop: Extract<Loop, { over: 'entries' }>, scope: Scope): readonly LoopElement[] {
  const root = evaluateText(loop.root, scope);
  if (root === undefined) return [];
  const known = root.kind === 'exact' ? knownEntries(root.value, loop.recursive, scope.host) : undefined;
  if (known !== undefined && root.kind === 'exact') {
    return known
      .filter(({ kind }) => loop.kinds === 'all' || (loop.kinds === 'directories') === (kind === 'directory'))
      .map(({ path, kind, within }) => ({
        key: path,
        made: 'always' as const,
        text: exact(path),
        kind,
        ...(within === root.value ? {} : { within }),
      }));
  }
  const made = 'perhaps';
  const source = 'an entry of the directory';
  const shape = loop.recursive ? 'relative' : 'component';
  if (root.kind === 'pattern') {
    const hole = root.hole === 'any' || root.hole === 'slashless' ? 'any' : 'path';
    return [{ key: 'entry', made, text: pattern(root.prefix, hole, '', root.source) }];
  }
  return [
    { key: 'entry', made, text: pattern(root.value.endsWith('/') ? root.value : `${root.value}/`, shape, '', source) },
  ];
}

interface FoundEntry {
  readonly path: string;
  readonly kind: PathKind;
  readonly within: string;
}

/** Directories with more entries than this are described by a pattern. */
const ENTRY_LIMIT = 200;

function knownEntries(root: string, recursive: boolean, host: HostView): readonly FoundEntry[] | undefined {
  const found: FoundEntry[] = [];
  const pending = [root];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    const entries = host.entries(at);
    if (entries === undefined || found.length + entries.length > ENTRY_LIMIT) return undefined;
    for (const { name, kind } of entries) {
      const path = at.endsWith('/') ? at + name : `${at}/${name}`;
      found.push({ path, kind, within: at });
      if (recursive && kind === 'directory') pending.push(path);
    }
  }
  return found;
}

function prefixesOf(loop: Extract<Loop, { over: 'prefixes' }>, scope: Scope): readonly LoopElement[] {
  const path = evaluateText({ op: 'resolved', of: loop.path }, scope);
  const root = loop.root === undefined ? exact('/') : evaluateText({ op: 'resolved', of: loop.root }, scope);
  const unknown: LoopElement = { key: 'prefix', made: 'always', text: anyText('a directory on the way') };
  if (path === undefined || root === undefined) return [unknown];
  // Where it begins may not be known, but not that it is above the path.
  const start = root.kind === 'exact' ? root.value : '/';
  const all = prefixesBelow(path, start) ?? [unknown];
  return root.kind === 'exact' ? all : all.map((element) => ({ ...element, made: 'unclear' }));
}

function prefixesBelow(path: Text, root: string): readonly LoopElement[] | undefined {
  if (path.kind === 'pattern') {
    const known = path.prefix.slice(0, path.prefix.lastIndexOf('/'));
    if (known === '' || normalPath(known) !== known) return undefined;
    const below = pattern(path.prefix, path.prefix.endsWith('/') ? 'path' : 'any', '', path.source);
    return [...prefixesBetween(known, root), { key: 'prefix', made: 'unclear', text: below }];
  }
  return prefixesBetween(path.value, root);
}

/** The directories on the way from one above to a path, and the path itself. */
function prefixesBetween(path: string, root: string): readonly LoopElement[] {
  const below = path
    .slice(root.length)
    .split('/')
    .filter((name) => name !== '');
  const start = root === '/' ? '' : root;
  return below.map((_, i) => {
    const prefix = `${start}/${below.slice(0, i + 1).join('/')}`;
    return { key: prefix, made: 'always' as const, text: exact(prefix) };
  });
}

function itemsOf(value: AbstractValue): readonly LoopElement[] {
  if (value.kind !== 'array') return [{ key: 'item', made: 'unclear', text: anyText('an item') }];
  const items = value.items.map((item, i) => ({ key: String(i), made: 'always' as const, text: textOfValue(item) }));
  return value.complete ? items : [...items, { key: 'item', made: 'unclear', text: anyText('an item') }];
}
