// What a few standard programs do whose results follow from arguments, environment and files alone: true, false, echo, env, cat.
// Source: GNU coreutils, held against recordings. What they are not known to do surely is left to the host file.

import { decodeUtf8Lossy, encodeUtf8 } from '#core/base/utf8.ts';
import { FileSystemError, plainErrnoText } from '../../vfs/errno.ts';
import { type Credentials, ROOT } from '../../vfs/permissions.ts';
import type { SdkContext } from '../types.ts';
import type { FileHandle } from './handles.ts';

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramCall {
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  /** Whom it runs as. */
  readonly who: Credentials;
}

/** Gives nothing for a call that it does not know surely. */
type Program = (call: ProgramCall, context: SdkContext) => ProgramResult | undefined;

const PROGRAMS: Readonly<Record<string, Program>> = {
  true: () => result(0),
  false: () => result(1),
  echo,
  env: ({ args, env }) =>
    args.length > 0 ? undefined : result(0, env.map(([name, value]) => `${name}=${value}\n`).join('')),
  cat,
};

const FOLDERS = ['/usr/bin', '/bin'];

/** What a program of the virtual host does; undefined for any other file, or when it is not known. */
export function runStandardProgram(
  context: SdkContext,
  { file: { inode } }: FileHandle,
  call: ProgramCall,
): ProgramResult | undefined {
  const { fs, description } = context.host;
  const asksForText = call.args.length === 1 && (call.args[0] === '--help' || call.args[0] === '--version');
  if (asksForText) return undefined;
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const path = FOLDERS.map((folder) => `${folder}/${name}`).find((one) => fs.walk(ROOT, one).inode === inode);
    if (path !== undefined) return description.files.has(path) ? undefined : program(call, context);
  }
  return undefined;
}

/** `-n` leaves the end of line out; with `-e`, backslashes have meanings that are not played here. */
function echo({ args }: ProgramCall): ProgramResult | undefined {
  const end = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
  const options = (end < 0 ? args : args.slice(0, end)).join('');
  const text = (end < 0 ? [] : args.slice(end)).join(' ');
  const interprets = options.lastIndexOf('e') > options.lastIndexOf('E');
  if (interprets && text.includes('\\')) return undefined;
  return result(0, options.includes('n') ? text : `${text}\n`);
}

/** Files one after the other, as the user it runs as may read them: no policy is asked. */
function cat({ args, who }: ProgramCall, { host: { fs } }: SdkContext): ProgramResult | undefined {
  if (args.length === 0) return undefined;
  let stdout = '';
  let stderr = '';
  for (const name of args) {
    // Options, and names that it would quote in a message.
    if (!/^[\w./@%+=:,][\w./@%+=:,-]*$/.test(name)) return undefined;
    try {
      const path = name.startsWith('/') ? name : `/${name}`;
      const { inode } = fs.walk(who, path);
      if (inode?.kind === 'directory') {
        stderr += `cat: ${name}: Is a directory\n`;
        continue;
      }
      if (inode !== undefined && inode.kind !== 'file') return undefined;
      stdout += decodeUtf8Lossy(fs.openFile(who, path, { read: true }).read());
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      stderr += `cat: ${name}: ${plainErrnoText(error.errno)}\n`;
    }
  }
  return result(stderr === '' ? 0 : 1, stdout, stderr);
}

function result(exitCode: number, stdout = '', stderr = ''): ProgramResult {
  return { exitCode, stdout, stderr };
}

/** What a pipe holds that nobody reads from (pipe(7)). */
const PIPE_BYTES = 65_536;

/** Whether a program would wait for ever: the runner reads its output only when it has ended. */
export function fillsPipe({ stdout, stderr }: ProgramResult): boolean {
  return [stdout, stderr].some((text) => text.length > PIPE_BYTES || encodeUtf8(text).length > PIPE_BYTES);
}
