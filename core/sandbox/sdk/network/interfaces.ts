// `ip_addresses` and `ip_addr`: the interfaces that /sys/class/net lists, with the addresses of the virtual host.
// Source: rust-safe-network 0.1.0 `network.rs` and sysinfo 0.35.2.

import { type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import { ipText } from '../../host/ipBytes.ts';
import { FileSystemError } from '../../vfs/errno.ts';
import { asCommand } from '../common/commandForm.ts';
import { recordObject, recordsSdk } from '../common/records.ts';
import { requireSysinfoList } from '../system/sysinfoError.ts';
import type { SdkContext, SdkModule } from '../types.ts';

export const interfacesSdk: SdkModule = {
  'ip_addresses()': ipAddresses,
  'ip_addr()': asCommand(ipAddresses),
  ...recordsSdk([{ type: 'Network', getters: ['interface_name', 'addresses'] }]),
};

/** Check: list. Reading /sys/class/net is not checked. */
function ipAddresses(context: SdkContext): RhaiValue {
  requireSysinfoList(context);
  const { interfaces } = context.host.description.network;
  return rhaiArray(
    listedInterfaces(context).map((name) => {
      const addresses = interfaces.find((candidate) => candidate.name === name)?.addresses ?? [];
      return recordObject('Network', {
        interface_name: rhaiString(name),
        addresses: rhaiArray(addresses.map((address) => rhaiString(ipText(address)))),
      });
    }),
  );
}

function listedInterfaces(context: SdkContext): readonly string[] {
  const { fs, credentials } = context.host;
  try {
    return fs.list(credentials, fs.openDirectory(credentials, '/sys/class/net')).map(({ name }) => name);
  } catch (error) {
    if (error instanceof FileSystemError) return [];
    throw error;
  }
}
