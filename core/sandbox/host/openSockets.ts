// Every socket that is open on a virtual host when a run starts, with its inode number and the process that holds it.

import type { HostDescription, HostProcess } from './hostDescription.ts';
import { type HostSocket, HTTP_LISTENER } from './hostNetwork.ts';

export interface OpenSocket {
  readonly socket: HostSocket;
  readonly inode: number;
  /** Undefined for the web server, which runs outside of what scripts see. */
  readonly process: HostProcess | undefined;
}

const FIRST_INODE = 20_001;

/** The listener of the web server, then the sockets of each process in the order of the host file. */
export function openSockets(description: HostDescription): readonly OpenSocket[] {
  const web: readonly HostSocket[] = description.http === undefined ? [] : [WEB_LISTENER];
  const held = [
    ...web.map((socket) => ({ socket, process: undefined })),
    ...description.processes.flatMap((process) => (process.sockets ?? []).map((socket) => ({ socket, process }))),
  ];
  return held.map((entry, index) => ({ ...entry, inode: FIRST_INODE + index }));
}

const WEB_LISTENER: HostSocket = {
  kind: 'internet',
  protocol: 'tcp',
  local: HTTP_LISTENER,
  remote: { ip: '0.0.0.0', port: 0 },
  state: 'LISTEN',
};
