// `SystemctlManager`: starts, stops and looks at the services of the virtual host, as root over the system bus.
// Source: rust-safe-process-mgmt 0.1.0 `systemctl.rs` and org.freedesktop.systemd1(5).

import { freshResource, serviceResource } from '#core/authz/resource.ts';
import {
  type RhaiValue,
  rhaiArray,
  rhaiBool,
  rhaiInt,
  rhaiMap,
  rhaiString,
  type SdkObject,
  UNIT,
} from '#core/base/value.ts';
import { defaultService, type HostService, NOT_COUNTED } from '../../host/hostServices.ts';
import { constantText } from '../common/enumerations.ts';
import { type RecordFields, recordObject, recordsSdk, rhaiU64 } from '../common/records.ts';
import { constantName, objectArgument, textArgument } from '../common/sdkArguments.ts';
import type { SdkContext, SdkFunction, SdkModule } from '../types.ts';
import { fatalProcessError, processError, requireResource } from './processError.ts';

const NO_BUS =
  'Failed to connect to system bus: Failed to connect to address `unix:path=/var/run/dbus/system_bus_socket`: No such file or directory (os error 2)';

const SERVICE_FIELDS = [
  ...['name', 'description', 'load_state', 'load_path', 'unit_file_state', 'unit_file_preset', 'active_state'],
  ...['sub_state', 'main_pid', 'tasks', 'memory', 'need_daemon_reload'],
];

/** The same in the order of the structure, with what has no getter. */
const STRUCTURE = [...SERVICE_FIELDS.slice(0, -1), 'documentation', 'need_daemon_reload'];

/** States in which a service has a process. */
const RUNNING: ReadonlySet<string> = new Set(['ACTIVE', 'RELOADING', 'REFRESHING']);

const STATES: ReadonlySet<string> = new Set([
  ...['ACTIVE', 'INACTIVE', 'FAILED', 'ACTIVATING', 'DEACTIVATING', 'MAINTENANCE', 'RELOADING', 'REFRESHING'],
]);

const UNIT_NAME = /^[\w:.\\@-]+\.(?:service|socket|target|device|mount|automount|swap|timer|path|slice|scope)$/;

export const systemctlSdk: SdkModule = {
  'SystemctlManager()': systemctlManager,
  'start(SystemctlManager, string)': change('start', (service) => activated(service)),
  'stop(SystemctlManager, string)': change('stop', (service) => stopped(service)),
  'restart(SystemctlManager, string)': change('restart', (service) => activated(service)),
  'try_restart(SystemctlManager, string)': change('restart', (service) => service),
  'daemon_reload(SystemctlManager)': daemonReload,
  'status(SystemctlManager, string)': status,
  ...recordsSdk([{ type: 'ServiceInfo', getters: SERVICE_FIELDS, mapped: [] }]),
  'to_map(ServiceInfo)': (_, args) => rhaiMap(serialized(args)),
  'to_string(ServiceInfo)': (_, args) => rhaiString(prettyJson(serialized(args))),
};

/** Takes the privilege to become root; without it the run ends, whether the script catches the error or not. */
function systemctlManager(context: SdkContext): SdkObject {
  if (context.host.credentials.uid === 0) return { kind: 'object', type: 'SystemctlManager', state: {} };
  throw fatalProcessError(
    'PrivilegeError',
    'Failed to initialize systemd manager. Error: EPERM: Operation not permitted',
  );
}

/** Check: the action on the service, before the bus is asked. */
function change(action: string, run: (service: HostService) => HostService): SdkFunction {
  return (context, args) => {
    const name = textArgument(args, 1);
    requireResource(context, `systemd::Action::"${action}"`, serviceResource(name));
    const services = servicesOf(context);
    if (!UNIT_NAME.test(name)) throw busError(`Unit name ${name} is not valid.`);
    const service = services.get(name);
    if (service === undefined) throw notFound(name);
    const after = run(service);
    services.set(name, after);
    context.effect({ change: 'service', target: name, before: service.activeState, after: after.activeState });
    return UNIT;
  };
}

