// What a host file says about paths, as the prediction asks for it.

import { isAbsolute } from '#core/base/posixPath.ts';
import {
  type HostView,
  type KnownAccount,
  type KnownEntry,
  type KnownProcess,
  normalPath,
  type PathKind,
} from './environment.ts';
import { anyText, exact, pattern } from './text.ts';

/** The part of a host description that paths depend on. */
export interface HostFacts {
  /** Who the run's effective user is. */
  readonly runsAs: string;
  /** By absolute path in normal form. */
  readonly files: ReadonlyMap<string, HostFact>;
  readonly mounts: readonly { readonly path: string }[];
  readonly users: readonly {
    readonly name: string;
    readonly uid: number;
    readonly gid: number;
    readonly home: string;
  }[];
  readonly groups: readonly { readonly name: string; readonly gid: number; readonly members: readonly string[] }[];
  readonly processes: readonly { readonly command: readonly string[]; readonly user: string }[];
}

/** One listed path. */
export interface HostFact {
  readonly kind: string;
  readonly target?: string;
  readonly content?: Uint8Array;
  readonly mode?: number;
  /** The user of the run where absent. */
  readonly owner?: string;
  /** The group of the owner's name where absent. */
  readonly group?: string;
}

/** Answers for the state in which a run starts. */
export function hostView(facts: HostFacts): HostView {
  return new FixedHost(facts);
}

/** The user that policies see: `unknown` where the host's own list of accounts does not have the effective user, or is closed to it. */
export function effectivePrincipal(facts: Pick<HostFacts, 'files' | 'runsAs' | 'users' | 'groups'>): string {
  const { files, runsAs } = facts;
  const list = files.get('/etc/passwd');
  if (list?.content === undefined) return runsAs;
  const isNamed = asciiText(list.content)
    .split('\n')
    .some((line) => line.startsWith(`${runsAs}:`));
  return isNamed && mayRead(list, facts) ? runsAs : 'unknown';
}

function mayRead({ owner, group, mode }: HostFact, facts: Pick<HostFacts, 'runsAs' | 'users' | 'groups'>): boolean {
  const { runsAs } = facts;
  if (runsAs === 'root') return true;
  const bits = mode ?? FILE_MODE;
  if (owner === undefined || owner === runsAs) return ((bits >> OWNER_SHIFT) & RIGHTS.read) !== 0;
  const account = facts.users.find(({ name }) => name === runsAs);
  const owning = facts.groups.find(({ name }) => name === (group ?? owner));
  const isMember = owning !== undefined && (owning.gid === account?.gid || owning.members.includes(runsAs));
  return ((isMember ? bits >> GROUP_SHIFT : bits) & RIGHTS.read) !== 0;
}

/** What stands at a path: its kind, for a link where it points, for a file what it holds. */
interface Node {
  readonly kind: PathKind;
  /** A pipe or a socket, which requests take for a file. */
  readonly special?: true;
  readonly target?: string;
  readonly content?: Uint8Array;
}

const SEARCH_BITS = 0o111;
const RIGHTS = { read: 4, write: 2 } as const;
const SEARCH = 1;
const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;
const OWNER_SHIFT = 6;
const GROUP_SHIFT = 3;

function closedDirectories(files: HostFacts['files']): readonly string[] {
  return [...files].flatMap(([path, { kind, mode }]) => {
    const isClosed = kind === 'directory' && mode !== undefined && (mode & SEARCH_BITS) !== SEARCH_BITS;
    return isClosed ? [normalPath(path)] : [];
  });
}

/** Directories of every host; those below `/home` come from the users. */
const DIRECTORIES = [
  '/',
  '/tmp',
  '/etc',
  '/root',
  '/srv',
  '/var',
  '/home',
  '/home/agent',
  '/home/alice',
  '/usr',
  '/usr/bin',
  '/usr/sbin',
  '/proc',
  '/dev',
  '/run',
  '/opt',
];

const FILES = ['/etc/passwd', '/etc/group', '/etc/hosts', '/etc/nsswitch.conf', '/etc/resolv.conf'];

/** Below these a host has entries that its description does not list. */
const OPAQUE = ['/proc', '/sys', '/dev', '/usr', '/bin', '/sbin', '/lib', '/lib64', '/run', '/opt', '/etc', '/.case'];

/** Larger files are not read. */
const CONTENT_LIMIT = 65_536;

/** More links in a row are a loop. */
const LINK_LIMIT = 40;

