// `resolve`: addresses of a name, from /etc/hosts and from the name server of the virtual host.
// Source: rust-safe-system-info 0.1.0 `dns.rs` and hickory-resolver 0.25.2.

import { hostnameResource } from '#core/authz/resource.ts';
import { compareUtf8, type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import { ipText } from '../../host/ipBytes.ts';
import { FileSystemError } from '../../vfs/errno.ts';
import { asCommand } from '../common/commandForm.ts';
import { constantName, objectArgument, textArgument } from '../common/sdkArguments.ts';
import { mustBeInitialized, optionBuilders, optionsAt, unsigned } from '../fileIo/optionBuilder.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { isIpAddress } from './ipAddress.ts';
import { requireSysinfo, sysinfoError } from './sysinfoError.ts';

interface ResolveConfig {
  readonly hostname: string;
  /** Constant of `TransportProtocol`. */
  readonly protocol: string;
  /** A name server to ask instead of the system's. */
  readonly resolver: string | undefined;
  /** Seconds. */
  readonly timeout: bigint;
}

/** What the resolver is told by /etc/resolv.conf. */
interface ResolverConfig {
  readonly servers: readonly string[];
  readonly search: readonly string[];
}

type Family = 'A' | 'AAAA';

type Answer =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly reason: string };

const DEFAULT_TIMEOUT_S = 5n;

/** The first try and two more. */
const TRIES = 3;

const LABEL_BYTES = 63;

export const dnsSdk: SdkModule = {
  ...optionBuilders([
    {
      type: 'ResolveConfig',
      constructorName: 'ResolveOptions',
      fields: {
        hostname: { type: 'string' },
        protocol: {
          type: 'TransportProtocol',
          default: 'AUTO',
          convert: (value) => constantName(objectArgument([value], 0)),
        },
        resolver: { type: 'string', optional: true },
        timeout: { type: 'i64', default: DEFAULT_TIMEOUT_S, convert: unsigned('timeout', 64) },
      },
      missing: mustBeInitialized,
    },
  ]),
  'resolve_hostname(SystemInfo, ResolveConfig)': (context, args) =>
    resolve(context, optionsAt<ResolveConfig>(args, 1, 'ResolveConfig')),
  'resolve(string)': asCommand((context, args) =>
    resolve(context, {
      hostname: textArgument(args, 0),
      protocol: 'AUTO',
      resolver: undefined,
      timeout: DEFAULT_TIMEOUT_S,
    }),
  ),
};

/** Check: resolve_hostname. */
function resolve(context: SdkContext, config: ResolveConfig): RhaiValue {
  requireSysinfo(context, 'resolve_hostname', hostnameResource(config.hostname));
  const answer = new Resolution(context, config).run();
  if (!answer.ok) {
    const { hostname } = config;
    throw sysinfoError('Other', `DNS resolution failed for hostname: ${hostname}, reason: ${answer.reason}`);
  }
  return rhaiArray([...new Set(answer.addresses.map(ipText))].sort(compareUtf8).map(rhaiString));
}

class Resolution {
  readonly #context: SdkContext;
  readonly #config: ResolveConfig;

  constructor(context: SdkContext, config: ResolveConfig) {
    this.#context = context;
    this.#config = config;
  }

  run(): Answer {
    const { hostname } = this.#config;
    const resolver = this.#resolver();
    if (typeof resolver === 'string') return { ok: false, reason: resolver };
    if (isIpAddress(hostname)) return { ok: true, addresses: [hostname] };
    if (hostname.split('.').some((label) => label.length > LABEL_BYTES)) {
      return { ok: false, reason: `label bytes exceed ${LABEL_BYTES}: ${hostname.length}` };
    }
    let answer: Answer = { ok: false, reason: 'can not lookup IPs for no names' };
    for (const name of candidates(hostname, resolver.search)) {
      answer = this.#lookup(name, resolver);
      if (answer.ok && answer.addresses.length > 0) return answer;
    }
    return answer;
  }

