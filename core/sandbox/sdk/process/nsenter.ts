// `nsenter`: runs a function of the script in the namespaces of a process or of a file, which takes privileges.
// Source: rust-safe-process-mgmt 0.1.0 `safe_nsenter` and setns(2).

import { joinPath } from '#core/base/posixPath.ts';
import { type RhaiValue, UNIT } from '#core/base/value.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { openFile, READ_ONLY } from '../fileIo/openFile.ts';
import { optionsAt } from '../fileIo/optionBuilder.ts';
import { type SdkContext, SdkError, type SdkModule } from '../types.ts';
import {
  processError,
  processNotFound,
  requireNamespaceFile,
  requireProcess,
  validationError,
} from './processError.ts';
import { findTask, type ProcessManager, processManagerAt } from './processManager.ts';
import type { NamespaceOptions } from './processOptions.ts';

const NAMESPACE_FILES = '/run/netns';
const ENTERING = 'Failed to enter requested namespaces';

export const nsenterSdk: SdkModule = {
  'nsenter(RcProcessManager, NamespaceOptions, function)': (context, args) => {
    const options = optionsAt<NamespaceOptions>(args, 1, 'NamespaceOptions');
    enterNamespaces(context, processManagerAt(args), options);
    return callBack(context, args[2] ?? UNIT);
  },
};

/** Checks: mount_namespace and network_namespace on the process, or network_namespace and open on the file. */
export function enterNamespaces(context: SdkContext, manager: ProcessManager, options: NamespaceOptions): void {
  const refused = refuseOptions(options);
  if (refused !== undefined) throw validationError(refused);
  if (options.pid === undefined) enterByFile(context, options.net_ns_name ?? '');
  else enterByProcess(context, manager, options, Number(options.pid));
}

function refuseOptions({ mount, net, pid, net_ns_name: name }: NamespaceOptions): string | undefined {
  if (pid === undefined && name === undefined) {
    return 'At least one namespace must be enabled. Must specify pid or namespace filename';
  }
  if (pid !== undefined && !mount && !net) return 'At least one namespace type (mount or net) must be enabled';
  if (name === undefined || (pid === undefined && !mount)) return undefined;
  return 'Cannot set both name and pid, and entering a mount namespace by filename is not supported';
}

function enterByProcess(
  context: SdkContext,
  manager: ProcessManager,
  { mount, net }: NamespaceOptions,
  pid: number,
): void {
  const process = manager.handle(context, pid);
  if (process === undefined) {
    const hint = 'Hint: use safe_processes method to get the target process pid first.';
    throw processNotFound(`Process with specified PID does not exist. ${hint}`, pid);
  }
  if (mount) requireProcess(context, 'mount_namespace', process);
  if (net) requireProcess(context, 'network_namespace', process);
  const entry = findTask(context, pid)?.entry;
  if (entry === undefined || entry.state === 'Zombie') throw operationError(ENTERING, 'ESRCH: No such process');
  if (context.host.credentials.uid !== 0) throw operationError(ENTERING, 'EPERM: Operation not permitted');
}

/** The files of a virtual host are plain ones, which the kernel does not take for namespaces. */
function enterByFile(context: SdkContext, name: string): never {
  requireNamespaceFile(context, joinPath(NAMESPACE_FILES, name));
  try {
    openFile(context, openDirectory(context, NAMESPACE_FILES), name, READ_ONLY);
  } catch (error) {
    if (!(error instanceof SdkError)) throw error;
    throw operationError(`Failed to open network namespace at ${NAMESPACE_FILES}`, error.message);
  }
  throw operationError(ENTERING, 'EINVAL: Invalid argument');
}

function callBack(context: SdkContext, callback: RhaiValue): RhaiValue {
  const outcome = context.callFunction(callback, []);
  if (outcome.ok) return outcome.value;
  throw processError('CallbackExecutionError', `Callback execution failed: ${outcome.error.text}`);
}

function operationError(reason: string, detail: string): SdkError {
  return processError('NamespaceOperationError', `Namespace operation failed: ${reason}: ${detail}`);
}
