// What calls that list directories or read files return on a given host, so that the flow analysis can follow it.

import type { HostView, KnownEntry } from '#core/authz/environment.ts';
import { actionUid, FILE, fileResource, userPrincipal } from '#core/authz/resource.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import { joinPath } from '#core/base/posixPath.ts';
import type { Governance } from './callVerdict.ts';

/** A call whose result is asked for. */
export interface AskedCall {
  readonly function: { readonly id: string };
  readonly receiver: AbstractValue | undefined;
  readonly args: readonly AbstractValue[];
}

type Answer = (call: AskedCall, host: HostView, governance: Governance | undefined) => AbstractValue | undefined;

/** The result of a call where the host settles it: everything that it can return, whatever the policy leaves out. */
export function hostAnswer(
  call: AskedCall,
  host: HostView,
  governance: Governance | undefined,
): AbstractValue | undefined {
  return ANSWERS.get(call.function.id)?.(call, host, governance);
}

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['ls(string)', ({ args }, host) => listing(args[0], host)],
  ['ls(array, string)', ({ args }, host) => listing(args[1], host)],
  ['list_entries(RcDirHandle)', ({ receiver }, host) => listing(pathOf(receiver), host)],
  ['find_files(string, string)', ({ args }, host) => names(args[0], args[1], host, 'direct')],
  ['find_files(array, string, string)', ({ args }, host) => names(args[1], args[2], host, 'all')],
  ['type(DirEntry)', ({ receiver }) => (receiver?.kind === 'object' ? receiver.fields.get('type') : undefined)],
  ['cat(string)', ({ args }, host, governance) => text(args[0], host, governance)],
  ['grep(string, string)', ({ args }, host, governance) => matchingLines(args, host, governance)],
  ['read(RcFileHandle)', ({ receiver }, host, governance) => text(pathOf(receiver), host, governance)],
]);

function pathOf(handle: AbstractValue | undefined): AbstractValue | undefined {
  return handle?.kind === 'object' ? handle.fields.get('path') : undefined;
}

/** Entries by name; hidden ones may be left out. */
function listing(path: AbstractValue | undefined, host: HostView): AbstractValue | undefined {
  const found = entriesAt(path, host);
  if (found === undefined) return undefined;
  const items = found.entries.map((entry) => [entry.name, entryObject(found.directory, entry)] as const);
  return { kind: 'map', entries: new Map(items), complete: true };
}

const ENTRY_TYPES = { file: 'FILE', directory: 'DIR', symlink: 'SYMLINK', missing: undefined } as const;

function entryObject(directory: string, { name, kind, special }: KnownEntry): AbstractValue {
  const constant = ENTRY_TYPES[kind];
  const fields = new Map<string, AbstractValue>([
    ['path', { kind: 'string', value: joinPath(directory, name) }],
    ['name', { kind: 'string', value: name }],
  ]);
  if (constant !== undefined && special !== true)
    fields.set('type', { kind: 'constant', module: 'EntryType', name: constant, type: 'EntryType' });
  return { kind: 'object', type: 'DirEntry', fields, complete: false };
}

/** Any of the names, in any number: the pattern and the policy leave some out. */
function names(
  pattern: AbstractValue | undefined,
  path: AbstractValue | undefined,
  host: HostView,
  depth: 'direct' | 'all',
): AbstractValue | undefined {
  const found = entriesAt(path, host);
  if (found === undefined) return undefined;
  const all = depth === 'direct' ? found.entries.map(({ name }) => name) : namesBelow(found.directory, host);
  if (all === undefined) return undefined;
  const fits = matcherOf(pattern);
  const values = [...new Set(all)]
    .filter((name) => fits(name))
    .map((name): AbstractValue => ({ kind: 'string', value: name }));
  const [first] = values;
  if (first === undefined) return { kind: 'array', items: [], complete: true };
  return { kind: 'array', items: [], complete: false, rest: values.length === 1 ? first : { kind: 'oneOf', values } };
}

/** Whether a name fits a glob of plain characters, `*` and `?`; every name may fit any other. */
function matcherOf(pattern: AbstractValue | undefined): (name: string) => boolean {
  if (pattern?.kind !== 'string' || !/^[\w .*?-]+$/.test(pattern.value) || pattern.value.includes('**'))
    return () => true;
  const source = pattern.value.replace(/[.-]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(name);
}

function namesBelow(directory: string, host: HostView): readonly string[] | undefined {
  const entries = host.entries(directory);
  if (entries === undefined) return undefined;
  const out: string[] = [];
  for (const { name, kind } of entries) {
    out.push(name);
    if (kind !== 'directory') continue;
    const below = namesBelow(joinPath(directory, name), host);
    if (below === undefined) return undefined;
    out.push(...below);
  }
  return out;
}

interface Listing {
  readonly directory: string;
  readonly entries: readonly KnownEntry[];
}

function entriesAt(path: AbstractValue | undefined, host: HostView): Listing | undefined {
  if (path?.kind !== 'string' || !path.value.startsWith('/')) return undefined;
  const kinds = host.kinds(path.value);
  if (kinds.length !== 1 || kinds[0] !== 'directory') return undefined;
  const directory = host.resolve(path.value);
  const entries = directory === undefined ? undefined : host.entries(directory);
  return directory === undefined || entries === undefined ? undefined : { directory, entries };
}

/** The lines that hold a text without special characters, which may be asked for at the start of a line. */
function matchingLines(
  [pattern, path]: readonly AbstractValue[],
  host: HostView,
  governance: Governance | undefined,
): AbstractValue | undefined {
  const parts = pattern?.kind === 'string' ? /^(\^?)([\w =:,/-]+)$/.exec(pattern.value) : null;
  const content = text(path, host, governance);
  if (parts === null || content?.kind !== 'string' || content.value.includes('\r')) return undefined;
  const [, anchor = '', literal = ''] = parts;
  const lines = content.value.split('\n').filter((line, i, all) => line !== '' || i < all.length - 1);
  const matching = lines.filter((line) => (anchor === '' ? line.includes(literal) : line.startsWith(literal)));
  return { kind: 'array', items: matching.map((value) => ({ kind: 'string', value })), complete: true };
}

/** A file's text where the policy lets it be read; otherwise a redacted one may be returned. */
function text(
  path: AbstractValue | undefined,
  host: HostView,
  governance: Governance | undefined,
): AbstractValue | undefined {
  if (path?.kind !== 'string' || governance === undefined) return undefined;
  const content = host.content(path.value);
  const resolved = host.resolve(path.value);
  if (content === undefined || resolved === undefined || !mayRead(resolved, governance)) return undefined;
  return { kind: 'string', value: content };
}

function mayRead(path: string, { policies, principal }: Governance): boolean {
  const result = fileResource(path);
  if (!result.ok || result.resource.uid.type !== FILE) return false;
  const answer = policies.policySet.authorize({
    principal: userPrincipal(principal),
    action: actionUid('file_system::Action::"read"'),
    resource: result.resource.uid,
    context: {},
    entities: result.resource.entities,
  });
  return answer.decision === 'allow';
}
