// What uname(2) tells, the host's name and the number of processors.
// Source: rust-safe-system-info 0.1.0 `uname` and `system.rs`.

import { type RhaiValue, rhaiInt, rhaiString } from '#core/base/value.ts';
import { asCommand } from '../common/commandForm.ts';
import { recordObject, recordsSdk, textField } from '../common/records.ts';
import { trim } from '../common/rustText.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { requireSysinfoList } from './sysinfoError.ts';

/** In the order in which their text has them. */
const FIELDS = [
  ...['kernel_name', 'nodename', 'kernel_release', 'kernel_version', 'machine'],
  ...['processor', 'hardware_platform', 'operating_system'],
];

export const unameSdk: SdkModule = {
  'SystemInfo()': () => ({ kind: 'object', type: 'SystemInfo', state: {} }),
  'uname_info(SystemInfo)': unameInfo,
  'uname()': asCommand(unameInfo),
  'hostname(SystemInfo)': hostname,
  'hostname()': asCommand(hostname),
  'cpu_count(SystemInfo)': cpuCount,
  'nproc()': asCommand(cpuCount),
  ...recordsSdk([
    {
      type: 'UnameInfo',
      getters: FIELDS,
      text: (fields) => FIELDS.map((name) => textField(fields, name)).join(' '),
    },
  ]),
};

/** Check: list. */
function unameInfo(context: SdkContext): RhaiValue {
  requireSysinfoList(context);
  const { release, version, machine } = context.host.description.machine.kernel;
  return recordObject('UnameInfo', {
    kernel_name: rhaiString('Linux'),
    nodename: rhaiString(presentName(context)),
    kernel_release: rhaiString(release),
    kernel_version: rhaiString(version),
    machine: rhaiString(machine),
    processor: rhaiString(machine),
    hardware_platform: rhaiString(machine),
    operating_system: rhaiString('GNU/Linux'),
  });
}

/** Check: list. */
function hostname(context: SdkContext): RhaiValue {
  requireSysinfoList(context);
  return rhaiString(presentName(context));
}

/** Check: list. */
function cpuCount(context: SdkContext): RhaiValue {
  requireSysinfoList(context);
  return rhaiInt(context.host.description.machine.cpus);
}

/** The host's name as the kernel has it now: a script may have changed the parameter. */
function presentName(context: SdkContext): string {
  return trim(context.host.readText('/proc/sys/kernel/hostname') ?? context.host.hostname);
}
