// URLs as the `url` crate reads them, as far as requests need: scheme, host, port, path and query.
// Source: the URL standard, for addresses with an authority.

/** An `http` or `https` address, or one of another scheme that names a host. */
export interface Url {
  /** Lower case, without the colon. */
  readonly scheme: string;
  /** Lower case; IPv6 addresses in brackets. */
  readonly host: string;
  readonly port: number;
  /** Path and query, as sent in a request. */
  readonly target: string;
  /** The whole address as the crate prints it. */
  readonly text: string;
}

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['ftp', 21],
]);

const PATH_ESCAPED = /[^!$-;=@-Z[-_a-z|~%\\^]/gu;
const QUERY_ESCAPED = /[^!$%&(-;=?-~]/gu;
const FRAGMENT_ESCAPED = /[^!#-;=?-_a-~]/gu;

/** Undefined for what is no URL or has no host. */
export function parseUrl(source: string): Url | undefined {
  const text = source.replace(/^[\0- ]+|[\0- ]+$/g, '').replace(/[\t\n\r]/g, '');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const rest = text.slice(scheme.length + 1);
  const isSpecial = DEFAULT_PORTS.has(scheme);
  const match = isSpecial
    ? /^[/\\]*([^/\\?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/su.exec(rest)
    : /^\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/su.exec(rest);
  if (match === null) return undefined;
  const [, authority = '', path = '', query = '', fragment = ''] = match;
  return assemble(scheme, authority, path, query, fragment);
}

/** The address that a `Location` header leads to. */
export function resolveUrl(base: Url, location: string): Url | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(location)) return parseUrl(location);
  if (location.startsWith('//')) return parseUrl(`${base.scheme}:${location}`);
  const origin = base.text.slice(0, base.text.indexOf('/', base.scheme.length + 3));
  const path = base.target.replace(/\?.*$/s, '');
  if (location.startsWith('/')) return parseUrl(origin + location);
  if (location.startsWith('?')) return parseUrl(origin + path + location);
  if (location === '' || location.startsWith('#')) return parseUrl(origin + base.target + location);
  return parseUrl(origin + path.slice(0, path.lastIndexOf('/') + 1) + location);
}

function assemble(scheme: string, authority: string, path: string, query: string, fragment: string): Url | undefined {
  const at = authority.lastIndexOf('@');
  const match = /^(\[[0-9A-Fa-f:.]+\]|[^:[\]]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
  const host = match?.[1]?.toLowerCase();
  if (match === null || host === undefined || !isHost(host)) return undefined;
  const usual = DEFAULT_PORTS.get(scheme);
  const port = match[2] === undefined || match[2] === '' ? usual : Number(match[2]);
  if (port !== undefined && port > 0xffff) return undefined;
  const target = escapeWith(normalPath(path), PATH_ESCAPED) + escapeWith(query, QUERY_ESCAPED);
  const shownPort = port === undefined || port === usual ? '' : `:${port}`;
  const user = at < 0 ? '' : authority.slice(0, at + 1);
  return {
    scheme,
    host,
    port: port ?? 0,
    target,
    text: `${scheme}://${user}${host}${shownPort}${target}${escapeWith(fragment, FRAGMENT_ESCAPED)}`,
  };
}

/** Without `.` and `..`; at least a slash. */
function normalPath(path: string): string {
  const segments = path.replaceAll('\\', '/').split('/').slice(1);
  const out: string[] = [];
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    const name = segment.replace(/%2e/gi, '.');
    if (name === '..') out.pop();
    else if (name !== '.') out.push(segment);
    if (isLast && (name === '.' || name === '..')) out.push('');
  });
  return `/${out.join('/')}`;
}

function isHost(host: string): boolean {
  return host !== '' && !/[\0- #%/:<>?@\\^`{|}]/.test(host.startsWith('[') ? '' : host);
}

function escapeWith(text: string, escaped: RegExp): string {
  return text.replace(escaped, (char) => encodeURIComponent(char).replace(/^['()*!]$/, hexEscape));
}

/** Characters that `encodeURIComponent` leaves as they are. */
function hexEscape(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}
