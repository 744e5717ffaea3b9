// Reads a host file (`*.host.json`) into a description, with every default filled in and every problem located.

import { decodeBase64 } from '#core/base/base64.ts';
import { components, isAbsolute, parentPath } from '#core/base/posixPath.ts';
import { encodeUtf8 } from '#core/base/utf8.ts';
import {
  type HostDescription,
  type HostFileEntry,
  type HostGroup,
  type HostMount,
  type HostProgram,
  type HostUser,
  MINIMAL_HOST,
} from './hostDescription.ts';
import { readDisks } from './hostFileDisks.ts';
import { readHttp } from './hostFileHttp.ts';
import { MACHINE_KEYS, readMachine } from './hostFileMachine.ts';
import { NETWORK_KEYS, readNetwork } from './hostFileNetwork.ts';
import { readProcesses, readServices } from './hostFileProcesses.ts';
import { type HostFileProblem, type JsonField, JsonFields } from './jsonFields.ts';
import { SMALL_SERVER } from './smallServer.ts';

/** Version of the format that is written and understood here. */
export const HOST_FILE_VERSION = 1;

export interface HostFileResult {
  /** Undefined when the file has an error. */
  readonly description: HostDescription | undefined;
  readonly problems: readonly HostFileProblem[];
}

/** Parses the text of a host file. Never throws. */
export function parseHostFile(text: string): HostFileResult {
  const fields = new JsonFields(text);
  const description = fields.root === undefined ? MINIMAL_HOST : new HostFileReader(fields).read(fields.root);
  return {
    description: fields.hasErrors || fields.root === undefined ? undefined : description,
    problems: fields.problems,
  };
}

const KEYS = [
  ...['$schema', 'version', 'extends', 'principal', 'runs_as', 'hostname', 'log_level'],
  ...['files', 'processes', 'http', 'mounts', 'users', 'groups', 'programs', 'services', 'disks'],
  ...NETWORK_KEYS,
  ...MACHINE_KEYS,
];
const FILE_KEYS = ['content', 'base64', 'dir', 'symlink', 'special', 'mode', 'owner', 'group'];
const KINDS = ['content', 'base64', 'dir', 'symlink', 'special'];
const MAX_ID = 0xffff_fffe;
const PRESETS: Readonly<Record<string, HostDescription>> = { minimal: MINIMAL_HOST, 'small-server': SMALL_SERVER };

type Members = ReadonlyMap<string, JsonField>;

class HostFileReader {
  readonly #fields: JsonFields;
  #users: readonly HostUser[] = [];
  #groups: readonly HostGroup[] = [];

  constructor(fields: JsonFields) {
    this.#fields = fields;
  }

