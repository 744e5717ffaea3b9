// Reads the files that a command line names, with messages for people where that fails.

import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { decodeUtf8 } from '#core/base/utf8.ts';
import type { HostDescription } from '#core/sandbox/host/hostDescription.ts';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { type Io, UsageError } from './command.ts';

/** A file's text. Throws {@link UsageError} where it cannot be read or is not UTF-8. */
export function readText(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reason(error)}`);
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new UsageError(`cannot read ${path}: it is not UTF-8 text`);
  return text;
}

/** Writes a file. Throws {@link UsageError} where that fails. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${reason(error)}`);
  }
}

/** A virtual host and the effective user of a run on it. */
export interface HostChoice {
  readonly host: HostDescription;
  readonly principal: string;
}

/**
 * The host of a file, or the minimal one. The user is `principal`, else the host file's `runs_as`, else its `principal`,
 * else the operating system's user, who then gets an account on the host. Throws {@link UsageError} for a faulty host
 * file and for a user whom the host does not have; complaints that are no errors go to `io`.
 */
export function chooseHost(path: string | undefined, principal: string | undefined, io: Io): HostChoice {
  const text = path === undefined ? undefined : readText(path);
  const host = text === undefined ? MINIMAL_HOST : readHost(path ?? '', text, io);
  const named = principal ?? (text !== undefined && namesUser(text) ? host.runsAs : undefined);
  if (named === undefined) return withSystemUser(host);
  requireUser(host, named);
  return { host, principal: named };
}

/** Throws {@link UsageError} where the host does not have the user. */
export function requireUser({ users }: HostDescription, name: string): void {
  if (users.some((user) => user.name === name)) return;
  throw new UsageError(
    `the virtual host has no user "${name}"; its users are ${users.map((user) => user.name).join(', ')}`,
  );
}

function readHost(path: string, text: string, io: Io): HostDescription {
  const { description, problems } = parseHostFile(text);
  for (const problem of problems) io.err(`${path}:${problemText(problem)}\n`);
  if (description === undefined) throw new UsageError(`${path} is not a valid host file`);
  return description;
}

function namesUser(hostFile: string): boolean {
  const value = JSON.parse(hostFile) as unknown;
  return (
    typeof value === 'object' && value !== null && ('runs_as' in value || 'principal' in value || 'extends' in value)
  );
}

function withSystemUser(host: HostDescription): HostChoice {
  const { username: name } = userInfo();
  if (host.users.some((user) => user.name === name)) return { host, principal: name };
  const id = Math.max(...host.users.map(({ uid }) => (uid < 60_000 ? uid : 0))) + 1;
  const user = { name, uid: id, gid: id, home: `/home/${name}`, shell: '/bin/sh' };
  const group = { name, gid: id, members: [] };
  return { host: { ...host, users: [...host.users, user], groups: [...host.groups, group] }, principal: name };
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'permission denied';
  if (code === 'EISDIR') return 'it is a directory';
  return error instanceof Error ? error.message : String(error);
}
