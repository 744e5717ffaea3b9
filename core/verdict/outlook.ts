// How a call certainly ends on a given host: refused, so that nothing behind it runs, or with a result, so that it cannot be
// what keeps a run from the next call.

import { type HostView, normalPath } from '#core/authz/environment.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import { joinPath } from '#core/base/posixPath.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallVerdict } from './callVerdict.ts';

/** A call with what it is given. */
export interface EndingCall {
  readonly function: CatalogFunction;
  readonly receiver: AbstractValue | undefined;
  readonly args: readonly AbstractValue[];
}

/** Whether every run that makes the call gets an error for a refusal, if it does not get another one before. */
export function isRefused({ verdict, refused }: CallVerdict): boolean {
  if (verdict !== 'deny') return false;
  const cases = [...new Set(refused.map(({ within }) => within))].filter(({ outcome }) => outcome !== 'none');
  return (
    cases.length > 0 &&
    cases.every(({ denials }) =>
      denials.some(
        (denial) => denial.verdict === 'deny' && denial.made === 'always' && /^throw/.test(denial.check.onDeny),
      ),
    )
  );
}

/** Whether a call that is granted all that it asks for certainly comes back. */
export function comesBack(call: EndingCall, host: HostView): boolean {
  const { function: fn, receiver, args } = call;
  if (fn.checks.length === 0) return isPlain(call);
  const target = TARGETS.get(fn.id)?.(receiver, args);
  if (target === undefined) return false;
  const kinds = host.kinds(target.path);
  if (kinds.length !== 1 || kinds[0] !== target.kind || !host.letsUse(target.path, 'read')) return false;
  return target.kind === 'directory' || host.content(target.path) !== undefined;
}

/** Builders that only take a value, and properties of what the SDK gave. */
function isPlain({ function: fn, receiver, args }: EndingCall): boolean {
  if (fn.sets !== undefined) return args.every(({ kind }) => kind === 'bool' || kind === 'string');
  // Others open a connection to something that need not be there.
  if (fn.form === 'constructor') return fn.parameters.length === 0 && /^DirConfig$|Options$/.test(fn.name);
  if (fn.name === 'build') return receiver?.kind === 'object' && isBuildable(receiver.fields, fn);
  return fn.form === 'method' && fn.parameters.length === 0 && PROPERTIES.has(fn.name);
}

function isBuildable(fields: ReadonlyMap<string, AbstractValue>, { returns }: CatalogFunction): boolean {
  if (returns === 'OpenDirOptions' || returns === 'OpenFileOptions' || returns === 'DeleteDirOptions') return true;
  const path = fields.get('path');
  return returns === 'DirConfig' && path?.kind === 'string' && /^(?:\/(?!\.)[^/]+)+$/.test(path.value);
}

const PROPERTIES: ReadonlySet<string> = new Set(['type', 'name', 'permissions', 'file_size', 'to_int']);

interface Target {
  readonly path: string;
  readonly kind: 'directory' | 'file';
}

type TargetOf = (receiver: AbstractValue | undefined, args: readonly AbstractValue[]) => Target | undefined;

/** What has to be there, for calls that then come back. */
const TARGETS: ReadonlyMap<string, TargetOf> = new Map<string, TargetOf>([
  ['cat(string)', (_, [path]) => targetAt(path, 'file')],
  ['wc(string)', (_, [path]) => targetAt(path, 'file')],
  ['grep(string, string)', (_, [pattern, path]) => (isPlainPattern(pattern) ? targetAt(path, 'file') : undefined)],
  ['ls(string)', (_, [path]) => targetAt(path, 'directory')],
  ['open(DirConfig, OpenDirOptions)', (receiver, [options]) => opened(fieldOf(receiver, 'path'), options)],
  ['list_entries(RcDirHandle)', (receiver) => targetAt(fieldOf(receiver, 'path'), 'directory')],
  ['open_file(RcDirHandle, string, OpenFileOptions)', (receiver, args) => openedFile(receiver, args)],
  ['metadata(RcFileHandle)', (receiver) => targetAt(fieldOf(receiver, 'path'), 'file')],
  ['metadata(DirEntry)', (receiver) => targetAt(fieldOf(receiver, 'path'), 'file')],
]);

function targetAt(path: AbstractValue | undefined, kind: Target['kind']): Target | undefined {
  if (path?.kind !== 'string' || !path.value.startsWith('/') || normalPath(path.value) !== path.value) return undefined;
  return { path: path.value, kind };
}

function fieldOf(object: AbstractValue | undefined, name: string): AbstractValue | undefined {
  return object?.kind === 'object' ? object.fields.get(name) : undefined;
}

function opened(path: AbstractValue | undefined, options: AbstractValue | undefined): Target | undefined {
  return options?.kind === 'object' && options.complete && options.fields.size === 0
    ? targetAt(path, 'directory')
    : undefined;
}

/** A file that is opened for reading alone. */
function openedFile(
  receiver: AbstractValue | undefined,
  [name, options]: readonly AbstractValue[],
): Target | undefined {
  const folder = fieldOf(receiver, 'path');
  if (folder?.kind !== 'string' || name?.kind !== 'string' || /[/]|^\.*$/.test(name.value)) return undefined;
  const isReading = options?.kind === 'object' && options.complete && [...options.fields.keys()].join() === 'read';
  return isReading ? targetAt({ kind: 'string', value: joinPath(folder.value, name.value) }, 'file') : undefined;
}

/** A pattern that every engine takes. */
function isPlainPattern(pattern: AbstractValue | undefined): boolean {
  return pattern?.kind === 'string' && /^\^?[\w =:,/-]+$/.test(pattern.value);
}