  /** The configuration, or the reason why there is none. */
  #resolver(): ResolverConfig | string {
    const { resolver } = this.#config;
    if (resolver !== undefined) {
      return isIpAddress(resolver)
        ? { servers: [resolver], search: [] }
        : 'failed to parse resolver IP address: invalid IP address syntax';
    }
    const text = this.#systemFile('/etc/resolv.conf');
    if (text instanceof FileSystemError) return `Failed to read system configuration: io error: ${text.message}`;
    const config = parseResolvConf(text);
    return config.servers.length === 0
      ? 'Failed to read system configuration: io error: no nameservers found in config'
      : config;
  }

  /** Both families are asked; one that answers is enough. */
  #lookup(name: string, resolver: ResolverConfig): Answer {
    const answers = (['A', 'AAAA'] as const).map((family) => this.#lookupFamily(name, family, resolver));
    const found = answers.flatMap((answer) => (answer.ok ? [answer] : []));
    const failed = answers.find((answer) => !answer.ok);
    if (found.length === 0 && failed !== undefined) return failed;
    return { ok: true, addresses: found.flatMap(({ addresses }) => addresses) };
  }

  #lookupFamily(name: string, family: Family, resolver: ResolverConfig): Answer {
    const hosts = this.#systemFile('/etc/hosts');
    const listed = hosts instanceof FileSystemError ? [] : hostsAddresses(hosts, name);
    const own = listed.filter((address) => familyOf(address) === family);
    if (own.length > 0) return { ok: true, addresses: own };
    if (isBelow(name, 'localhost')) return { ok: true, addresses: [family === 'A' ? '127.0.0.1' : '::1'] };
    const nothing: Answer = {
      ok: false,
      reason: `no records found for Query { name: Name("${name}."), query_type: ${family}, query_class: IN }`,
    };
    return isBelow(name, 'invalid') ? nothing : this.#ask(name, family, resolver, nothing);
  }

  #ask(name: string, family: Family, resolver: ResolverConfig, nothing: Answer): Answer {
    const { names } = this.#context.host.description.network;
    const { protocol, timeout } = this.#config;
    const isReached = resolver.servers.some((server) => server === '127.0.0.1' || server === '::1');
    if (names !== undefined && isReached) {
      const addresses = (names.get(name) ?? []).filter((address) => familyOf(address) === family);
      return addresses.length === 0 ? nothing : { ok: true, addresses };
    }
    if (protocol === 'TCP') return { ok: false, reason: 'io error: Connection refused (os error 111)' };
    // Both families are asked at the same time, so only one of them takes time.
    if (family === 'A') this.#context.host.clock.advance(Number(timeout) * 1000 * TRIES);
    return { ok: false, reason: 'request timed out' };
  }

  #systemFile(path: string): string | FileSystemError {
    const { fs, credentials } = this.#context.host;
    try {
      fs.openFile(credentials, path, { read: true });
    } catch (error) {
      if (error instanceof FileSystemError) return error;
      throw error;
    }
    return this.#context.host.readText(path) ?? '';
  }
}

/** Names to try in order: with a dot as it is first, without one after the domains of the search list. */
function candidates(hostname: string, search: readonly string[]): readonly string[] {
  const name = hostname.toLowerCase();
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = search.map((domain) => `${name}.${domain}`);
  return name.includes('.') || name === 'localhost' ? [name, ...searched] : [...searched, name];
}

function parseResolvConf(text: string): ResolverConfig {
  const rows = text.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );
  const servers = rows.flatMap(([key, address = '']) =>
    key === 'nameserver' && isIpAddress(address) ? [address] : [],
  );
  const [, ...search] = rows.findLast(([key]) => key === 'search' || key === 'domain') ?? [];
  return { servers, search: search.map((domain) => domain.toLowerCase().replace(/\.$/, '')) };
}

function hostsAddresses(text: string, name: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const isListed = names.some((listed) => listed.toLowerCase().replace(/\.$/, '') === name);
    return isListed && isIpAddress(address) ? [address] : [];
  });
}

function isBelow(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

function familyOf(address: string): Family {
  return address.includes(':') ? 'AAAA' : 'A';
}