class FixedHost implements HostView {
  readonly given = true;
  readonly #nodes = new Map<string, Node>();
  readonly #children = new Map<string, Set<string>>();
  /** Directories into which not everybody may look. */
  readonly #closed: readonly string[];
  readonly #listed: HostFacts['files'];
  readonly #user: string;
  readonly mounts: readonly string[];
  readonly processes: readonly KnownProcess[];
  readonly account: KnownAccount | undefined;

  constructor(facts: HostFacts) {
    for (const path of DIRECTORIES) this.#add(path, { kind: 'directory' });
    for (const path of FILES) this.#add(path, { kind: 'file' });
    for (const { home } of facts.users) if (home.startsWith('/home/')) this.#add(home, { kind: 'directory' });
    for (const [path, entry] of facts.files) this.#add(normalPath(path), nodeOf(entry));
    this.#listed = new Map([...facts.files].map(([path, entry]) => [normalPath(path), entry]));
    this.#user = facts.runsAs;
    this.#closed = facts.runsAs === 'root' ? [] : closedDirectories(facts.files);
    this.mounts = facts.mounts.map(({ path }) => normalPath(path));
    this.processes = processesOf(facts);
    this.account = accountOf(facts);
    for (const path of this.mounts) this.#add(path, { kind: 'directory' });
  }

  kinds(path: string): readonly PathKind[] {
    const kinds = this.#kindsAt(path);
    // Who may not look into a directory on the way finds nothing there.
    return this.#isClosed(path) && !kinds.includes('missing') ? [...kinds, 'missing'] : kinds;
  }

  #isClosed(path: string): boolean {
    if (this.#closed.length === 0) return false;
    const resolved = this.resolve(path) ?? path;
    return this.#closed.some((closed) => path.startsWith(`${closed}/`) || resolved.startsWith(`${closed}/`));
  }

  #kindsAt(path: string): readonly PathKind[] {
    const node = this.#nodes.get(path);
    if (node !== undefined) return [node.kind];
    const directory = this.#realDirectory(path);
    if (directory === undefined) return ['directory', 'file', 'missing', 'symlink'];
    const real = this.#nodes.get(directory);
    if (real !== undefined) return [real.kind];
    return isOpaque(directory) ? ['directory', 'file', 'missing', 'symlink'] : ['missing'];
  }

  resolve(path: string): string | undefined {
    return isAbsolute(path) ? this.#resolve(path, LINK_LIMIT) : undefined;
  }

  entries(path: string): readonly KnownEntry[] | undefined {
    const resolved = this.resolve(path);
    if (resolved === undefined || resolved === '/' || isOpaque(resolved)) return undefined;
    return [...(this.#children.get(resolved) ?? [])].sort().map((name) => {
      const node = this.#nodes.get(resolved === '/' ? `/${name}` : `${resolved}/${name}`);
      return { name, kind: node?.kind ?? 'missing', ...(node?.special === true ? { special: true } : {}) };
    });
  }

  content(path: string): string | undefined {
    const resolved = this.resolve(path);
    const bytes = resolved === undefined ? undefined : this.#nodes.get(resolved)?.content;
    return bytes === undefined || bytes.length > CONTENT_LIMIT ? undefined : plainText(bytes);
  }

  letsUse(path: string, access: 'read' | 'write'): boolean {
    const at = normalPath(path);
    if (this.resolve(path) !== at || this.#mountOf(at) !== '/' || isOpaque(at) || this.kinds(at).length !== 1)
      return false;
    const entry = this.#listed.get(at);
    // Directories that are not listed are root's, and everybody may look into them.
    if (entry === undefined) return access === 'read' && at !== '/root' && this.kinds(at)[0] === 'directory';
    const isOwner = entry.owner === undefined || entry.owner === this.#user;
    const mode = entry.mode ?? (entry.kind === 'directory' ? DIRECTORY_MODE : FILE_MODE);
    const bits = RIGHTS[access] | (entry.kind === 'directory' ? SEARCH : 0);
    // Of somebody else's, the user may be in the group or not.
    return ((isOwner ? mode >> OWNER_SHIFT : mode & (mode >> GROUP_SHIFT)) & bits) === bits;
  }

  mayHoldLinks(path: string): boolean {
    const at = normalPath(path);
    if (isOpaque(at) || at === '/') return true;
    return [...this.#nodes].some(
      ([other, { kind }]) => kind === 'symlink' && (other === at || other.startsWith(`${at}/`)),
    );
  }

  sameFileSystem(left: string, right: string): boolean | undefined {
    const a = this.resolve(left);
    const b = this.resolve(right);
    return a === undefined || b === undefined ? undefined : this.#mountOf(a) === this.#mountOf(b);
  }

  #mountOf(path: string): string {
    const own = ['/proc', '/sys', '/dev', ...this.mounts].filter(
      (mount) => path === mount || path.startsWith(`${mount}/`),
    );
    return own.reduce((longest, mount) => (mount.length > longest.length ? mount : longest), '/');
  }

  /** A path with the links of its directory followed; undefined when not known. */
  #realDirectory(path: string): string | undefined {
    const at = path.lastIndexOf('/');
    const directory = this.resolve(path.slice(0, at) || '/');
    return directory === undefined ? undefined : `${directory === '/' ? '' : directory}${path.slice(at)}`;
  }

  #resolve(path: string, links: number): string | undefined {
    let done = '';
    const names = normalPath(path)
      .split('/')
      .filter((name) => name !== '');
    for (const [i, name] of names.entries()) {
      if (name === '..') {
        done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
        continue;
      }
      const next = `${done}/${name}`;
      const node = this.#nodes.get(next);
      if (node?.kind === 'symlink') {
        if (links === 0 || node.target === undefined) return undefined;
        const target = isAbsolute(node.target) ? node.target : `${done}/${node.target}`;
        return this.#resolve([target, ...names.slice(i + 1)].join('/'), links - 1);
      }
      if (node === undefined && isOpaque(next) && !PLAIN.test(next)) return undefined;
      done = next;
    }
    return done === '' ? '/' : done;
  }

  #add(path: string, node: Node): void {
    this.#nodes.set(path, node);
    let at = path;
    while (at !== '/') {
      const slash = at.lastIndexOf('/');
      const parent = at.slice(0, slash) || '/';
      const children = this.#children.get(parent) ?? new Set();
      this.#children.set(parent, children.add(at.slice(slash + 1)));
      if (!this.#nodes.has(parent)) this.#nodes.set(parent, { kind: 'directory' });
      at = parent;
    }
  }
}