  read(root: JsonField): HostDescription {
    const members = this.#fields.members(root, KEYS);
    this.#version(members.get('version'));
    const base = this.#preset(members.get('extends'));
    this.#users = [...base.users, ...this.#usersOf(members.get('users'))];
    this.#groups = [...base.groups, ...this.#groupsOf(members.get('groups'))];
    const principal = this.#fields.text(members.get('principal'), base.principal);
    const runsAs = this.#user(members.get('runs_as') ?? members.get('principal')) ?? principal;
    const http = readHttp(this.#fields, members.get('http'));
    return {
      principal,
      runsAs,
      hostname: this.#fields.text(members.get('hostname'), base.hostname),
      logLevel: this.#fields.text(members.get('log_level'), base.logLevel),
      users: this.#users,
      groups: this.#groups,
      files: new Map([...base.files, ...this.#files(members.get('files'))]),
      processes: members.has('processes')
        ? readProcesses(this.#fields, members.get('processes'), (field) => this.#user(field))
        : base.processes,
      firstProcess: base.firstProcess,
      services: readServices(this.#fields, members.get('services')) ?? base.services,
      http: http?.paths ?? base.http,
      web: new Map([...base.web, ...(http?.urls ?? [])]),
      network: readNetwork(this.#fields, members, base.network),
      machine: readMachine(this.#fields, members, base.machine),
      mounts: members.has('mounts') ? this.#mounts(members.get('mounts')) : base.mounts,
      storage: readDisks(this.#fields, members.get('disks'), base.storage),
      programs: [...this.#programs(members.get('programs')), ...base.programs],
    };
  }

  #version(field: JsonField | undefined): void {
    if (field === undefined) return;
    const version = this.#fields.integer(field, HOST_FILE_VERSION, 1, Number.MAX_SAFE_INTEGER);
    if (version > HOST_FILE_VERSION)
      this.#fields.error(field, `version ${version} is newer than ${HOST_FILE_VERSION}, the newest known here`);
  }

  #preset(field: JsonField | undefined): HostDescription {
    const name = this.#fields.text(field, 'minimal');
    const preset = PRESETS[name];
    if (preset === undefined && field !== undefined) {
      this.#fields.error(field, `no host is called "${name}"; there are ${Object.keys(PRESETS).join(', ')}`);
    }
    return preset ?? MINIMAL_HOST;
  }

  #usersOf(field: JsonField | undefined): readonly HostUser[] {
    if (field === undefined) return [];
    return Array.from(this.#fields.members(field), ([name, user]) => {
      const members = this.#fields.members(user, ['uid', 'gid', 'home', 'shell']);
      const uid = this.#required(members, 'uid', user);
      return {
        name,
        uid,
        gid: this.#fields.integer(members.get('gid'), uid, 0, MAX_ID),
        home: this.#fields.text(members.get('home'), `/home/${name}`),
        shell: this.#fields.text(members.get('shell'), '/bin/sh'),
      };
    });
  }

  #groupsOf(field: JsonField | undefined): readonly HostGroup[] {
    if (field === undefined) return [];
    return Array.from(this.#fields.members(field), ([name, group]) => {
      const members = this.#fields.members(group, ['gid', 'members']);
      const gid = this.#required(members, 'gid', group);
      return {
        name,
        gid,
        members: this.#fields.items(members.get('members')).map((member) => this.#user(member) ?? ''),
      };
    });
  }

  #required(members: Members, key: string, owner: JsonField): number {
    if (!members.has(key)) this.#fields.error(owner, `needs "${key}"`);
    return this.#fields.integer(members.get(key), 0, 0, MAX_ID);
  }

  /** A name that must be a user of the host. */
  #user(field: JsonField | undefined): string | undefined {
    if (field === undefined) return undefined;
    const name = this.#fields.text(field, undefined);
    if (name !== undefined && !this.#users.some((user) => user.name === name)) {
      this.#fields.error(
        field,
        `no user is called "${name}"; there are ${this.#users.map((user) => user.name).join(', ')}`,
      );
    }
    return name;
  }

