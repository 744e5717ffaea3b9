// Reads the keys of a host file that describe its network: `interfaces`, `dns` and the `sockets` of a process.

import { type HostNetwork, type HostSocket, parseSocketAddress, type SocketAddress } from './hostNetwork.ts';
import type { JsonField, JsonFields } from './jsonFields.ts';

export const NETWORK_KEYS: readonly string[] = ['interfaces', 'dns'];

const SOCKET_KEYS = ['protocol', 'local', 'remote', 'state', 'path', 'type'];
const INTERNET = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
const TCP_STATES = ['ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSE'];
const MORE_TCP_STATES = ['CLOSE_WAIT', 'LAST_ACK', 'LISTEN', 'CLOSING', 'NEW_SYN_RECV'];
const UNIX_STATES = ['UNCONNECTED', 'CONNECTING', 'CONNECTED', 'DISCONNECTING'];
const UNIX_TYPES = ['STREAM', 'DGRAM', 'SEQPACKET'];

/** The network that the members describe, on top of what the host starts from. */
export function readNetwork(
  fields: JsonFields,
  members: ReadonlyMap<string, JsonField>,
  base: HostNetwork,
): HostNetwork {
  const interfaces = members.get('interfaces');
  const dns = members.get('dns');
  return {
    interfaces: interfaces === undefined ? base.interfaces : readInterfaces(fields, interfaces, base),
    names: dns === undefined ? base.names : new Map([...(base.names ?? []), ...addressesByKey(fields, dns)]),
  };
}

/** Sockets of one process. */
export function readSockets(fields: JsonFields, field: JsonField | undefined): readonly HostSocket[] {
  return fields.items(field).flatMap((socket) => {
    const members = fields.members(socket, SOCKET_KEYS);
    const protocol = fields.text(members.get('protocol'), 'tcp');
    const internet = INTERNET.find((name) => name === protocol);
    if (internet === undefined && protocol !== 'unix') {
      fields.error(socket, `"protocol" must be ${INTERNET.join(', ')} or unix`);
      return [];
    }
    return [internet === undefined ? unixSocket(fields, members) : internetSocket(fields, socket, members, internet)];
  });
}

/** Interfaces by name; `lo` is always there. */
function readInterfaces(fields: JsonFields, field: JsonField, base: HostNetwork): HostNetwork['interfaces'] {
  const listed = addressesByKey(fields, field).map(([name, addresses]) => ({ name, addresses }));
  const names = new Set(listed.map(({ name }) => name));
  return [...base.interfaces.filter(({ name }) => name === 'lo' && !names.has(name)), ...listed];
}

function addressesByKey(fields: JsonFields, field: JsonField): readonly (readonly [string, readonly string[]])[] {
  return Array.from(fields.members(field), ([name, value]) => [name, fields.texts(value)] as const);
}

function unixSocket(fields: JsonFields, members: ReadonlyMap<string, JsonField>): HostSocket {
  return {
    kind: 'unix',
    type: oneOf(fields, members.get('type'), UNIX_TYPES, 'STREAM'),
    state: oneOf(fields, members.get('state'), UNIX_STATES, 'UNCONNECTED'),
    path: fields.text(members.get('path'), ''),
  };
}

function internetSocket(
  fields: JsonFields,
  socket: JsonField,
  members: ReadonlyMap<string, JsonField>,
  protocol: (typeof INTERNET)[number],
): HostSocket {
  const none = { ip: protocol.endsWith('6') ? '::' : '0.0.0.0', port: 0 };
  const local = members.get('local');
  if (local === undefined) fields.error(socket, 'needs "local", an address with a port');
  const isTcp = protocol.startsWith('tcp');
  const state = isTcp ? oneOf(fields, members.get('state'), [...TCP_STATES, ...MORE_TCP_STATES], 'LISTEN') : 'NONE';
  return {
    kind: 'internet',
    protocol,
    local: address(fields, local, none),
    remote: address(fields, members.get('remote'), none),
    state,
  };
}

function address(fields: JsonFields, field: JsonField | undefined, fallback: SocketAddress): SocketAddress {
  const text = fields.text(field, undefined);
  if (text === undefined) return fallback;
  const parsed = parseSocketAddress(text);
  if (parsed === undefined && field !== undefined) fields.error(field, 'must be an address with a port');
  return parsed ?? fallback;
}

function oneOf(fields: JsonFields, field: JsonField | undefined, allowed: readonly string[], fallback: string): string {
  const text = fields.text(field, fallback);
  if (allowed.includes(text)) return text;
  if (field !== undefined) fields.error(field, `must be one of ${allowed.join(', ')}`);
  return fallback;
}
