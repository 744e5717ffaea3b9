// The process that holds a socket, where the user of the run may look into it.

import type { OpenSocket } from '../../host/openSockets.ts';
import type { SdkContext } from '../types.ts';

export interface SocketHolder {
  readonly pid: number;
  readonly name: string;
}

/** Only root sees what processes of other users hold. */
export function holderOf(context: SdkContext, { process }: OpenSocket): SocketHolder | undefined {
  const { credentials, processTable } = context.host;
  const holder = processTable.list().find(({ listed, state }) => listed === process && state !== 'Zombie');
  if (process === undefined || holder === undefined) return undefined;
  if (credentials.uid !== 0 && holder.uid !== credentials.uid) return undefined;
  return { pid: holder.pid, name: holder.name };
}
