// The tables of sockets under /proc/net, in the kernel's own columns. Source: proc_pid_net(5).

import type { InternetProtocol, SocketAddress } from './hostNetwork.ts';
import { ipv6Bytes } from './ipBytes.ts';
import type { OpenSocket } from './openSockets.ts';

/** States of a TCP socket by the number the kernel shows them under, counted from 1. */
const TCP_STATES = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
];

/** States of a Unix socket, counted from 1. */
const UNIX_STATES = ['UNCONNECTED', 'CONNECTING', 'CONNECTED', 'DISCONNECTING'];

const UNIX_TYPES: ReadonlyMap<string, string> = new Map([
  ['STREAM', '0001'],
  ['DGRAM', '0002'],
  ['SEQPACKET', '0005'],
]);

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                      ';

/** /proc/net/tcp and its siblings. */
export function internetTable(sockets: readonly OpenSocket[], protocol: InternetProtocol): string {
  const rows = sockets.flatMap(({ socket, inode }) =>
    socket.kind === 'internet' && socket.protocol === protocol ? [{ socket, inode }] : [],
  );
  const lines = rows.map(({ socket, inode }, index) => {
    // A UDP socket that waits shows the state CLOSE.
    const state = hex((TCP_STATES.indexOf(socket.state) + 1 || 7) % 256, 2);
    const addresses = `${hexAddress(socket.local)} ${hexAddress(socket.remote)}`;
    return `${String(index).padStart(4)}: ${addresses} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1`;
  });
  return [HEADER, ...lines].map((line) => `${line}\n`).join('');
}

/** /proc/net/unix. */
export function unixTable(sockets: readonly OpenSocket[]): string {
  const lines = sockets.flatMap(({ socket, inode }) => {
    if (socket.kind !== 'unix') return [];
    const isListening = socket.state === 'UNCONNECTED' && socket.path !== '';
    const flags = isListening ? '00010000' : '00000000';
    const state = hex(UNIX_STATES.indexOf(socket.state) + 1, 2);
    const path = socket.path === '' ? '' : ` ${socket.path}`;
    return [`0000000000000000: 00000002 00000000 ${flags} ${UNIX_TYPES.get(socket.type)} ${state} ${inode}${path}`];
  });
  return ['Num       RefCount Protocol Flags    Type St Inode Path', ...lines].map((line) => `${line}\n`).join('');
}

/** Four bytes at a time, each group in the machine's own order. */
function hexAddress({ ip, port }: SocketAddress): string {
  const bytes = ip.includes(':') ? ipv6Bytes(ip) : ip.split('.').map(Number);
  const groups = Array.from({ length: bytes.length / 4 }, (_, index) =>
    bytes.slice(index * 4, index * 4 + 4).reverse(),
  );
  return `${groups
    .flat()
    .map((byte) => hex(byte, 2))
    .join('')}:${hex(port, 4)}`;
}

function hex(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, '0');
}
