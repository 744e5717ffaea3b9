// `network_stats` and `netstat`: the open sockets of the virtual host and the processes that hold them.
// Source: rust-safe-network 0.1.0 `netstat` and rhai-safe-network 0.1.0 `command/netstat.rs`.

import { type RhaiValue, rhaiArray, rhaiInt, rhaiMap, rhaiString, type SdkObject, UNIT } from '#core/base/value.ts';
import { type SocketAddress, socketAddressText } from '../../host/hostNetwork.ts';
import { ipText } from '../../host/ipBytes.ts';
import type { OpenSocket } from '../../host/openSockets.ts';
import { asCommand } from '../common/commandForm.ts';
import { constantText } from '../common/enumerations.ts';
import { recordObject, recordsSdk, textField } from '../common/records.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { requireFilePath } from './networkError.ts';
import { holderOf } from './socketHolder.ts';

type InternetSocket = Extract<OpenSocket['socket'], { readonly kind: 'internet' }>;
type UnixSocket = Extract<OpenSocket['socket'], { readonly kind: 'unix' }>;

const INTERNET_TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** References that an open socket has. */
const REFERENCES = 2;

export const netstatSdk: SdkModule = {
  'network_stats()': networkStats,
  'netstat()': asCommand(netstat),
  ...recordsSdk([
    { type: 'NetworkStats', getters: ['internet_connections', 'unix_sockets'] },
    {
      type: 'InternetConnection',
      getters: [
        ...['protocol', 'recv_queue', 'send_queue', 'local_address', 'remote_address'],
        ...['state', 'inode', 'process_info'],
      ],
    },
    { type: 'UnixSocket', getters: ['protocol', 'ref_count', 'state', 'inode', 'path', 'process_info'] },
    { type: 'NetworkProcessInfo', getters: ['pid', 'process_name'] },
    { type: 'SocketAddr', getters: [], asText: true, text: (fields) => textField(fields, 'address') },
  ]),
};

/** Checks: open and read on each table of /proc/net, then on /proc as if it were a file. */
function networkStats(context: SdkContext): SdkObject {
  const { internet, unix } = readTables(context);
  return recordObject('NetworkStats', {
    internet_connections: rhaiArray(internet.map((open) => internetConnection(context, open))),
    unix_sockets: rhaiArray(unix.map((open) => unixSocket(context, open))),
  });
}

/** The same checks; maps of texts. */
function netstat(context: SdkContext): RhaiValue {
  const { internet, unix } = readTables(context);
  return rhaiMap([
    ['internet', rhaiArray(internet.map(({ socket }) => internetRow(socket)))],
    ['unix', rhaiArray(unix.map(({ socket }) => unixRow(socket)))],
  ]);
}

function readTables(context: SdkContext) {
  for (const table of [...INTERNET_TABLES, 'unix']) requireOpenAndRead(context, `/proc/net/${table}`);
  requireOpenAndRead(context, '/proc');
  const { sockets } = context.host;
  const internet = INTERNET_TABLES.flatMap((table) =>
    sockets.flatMap((open) => {
      const { socket } = open;
      return socket.kind === 'internet' && socket.protocol === table ? [{ ...open, socket }] : [];
    }),
  );
  const unix = sockets.flatMap((open) => (open.socket.kind === 'unix' ? [{ ...open, socket: open.socket }] : []));
  return { internet, unix };
}

function requireOpenAndRead(context: SdkContext, path: string): void {
  requireFilePath(context, 'open', path);
  requireFilePath(context, 'read', path);
}

function internetConnection(context: SdkContext, open: OpenSocket & { readonly socket: InternetSocket }): SdkObject {
  const { socket, inode } = open;
  return recordObject('InternetConnection', {
    protocol: constant('NetworkProtocol', socket.protocol.toUpperCase()),
    recv_queue: rhaiInt(0),
    send_queue: rhaiInt(0),
    local_address: socketAddr(socket.local),
    remote_address: socketAddr(socket.remote),
    state: constant('TcpState', socket.state),
    inode: rhaiInt(inode),
    process_info: processInfo(context, open),
  });
}

function unixSocket(context: SdkContext, open: OpenSocket & { readonly socket: UnixSocket }): SdkObject {
  const { socket, inode } = open;
  return recordObject('UnixSocket', {
    protocol: constant('UnixProtocol', socket.type),
    ref_count: rhaiInt(REFERENCES),
    state: constant('UnixSocketState', socket.state),
    inode: rhaiInt(inode),
    path: rhaiString(socket.path),
    process_info: processInfo(context, open),
  });
}

function processInfo(context: SdkContext, open: OpenSocket): RhaiValue {
  const holder = holderOf(context, open);
  if (holder === undefined) return UNIT;
  return recordObject('NetworkProcessInfo', { pid: rhaiInt(holder.pid), process_name: rhaiString(holder.name) });
}

function internetRow(socket: InternetSocket): RhaiValue {
  return rhaiMap([
    ['protocol', constantAsText('NetworkProtocol', socket.protocol.toUpperCase())],
    ['local_address', rhaiString(addressText(socket.local))],
    ['remote_address', rhaiString(addressText(socket.remote))],
    ['state', constantAsText('TcpState', socket.state)],
    ['recv_queue', rhaiInt(0)],
    ['send_queue', rhaiInt(0)],
  ]);
}

function unixRow(socket: UnixSocket): RhaiValue {
  return rhaiMap([
    ['protocol', constantAsText('UnixProtocol', socket.type)],
    ['state', constantAsText('UnixSocketState', socket.state)],
    ['path', rhaiString(socket.path)],
    ['ref_count', rhaiInt(REFERENCES)],
  ]);
}

function socketAddr(address: SocketAddress): SdkObject {
  return recordObject('SocketAddr', { address: rhaiString(addressText(address)) });
}

function addressText({ ip, port }: SocketAddress): string {
  return socketAddressText({ ip: ipText(ip), port });
}

function constant(type: string, name: string): SdkObject {
  return { kind: 'object', type, state: { constant: name } };
}

function constantAsText(type: string, name: string): RhaiValue {
  return rhaiString(constantText(type, name) ?? name);
}
