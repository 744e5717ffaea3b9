// `trace`: the stacks of a process, from the program gstack that the SDK runs without asking the policy.
// Source: rust-safe-process-mgmt 0.1.0 `safe_trace_impl`.

import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import { executeWithoutCheck } from '../fileIo/executeFile.ts';
import type { FileHandle } from '../fileIo/handles.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { openFile, READ_ONLY } from '../fileIo/openFile.ts';
import { optionsAt } from '../fileIo/optionBuilder.ts';
import type { ProgramResult } from '../fileIo/standardPrograms.ts';
import { unsignedParameter } from '../network/parameters.ts';
import type { SdkContext, SdkError, SdkModule } from '../types.ts';
import { backtraceObject, parseBacktrace } from './backtrace.ts';
import { enterNamespaces } from './nsenter.ts';
import { fileStep, processError, processNotFound, requireProcess } from './processError.ts';
import { type ProcessInfo, type ProcessManager, processManagerAt } from './processManager.ts';
import type { TraceOptions } from './processOptions.ts';

const HINT = 'Hint: use safe_processes method with the load_namespace_info option to populate';
const CAPABILITY_HINT = 'Likely you need to set the CAP_SYS_PTRACE linux capability.';

export const traceProcessSdk: SdkModule = {
  'trace(RcProcessManager, i64)': (context, args) => trace(context, processManagerAt(args), numberAt(args), undefined),
  'trace(RcProcessManager, i64, TraceOptions)': (context, args) =>
    trace(context, processManagerAt(args), numberAt(args), optionsAt<TraceOptions>(args, 2, 'TraceOptions')),
};

/** Checks: trace on the process; open on /usr/bin and /usr/bin/gstack; with a namespace, mount_namespace on its process. */
function trace(
  context: SdkContext,
  manager: ProcessManager,
  pid: number,
  options: TraceOptions | undefined,
): SdkObject {
  const outside = options === undefined ? pid : outsideNumber(context, manager, Number(options.ns_pid), pid);
  requireProcess(context, 'trace', known(context, manager, outside));
  const program = fileStep(() => openFile(context, openDirectory(context, '/usr/bin'), 'gstack', READ_ONLY));
  if (options !== undefined) {
    const { ns_pid: target } = options;
    enterNamespaces(context, manager, { mount: true, net: false, pid: target, net_ns_name: undefined });
  }
  return tracedProcess(run(context, program, pid), pid);
}

/** Number of a process outside its namespace, as an earlier call with namespaces found it. */
function outsideNumber(context: SdkContext, manager: ProcessManager, member: number, pid: number): number {
  const { namespace } = known(context, manager, member);
  if (namespace === undefined) {
    const reason = `Namespace information was not present in process info. ${HINT} namespace info first.`;
    throw processError('Other', `PID namespace not found for PID ${pid}: ${reason}`);
  }
  const id = namespace.namespaceId;
  const outside = manager.namespaces.get(`${id}/${pid}`);
  if (outside !== undefined) return outside;
  const place = `namespace ${id} and pid ${pid}`;
  throw processNotFound(`Process information was not present in the cache for ${place}. ${HINT} the cache first.`, pid);
}

function known(context: SdkContext, manager: ProcessManager, pid: number): ProcessInfo {
  const process = manager.handle(context, pid);
  if (process === undefined) throw processNotFound('Process not found', pid);
  return process;
}

function run(context: SdkContext, program: FileHandle, pid: number): ProgramResult {
  return fileStep(() =>
    executeWithoutCheck(context, program, {
      args: [{ key: String(pid), value: undefined }],
      env: [],
      capabilities: [],
      user: undefined,
      group: undefined,
      namespace: undefined,
    }),
  );
}

function tracedProcess({ exitCode, stdout, stderr }: ProgramResult, pid: number): SdkObject {
  if (exitCode !== 0) {
    if (stderr.includes('Operation not permitted')) {
      throw processError('Other', `Unable to trace process ${pid}. ${CAPABILITY_HINT}`);
    }
    throw tracingError(pid, `pstack exited with code ${exitCode}. Stdout: ${stdout}, Stderr: ${stderr}`);
  }
  if (stdout.trim() === '') {
    throw processError('Other', `Attempting to trace pid ${pid} returned empty output. ${CAPABILITY_HINT}`);
  }
  const found = parseBacktrace(stdout);
  if (found === undefined) throw tracingError(pid, `pstack returned unparseable output: ${stdout}`);
  return backtraceObject(found, pid);
}

function tracingError(pid: number, reason: string): SdkError {
  return processError('Other', `Unable to trace process ${pid}. Error details: ${reason}`);
}

function numberAt(args: readonly RhaiValue[]): number {
  return Number(unsignedParameter(args, 1, 'pid', 32));
}
