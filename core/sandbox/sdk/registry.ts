// Every SDK function that the sandbox can run, by catalog id.

import { commandsSdk } from './commands/commandsSdk.ts';
import { commonSdk } from './common/commonSdk.ts';
import { diskSdk } from './disk/diskSdk.ts';
import { fileIoSdk } from './fileIo/fileIoSdk.ts';
import { networkSdk } from './network/networkSdk.ts';
import { processSdk } from './process/processSdk.ts';
import { runnerApiSdk } from './runnerApi/runnerApiSdk.ts';
import { systemSdk } from './system/systemSdk.ts';
import type { SdkModule } from './types.ts';

export const SDK: SdkModule = {
  ...commonSdk,
  ...runnerApiSdk,
  ...fileIoSdk,
  ...commandsSdk,
  ...networkSdk,
  ...systemSdk,
  ...diskSdk,
  ...processSdk,
};
