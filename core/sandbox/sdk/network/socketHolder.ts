// The process that holds a socket, where the user of the run may look into it.

import { fileName } from '#core/base/posixPath.ts';
import type { OpenSocket } from '../../host/openSockets.ts';
import type { SdkContext } from '../types.ts';

export interface SocketHolder {
  readonly pid: number;
  readonly name: string;
}

/** Number of the first process that a host file lists. */
const FIRST_PID = 100;

/** The kernel keeps this many characters of a program's name. */
const NAME_LENGTH = 15;

/** Only root sees what processes of other users hold. */
export function holderOf(context: SdkContext, { process }: OpenSocket): SocketHolder | undefined {
  if (process === undefined) return undefined;
  const { accounts, credentials, processes } = context.host;
  if (credentials.uid !== 0 && accounts.uidOf(process.user) !== credentials.uid) return undefined;
  const name = fileName(process.command[0] ?? '') ?? '';
  return { pid: FIRST_PID + processes.indexOf(process), name: name.slice(0, NAME_LENGTH) };
}
