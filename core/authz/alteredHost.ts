// The host after what a script may have done before a call: creations, deletions and moves, as its requests announce them.

import { type HostView, type KnownEntry, normalPath, type PathKind } from './environment.ts';
import type { PredictedCheck } from './predict.ts';
import type { Text } from './text.ts';

/** A change that may have happened. */
export interface Alteration {
  readonly path: Text;
  /** What may stand there afterwards. */
  readonly kinds: readonly PathKind[];
  /** Whether what is below changes too. */
  readonly below: boolean;
  /** Set where only who may do what there changes. */
  readonly rights?: true;
}

const ANYTHING: readonly PathKind[] = ['directory', 'file', 'missing'];

/** What a granted request may change. */
export function alterationsOf(check: PredictedCheck): readonly Alteration[] {
  if (check.resource.kind === 'fresh') return [];
  const path = check.resource;
  const isDirectory = check.resourceType.endsWith('::Dir');
  switch (/"(.*)"/.exec(check.action)?.[1]) {
    case 'create':
      if (check.makes === 'symlink') return [{ path, kinds: ['symlink'], below: true }];
      if (check.makes === 'directory') return [{ path, kinds: ['directory'], below: false }];
      return isDirectory ? [{ path, kinds: ANYTHING, below: true }] : [{ path, kinds: ['file'], below: false }];
    case 'delete':
      return [{ path, kinds: ['missing'], below: isDirectory }];
    case 'move':
      return [{ path, kinds: ['missing'], below: isDirectory }];
    case 'chmod':
    case 'chown':
    case 'set_x_attr':
      return [{ path, kinds: [], below: true, rights: true }];
    case 'unmount':
    case 'write':
      return [{ path, kinds: ['file'], below: false }];
    case 'execute':
      return [{ path: { kind: 'exact', value: '/' }, kinds: ANYTHING, below: true }];
    default:
      return [];
  }
}

/** The host with changes that may or may not have happened. */
export function alteredHost(host: HostView, alterations: readonly Alteration[]): HostView {
  return alterations.length === 0 ? host : new AlteredHost(host, alterations);
}

/** Whether a change takes something from what is known of a host: where none is given, only links do. */
export function takesKnowledge({ kinds }: Alteration, host: HostView): boolean {
  return host.given || kinds.includes('symlink');
}

class AlteredHost implements HostView {
  readonly given: boolean;
  readonly #host: HostView;
  readonly #alterations: readonly Alteration[];
  /** Those of what is there. */
  readonly #changes: readonly Alteration[];
  readonly #links: readonly Alteration[];
  readonly #kinds = new Map<string, readonly PathKind[]>();

  constructor(host: HostView, alterations: readonly Alteration[]) {
    this.given = host.given;
    this.#host = host;
    this.#alterations = alterations;
    this.#changes = alterations.filter(({ rights }) => rights !== true);
    this.#links = alterations.filter(({ kinds }) => kinds.includes('symlink'));
  }

  kinds(path: string): readonly PathKind[] {
    const known = this.#kinds.get(path) ?? this.#kindsOf(path);
    this.#kinds.set(path, known);
    return known;
  }

  #kindsOf(path: string): readonly PathKind[] {
    const kinds = new Set(this.#host.kinds(path));
    for (const alteration of this.#changes) {
      if (mayConcern(alteration, path)) for (const kind of alteration.kinds) kinds.add(kind);
      if (isAbove(path, alteration.path) && alteration.kinds.some((kind) => kind !== 'missing')) kinds.add('directory');
    }
    return [...kinds];
  }

  resolve(path: string): string | undefined {
    const resolved = this.#host.resolve(path);
    const at = normalPath(path);
    if (this.#links.some((link) => mayConcern(link, at) || isOrAbove(link.path, at))) return undefined;
    if (resolved === at || resolved === undefined) return resolved;
    return this.#changes.some((change) => mayConcern(change, at) || isOrAbove(change.path, at)) ? undefined : resolved;
  }

  entries(path: string): readonly KnownEntry[] | undefined {
    const at = this.resolve(path);
    if (at === undefined) return undefined;
    const touched = this.#changes.some((change) => mayConcern(change, at) || isAbove(at, change.path));
    return touched ? undefined : this.#host.entries(path);
  }

  mayHoldLinks(path: string): boolean {
    const at = normalPath(path);
    return (
      this.#host.mayHoldLinks(path) ||
      this.#links.some((link) => mayConcern(link, at) || isAbove(at, link.path) || isOrAbove(link.path, at))
    );
  }

  content(path: string): string | undefined {
    const at = normalPath(path);
    const touched = this.#changes.some((change) => mayConcern(change, at) || isOrAbove(change.path, at));
    return touched ? undefined : this.#host.content(path);
  }

  letsUse(path: string, access: 'read' | 'write'): boolean {
    const at = normalPath(path);
    const touched = this.#alterations.some((change) => mayConcern(change, at) || isOrAbove(change.path, at));
    return !touched && this.#host.letsUse(path, access);
  }

  get processes(): HostView['processes'] {
    return this.#host.processes;
  }

  get mounts(): HostView['mounts'] {
    return this.#host.mounts;
  }

  get account(): HostView['account'] {
    return this.#host.account;
  }

  sameFileSystem(left: string, right: string): boolean | undefined {
    return this.#host.sameFileSystem(left, right);
  }
}

/** Whether the change may be one of this very path. */
function mayConcern({ path, below }: Alteration, at: string): boolean {
  if (path.kind === 'exact') {
    const changed = normalPath(path.value);
    return changed === at || (below && at.startsWith(changed === '/' ? '/' : `${changed}/`));
  }
  return at.startsWith(path.prefix) && (below || at.endsWith(path.suffix));
}

/** Whether the changed path may be the path or lie above it, so that a link there redirects it. */
function isOrAbove(changed: Text, at: string): boolean {
  const start = changed.kind === 'exact' ? normalPath(changed.value) : changed.prefix;
  return at === start || at.startsWith(`${start}/`) || (changed.kind === 'pattern' && at.startsWith(start));
}

/** Whether a changed path may lie below a directory. */
function isAbove(directory: string, changed: Text): boolean {
  const root = directory === '/' ? '/' : `${directory}/`;
  if (changed.kind === 'exact') return normalPath(changed.value).startsWith(root);
  return changed.prefix.startsWith(root) || root.startsWith(changed.prefix);
}
