// User and group names as the C library finds them: in the host's own /etc/passwd and /etc/group, at the time of asking.

import { decodeUtf8Lossy } from '#core/base/utf8.ts';
import type { FileSystem } from '../vfs/fileSystem.ts';
import { type Credentials, READ, requireAccess } from '../vfs/permissions.ts';
import type { HostGroup, HostUser } from './hostDescription.ts';

export class Accounts {
  readonly #fs: FileSystem;
  readonly #who: Credentials;

  /** `who` looks: a file that this user may not read names nobody. */
  constructor(fs: FileSystem, who: Credentials) {
    this.#fs = fs;
    this.#who = who;
  }

  /** Lines of /etc/passwd; broken ones are left out. */
  users(): readonly HostUser[] {
    return this.#lines('/etc/passwd').flatMap(([name = '', , uid, gid, , home = '', shell = '']) =>
      isNumber(uid) && isNumber(gid) ? [{ name, uid: Number(uid), gid: Number(gid), home, shell }] : [],
    );
  }

  /** Lines of /etc/group; broken ones are left out. */
  groups(): readonly HostGroup[] {
    return this.#lines('/etc/group').flatMap(([name = '', , gid, members = '']) =>
      isNumber(gid) ? [{ name, gid: Number(gid), members: members.split(',').filter((member) => member !== '') }] : [],
    );
  }

  userName(uid: number): string | undefined {
    return this.users().find((user) => user.uid === uid)?.name;
  }

  groupName(gid: number): string | undefined {
    return this.groups().find((group) => group.gid === gid)?.name;
  }

  uidOf(name: string): number | undefined {
    return this.users().find((user) => user.name === name)?.uid;
  }

  gidOf(name: string): number | undefined {
    return this.groups().find((group) => group.name === name)?.gid;
  }

  #lines(path: string): readonly (readonly (string | undefined)[])[] {
    const content = this.#contentOf(path);
    if (content === undefined) return [];
    return decodeUtf8Lossy(content)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(':'));
  }

  #contentOf(path: string): Uint8Array | undefined {
    try {
      const { inode } = this.#fs.walk(this.#who, path);
      if (inode?.kind !== 'file') return undefined;
      requireAccess(this.#who, inode, READ);
      return inode.content;
    } catch {
      return undefined;
    }
  }
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d+$/.test(text);
}
