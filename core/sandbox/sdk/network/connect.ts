// `connect`: opens a TCP or UDP socket to an endpoint. A script can only tell that it could be opened.
// Source: rust-safe-network 0.1.0 `network.rs`.

import type { SdkObject } from '#core/base/value.ts';
import { constantName, objectArgument, textArgument } from '../common/sdkArguments.ts';
import { isIpAddress } from '../system/ipAddress.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { addressOf, hasRoute, isLocal, type Reach, reachOf } from './hostLookup.ts';
import { networkError, requireUrl } from './networkError.ts';
import { unsignedParameter } from './parameters.ts';

const TIMEOUT_MS = 5000;

export const connectSdk: SdkModule = {
  'connect(string, i64, TransportProtocol)': (context, args) => {
    const port = Number(unsignedParameter(args, 1, 'port', 16));
    return connect(context, textArgument(args, 0), port, constantName(objectArgument(args, 2)) ?? '');
  },
};

/** Check: connect on the endpoint alone, without the port. */
function connect(context: SdkContext, endpoint: string, port: number, protocol: string): SdkObject {
  requireUrl(context, 'connect', endpoint);
  if (protocol === 'TCP') connectTcp(context, endpoint, port);
  else if (protocol === 'UDP') connectUdp(context, endpoint, port);
  else connectEither(context, endpoint, port);
  return { kind: 'object', type: 'Connection', state: { endpoint, port } };
}

function connectEither(context: SdkContext, endpoint: string, port: number): void {
  if (isParsed(endpoint) && reachOf(context, endpoint, port) === 'open') return;
  connectUdp(context, endpoint, port);
}

function connectTcp(context: SdkContext, endpoint: string, port: number): void {
  const reach = isParsed(endpoint) ? reachOf(context, endpoint, port) : 'unknown';
  if (reach === 'open') return;
  if (reach === 'unknown') throw invalidAddress(endpoint, port);
  if (reach === 'silent') context.host.clock.advance(TIMEOUT_MS);
  throw networkError('Other', REASONS[reach]);
}

const REASONS: Readonly<Record<Exclude<Reach, 'open' | 'unknown'>, string>> = {
  refused: 'Connection refused (os error 111)',
  unreachable: 'Network is unreachable (os error 101)',
  silent: 'connection timed out',
};

/** The socket is bound to an IPv4 address, so that it can speak to no other kind. */
function connectUdp(context: SdkContext, endpoint: string, port: number): void {
  const address = isParsed(endpoint) ? addressOf(context, endpoint) : undefined;
  if (address === undefined) throw invalidAddress(endpoint, port);
  if (address.includes(':')) throw networkError('Other', 'Address family not supported by protocol (os error 97)');
  if (isLocal(context, address) || hasRoute(context)) return;
  throw networkError('Other', REASONS.unreachable);
}

/** Brackets are for addresses of version 6 alone. */
function isParsed(endpoint: string): boolean {
  const inner = /^\[(.*)\]$/.exec(endpoint)?.[1];
  return inner === undefined ? !/[\s/]/.test(endpoint) : inner.includes(':') && isIpAddress(inner);
}

function invalidAddress(endpoint: string, port: number): Error {
  return networkError('Other', `Invalid address format: ${endpoint}:${port}`);
}