  #group(field: JsonField | undefined): string | undefined {
    if (field === undefined) return undefined;
    const name = this.#fields.text(field, undefined);
    const known = [...this.#groups, ...this.#users].some((candidate) => candidate.name === name);
    if (name !== undefined && !known) {
      this.#fields.error(
        field,
        `no group is called "${name}"; there are ${this.#groups.map((group) => group.name).join(', ')}`,
      );
    }
    return name;
  }

  #files(field: JsonField | undefined): ReadonlyMap<string, HostFileEntry> {
    const out = new Map<string, HostFileEntry>();
    if (field === undefined) return out;
    for (const [path, entry] of this.#fields.members(field)) {
      if (!this.#path(entry, path)) continue;
      const parent = out.get(parentPath(path) ?? '/');
      if (parent?.kind === 'file') this.#fields.error(entry, `${parentPath(path)} is a file, so nothing can be in it`);
      out.set(path, this.#entry(entry));
    }
    return out;
  }

  #path(field: JsonField, path: string): boolean {
    const parts = components(path);
    const normal = isAbsolute(path) && !parts.includes('..') && path === `/${parts.slice(1).join('/')}`;
    if (!normal) this.#fields.error(field, `"${path}" must be an absolute path without "..", "." or doubled slashes`);
    return normal;
  }

  #entry(field: JsonField): HostFileEntry {
    const members = this.#fields.members(field, FILE_KEYS);
    const kinds = KINDS.filter((kind) => members.has(kind));
    if (kinds.length > 1) this.#fields.error(field, `is one thing only, not ${kinds.join(' and ')}`);
    const mode = this.#mode(members.get('mode'));
    const owner = this.#user(members.get('owner'));
    const group = this.#group(members.get('group'));
    return {
      ...this.#kind(members),
      ...(mode === undefined ? {} : { mode }),
      ...(owner === undefined ? {} : { owner }),
      ...(group === undefined ? {} : { group }),
    };
  }

  #kind(members: Members): HostFileEntry {
    const dir = members.get('dir');
    if (dir?.node.value === true) return { kind: 'directory' };
    if (dir !== undefined && dir.node.value !== false) this.#fields.error(dir, 'must be true or false');
    const target = this.#fields.text(members.get('symlink'), undefined);
    if (target !== undefined) return { kind: 'symlink', target };
    const special = this.#fields.text(members.get('special'), undefined);
    if (special === 'fifo' || special === 'socket') return { kind: special };
    const specialField = members.get('special');
    if (specialField !== undefined) this.#fields.error(specialField, 'must be "fifo" or "socket"');
    return { kind: 'file', content: this.#content(members) };
  }

  #content(members: Members): Uint8Array {
    const field = members.get('base64');
    if (field === undefined) return encodeUtf8(this.#fields.text(members.get('content'), ''));
    const bytes = decodeBase64(this.#fields.text(field, ''));
    if (bytes === undefined) this.#fields.error(field, 'is not base64');
    return bytes ?? new Uint8Array();
  }

  #mode(field: JsonField | undefined): number | undefined {
    const text = this.#fields.text(field, undefined);
    if (text === undefined) return undefined;
    if (/^[0-7]{3,4}$/.test(text)) return Number.parseInt(text, 8);
    if (field !== undefined) this.#fields.error(field, 'must be three or four octal digits, e.g. "0644"');
    return undefined;
  }

  #mounts(field: JsonField | undefined): readonly HostMount[] {
    return this.#fields.items(field).map((mount) => {
      const members = this.#fields.members(mount, ['path', 'fstype', 'source', 'options']);
      const pathField = members.get('path');
      const path = this.#fields.text(pathField, '');
      if (pathField === undefined) this.#fields.error(mount, 'needs "path"');
      else this.#path(pathField, path);
      return {
        path,
        type: this.#fields.text(members.get('fstype'), 'tmpfs'),
        source: this.#fields.text(members.get('source'), 'tmpfs'),
        options: this.#fields.text(members.get('options'), 'size=1m'),
      };
    });
  }

  #programs(field: JsonField | undefined): readonly HostProgram[] {
    return this.#fields.items(field).map((program) => {
      const members = this.#fields.members(program, ['path', 'args', 'exit_code', 'stdout', 'stderr', 'effects']);
      const pathField = members.get('path');
      const path = this.#fields.text(pathField, '');
      if (pathField === undefined) this.#fields.error(program, 'needs "path"');
      else this.#path(pathField, path);
      return {
        path,
        args: members.has('args') ? this.#fields.texts(members.get('args')) : undefined,
        exitCode: this.#fields.integer(members.get('exit_code'), 0, 0, 255),
        stdout: this.#fields.text(members.get('stdout'), ''),
        stderr: this.#fields.text(members.get('stderr'), ''),
        effects: this.#effects(members.get('effects')),
      };
    });
  }

  #effects(field: JsonField | undefined): ReadonlyMap<string, HostFileEntry | undefined> {
    const out = new Map<string, HostFileEntry | undefined>();
    if (field === undefined) return out;
    for (const [path, entry] of this.#fields.members(field)) {
      if (this.#path(entry, path)) out.set(path, entry.node.type === 'null' ? undefined : this.#entry(entry));
    }
    return out;
  }
}