/** Check: daemon_reload on a resource that is new each time. */
function daemonReload(context: SdkContext): RhaiValue {
  requireResource(context, 'systemd::Action::"daemon_reload"', freshResource('systemd::Systemd', context.uuid()));
  const services = servicesOf(context);
  for (const [name, service] of services) services.set(name, { ...service, needsDaemonReload: false });
  context.effect({ change: 'service', target: 'systemd', after: 'reloaded' });
  return UNIT;
}

/** Check: status on the service, before the bus is asked. */
function status(context: SdkContext, args: readonly RhaiValue[]): RhaiValue {
  const name = textArgument(args, 1);
  requireResource(context, 'systemd::Action::"status"', serviceResource(name));
  const services = servicesOf(context);
  if (!UNIT_NAME.test(name)) throw notFound(name);
  return recordObject('ServiceInfo', serviceFields(name, services.get(name) ?? unknownService(name)));
}

function serviceFields(name: string, service: HostService): RecordFields {
  const constant = service.activeState.toUpperCase();
  const runs = RUNNING.has(constant);
  return {
    name: rhaiString(name),
    description: rhaiString(service.description),
    load_state: rhaiString(service.loadState),
    load_path: rhaiString(service.path),
    unit_file_state: rhaiString(service.unitFileState),
    unit_file_preset: rhaiString(service.preset),
    active_state: { kind: 'object', type: 'State', state: { constant: STATES.has(constant) ? constant : 'UNKNOWN' } },
    sub_state: rhaiString(service.subState),
    main_pid: runs ? rhaiInt(service.mainPid) : UNIT,
    tasks: runs ? rhaiU64(service.tasks) : UNIT,
    memory: runs ? rhaiU64(service.memory) : UNIT,
    documentation: rhaiArray(service.documentation.map(rhaiString)),
    need_daemon_reload: rhaiBool(service.needsDaemonReload),
  };
}

/** A unit that systemd can be asked about although it has no file. */
function unknownService(name: string): HostService {
  return { ...defaultService(name, 'inactive'), loadState: 'not-found', path: '', unitFileState: '', preset: '' };
}

function activated(service: HostService): HostService {
  const tasks = service.tasks === NOT_COUNTED ? 1n : service.tasks;
  return { ...service, activeState: 'active', subState: 'running', tasks };
}

function stopped(service: HostService): HostService {
  return { ...service, activeState: 'inactive', subState: 'dead', mainPid: 0, tasks: NOT_COUNTED };
}

/** The services of the run, which its calls change. */
function servicesOf(context: SdkContext): Map<string, HostService> {
  const known = context.runState.get(SERVICES);
  if (known instanceof Map) return known;
  const { services } = context.host.description;
  if (services === undefined) throw processError('DBusError', NO_BUS);
  const own = new Map(services);
  context.runState.set(SERVICES, own);
  return own;
}

const SERVICES = 'services';

function notFound(name: string): Error {
  return processError('ServiceNotFound', `Unit: ${name}`);
}

function busError(detail: string): Error {
  return processError('DBusError', `D-Bus operation failed: org.freedesktop.DBus.Error.InvalidArgs: ${detail}`);
}

/** The structure as it is serialized: figures that may not fit an `i64` are texts. */
function serialized(args: readonly RhaiValue[]): readonly (readonly [string, RhaiValue])[] {
  const fields = objectArgument(args, 0).state as RecordFields;
  return STRUCTURE.map((name) => {
    const value = fields[name] ?? UNIT;
    if (value.kind === 'number') return [name, rhaiString(String(value.value))];
    return [name, value.kind === 'object' ? rhaiString(stateText(value)) : value];
  });
}

function stateText(value: SdkObject): string {
  return constantText(value.type, constantName(value) ?? '') ?? '';
}

/** JSON as serde_json writes it for people. */
function prettyJson(entries: readonly (readonly [string, RhaiValue])[]): string {
  return JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [name, jsonValue(value)])), null, 2);
}

function jsonValue(value: RhaiValue): unknown {
  if (value.kind === 'array') return value.items.map(jsonValue);
  if (value.kind === 'int') return Number(value.value);
  return value.kind === 'string' || value.kind === 'bool' ? value.value : null;
}
