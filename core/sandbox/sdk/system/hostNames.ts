// Host names: the machine's own, and the addresses of others as far as the virtual host's /etc/hosts knows them.
// Source: rust-safe-system-info 0.1.0 `dns.rs` and `system.rs`; recorded runs of `resolve` and `hostname`.

import { freshResource, hostnameResource, type Resource } from '#core/authz/resource.ts';
import { compareUtf8, type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import { displayUid } from '#core/cedar/types.ts';
import { textArgument } from '../common/sdkArguments.ts';
import { mustBeInitialized, optionBuilders, optionsAt, unsigned } from '../fileIo/optionBuilder.ts';
import { type SdkContext, SdkError, type SdkFunction, type SdkModule } from '../types.ts';
import { isIpAddress } from './ipAddress.ts';

interface ResolveConfig {
  readonly hostname: string;
  /** A name server to ask instead of the system's. */
  readonly resolver: string | undefined;
  /** Seconds. */
  readonly timeout: bigint;
}

const DEFAULT_TIMEOUT_S = 5n;

export const hostNamesSdk: SdkModule = {
  ...optionBuilders([
    {
      type: 'ResolveConfig',
      constructorName: 'ResolveOptions',
      fields: {
        hostname: { type: 'string' },
        protocol: { type: 'TransportProtocol', optional: true },
        resolver: { type: 'string', optional: true },
        timeout: { type: 'i64', default: DEFAULT_TIMEOUT_S, convert: unsigned('timeout', 64) },
      },
      missing: mustBeInitialized,
    },
  ]),
  'SystemInfo()': () => ({ kind: 'object', type: 'SystemInfo', state: {} }),
  'hostname(SystemInfo)': ownName,
  'hostname()': asCommand(ownName),
  'resolve_hostname(SystemInfo, ResolveConfig)': (context, args) =>
    addresses(context, optionsAt(args, 1, 'ResolveConfig')),
  'resolve(string)': asCommand((context, args) =>
    addresses(context, { hostname: textArgument(args, 0), resolver: undefined, timeout: DEFAULT_TIMEOUT_S }),
  ),
};

function ownName(context: SdkContext): RhaiValue {
  requireSysinfo(context, 'list', freshResource('sysinfo::Sysinfo', context.uuid()));
  return rhaiString(context.host.hostname);
}

function addresses(context: SdkContext, { hostname, resolver, timeout }: ResolveConfig): RhaiValue {
  requireSysinfo(context, 'resolve_hostname', hostnameResource(hostname));
  if (resolver !== undefined && !isIpAddress(resolver)) {
    throw resolutionError(hostname, 'failed to parse resolver IP address: invalid IP address syntax');
  }
  const found = isIpAddress(hostname) ? [hostname] : [...loopback(hostname), ...listedAddresses(context, hostname)];
  if (found.length === 0) {
    context.host.clock.advance(Number(timeout) * 1000);
    throw resolutionError(hostname, 'no name server answered');
  }
  return rhaiArray([...new Set(found)].sort(compareUtf8).map(rhaiString));
}

/** The resolver answers for this name by itself. */
function loopback(hostname: string): readonly string[] {
  return hostname.toLowerCase().replace(/\.$/, '') === 'localhost' ? ['127.0.0.1', '::1'] : [];
}

function listedAddresses(context: SdkContext, hostname: string): readonly string[] {
  const wanted = hostname.toLowerCase().replace(/\.$/, '');
  return (context.host.readText('/etc/hosts') ?? '').split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return isIpAddress(address) && names.some((name) => name.toLowerCase() === wanted) ? [address] : [];
  });
}

function requireSysinfo(context: SdkContext, action: string, resource: Resource): void {
  const name = `sysinfo::Action::"${action}"`;
  const answer = context.authorize(name, resource);
  if (answer === 'allow') return;
  if (answer === 'failed') throw sysinfoError('AuthorizationError', 'Authorization check failed');
  // The SDK puts the type before an id that already has it.
  const what = `${resource.uid.type}::${displayUid(resource.uid)}`;
  throw sysinfoError(
    'PermissionDenied',
    `Permission denied: ${context.user} unauthorized to perform ${name} for ${what}`,
  );
}

function resolutionError(hostname: string, reason: string): SdkError {
  return sysinfoError('Other', `DNS resolution failed for hostname: ${hostname}, reason: ${reason}`);
}

function sysinfoError(kind: string, message: string): SdkError {
  return new SdkError('map', message, kind, 'SysteminfoErrorKind');
}

/** The command form of a method: its errors are bare strings. */
function asCommand(method: SdkFunction): SdkFunction {
  return (context, args) => {
    try {
      return method(context, args);
    } catch (error) {
      if (!(error instanceof SdkError)) throw error;
      throw new SdkError('plain', error.message, error.kind, error.source);
    }
  };
}
