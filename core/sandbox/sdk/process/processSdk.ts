// The process area of the SDK: processes, their files and namespaces, signals, and services.

import { optionBuilders } from '../fileIo/optionBuilder.ts';
import type { SdkModule } from '../types.ts';
import { backtraceSdk } from './backtrace.ts';
import { ipcsInfoSdk } from './ipcsInfo.ts';
import { killProcessesSdk } from './killProcesses.ts';
import { listProcessesSdk } from './listProcesses.ts';
import { monitorProcessesSdk } from './monitorProcesses.ts';
import { nsenterSdk } from './nsenter.ts';
import { openFilesSdk } from './openFiles.ts';
import { processManagerObject } from './processManager.ts';
import { PROCESS_OPTIONS } from './processOptions.ts';
import { systemctlSdk } from './systemctl.ts';
import { traceProcessSdk } from './traceProcess.ts';

export const processSdk: SdkModule = {
  'ProcessManager()': () => processManagerObject(),
  ...optionBuilders(PROCESS_OPTIONS),
  ...listProcessesSdk,
  ...openFilesSdk,
  ...ipcsInfoSdk,
  ...killProcessesSdk,
  ...monitorProcessesSdk,
  ...nsenterSdk,
  ...traceProcessSdk,
  ...backtraceSdk,
  ...systemctlSdk,
};
