// Where a host name leads on the virtual host, and what can be reached there.

import type { HttpResponse } from '../../host/hostDescription.ts';
import { HTTP_LISTENER } from '../../host/hostNetwork.ts';
import { isIpAddress } from '../system/ipAddress.ts';
import type { SdkContext } from '../types.ts';
import { parseUrl, type Url } from './url.ts';

/** What happens to a connection. */
export type Reach = 'open' | 'refused' | 'unreachable' | 'silent' | 'unknown';

/** The first address of a name, as the C library finds it in /etc/hosts; undefined where it finds none. */
export function addressOf(context: SdkContext, host: string): string | undefined {
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  if (isIpAddress(plain)) return plain;
  const wanted = plain.toLowerCase();
  if (wanted === '') return undefined;
  const rows = (context.host.readText('/etc/hosts') ?? '')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const listed = rows.find(
    ([address = '', ...names]) => isIpAddress(address) && names.some((name) => name.toLowerCase() === wanted),
  );
  return listed?.[0] ?? context.host.description.network.names?.get(wanted)?.[0];
}

/** What a TCP connection to an address and a port meets. */
export function reachOf(context: SdkContext, host: string, port: number): Reach {
  if (webServers(context).some((url) => url.host === host.toLowerCase() && url.port === port)) return 'open';
  const address = addressOf(context, host);
  if (address === undefined) return 'unknown';
  if (isLocal(context, address)) return isListening(context, address, port) ? 'open' : 'refused';
  return hasRoute(context) ? 'silent' : 'unreachable';
}

/** The answer for a request, undefined where no server is. */
export function webAnswer(context: SdkContext, url: Url): HttpResponse | undefined {
  const { web } = context.host.description;
  for (const [key, answer] of web) {
    const listed = parseUrl(key);
    if (listed !== undefined && sameServer(listed, url) && listed.target === url.target) return answer;
  }
  if (webServers(context).some((listed) => sameServer(listed, url))) return NOT_FOUND;
  const { http } = context.host;
  const address = addressOf(context, url.host);
  if (http === undefined || url.scheme !== 'http' || url.port !== HTTP_LISTENER.port) return undefined;
  if (address !== HTTP_LISTENER.ip && address !== ANY_ADDRESS) return undefined;
  return http.get(url.target) ?? NOT_FOUND;
}

/** Whether an address is one of the host's own. */
export function isLocal(context: SdkContext, address: string): boolean {
  if (address.startsWith('127.') || address === ANY_ADDRESS || address === '::1' || address === '::') return true;
  return context.host.description.network.interfaces.some(({ addresses }) => addresses.includes(address));
}

/** Whether packets to other hosts leave at all. */
export function hasRoute(context: SdkContext): boolean {
  return context.host.description.network.interfaces.some(({ name }) => name !== 'lo');
}

const NOT_FOUND: HttpResponse = { status: 404, body: 'not found', headers: new Map() };
const ANY_ADDRESS = '0.0.0.0';

function webServers(context: SdkContext): readonly Url[] {
  return [...context.host.description.web.keys()].flatMap((key) => parseUrl(key) ?? []);
}

function sameServer(a: Url, b: Url): boolean {
  return a.scheme === b.scheme && a.host === b.host && a.port === b.port;
}

function isListening(context: SdkContext, address: string, port: number): boolean {
  return context.host.sockets.some(({ socket }) => {
    if (socket.kind !== 'internet' || socket.state !== 'LISTEN' || socket.local.port !== port) return false;
    const { ip } = socket.local;
    const isAny = ip === '::' || (ip === ANY_ADDRESS && !address.includes(':'));
    return isAny || ip === address || (address === ANY_ADDRESS && ip === HTTP_LISTENER.ip);
  });
}