/** Places below opaque directories where no link is: kernel parameters and statistics, configuration, programs. */
const PLAIN =
  /^\/(?:etc|opt|run|usr)(?:\/|$)|^\/(?:proc\/(?:sys|sysvipc|\d+)(?:\/|$)|proc\/(?:slabinfo|partitions|swaps)$)/;

function isOpaque(path: string): boolean {
  return OPAQUE.some((root) => path === root || path.startsWith(`${root}/`));
}

function nodeOf(entry: HostFact): Node {
  if (entry.kind === 'directory') return { kind: 'directory' };
  if (entry.kind === 'symlink' && entry.target !== undefined) return { kind: 'symlink', target: entry.target };
  if (entry.kind === 'fifo' || entry.kind === 'socket') return { kind: 'file', special: true };
  return entry.content === undefined ? { kind: 'file' } : { kind: 'file', content: entry.content };
}

/** The listed processes, the runner itself and the first process, which is root's. Names are cut as the kernel cuts them. */
function processesOf({ processes, runsAs }: HostFacts): readonly KnownProcess[] {
  const runner = {
    name: exact('rex-runner'),
    username: exact(runsAs),
    command: pattern('/', 'any', '', 'the command line of the runner'),
  };
  const listed = processes.map(({ command, user }) => ({
    name: exact((command[0] ?? '').replace(/^.*\//, '').slice(0, NAME_LIMIT)),
    username: exact(user),
    command: exact(command.join(' ')),
  }));
  const first = { name: anyText('a name'), username: exact('root'), command: anyText('a command') };
  return [...listed, runner, first];
}

const NAME_LIMIT = 15;

function accountOf({ files, runsAs, users, groups }: HostFacts): KnownAccount | undefined {
  // A list of accounts of the host's own may say anything.
  if (files.has('/etc/passwd') || files.has('/etc/group')) return undefined;
  const user = users.find(({ name }) => name === runsAs);
  const group = groups.find(({ gid }) => gid === user?.gid);
  return user === undefined || group === undefined
    ? undefined
    : { username: user.name, uid: user.uid, groupname: group.name, gid: group.gid };
}

/** The text of bytes that are all ASCII; other encodings are left alone. */
function plainText(bytes: Uint8Array): string | undefined {
  return bytes.every((byte) => byte < 0x80) ? asciiText(bytes) : undefined;
}

function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
