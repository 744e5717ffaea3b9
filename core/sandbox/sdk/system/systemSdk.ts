// The system area of the SDK: memory, kernel, processors, messages, kernel parameters and names.

import type { SdkModule } from '../types.ts';
import { dmesgSdk } from './dmesg.ts';
import { dnsSdk } from './dns.ts';
import { kernelStatsSdk } from './kernelStats.ts';
import { memorySdk } from './memory.ts';
import { slabSdk } from './slab.ts';
import { sysctlSdk } from './sysctl.ts';
import { unameSdk } from './uname.ts';

export const systemSdk: SdkModule = {
  ...unameSdk,
  ...memorySdk,
  ...kernelStatsSdk,
  ...slabSdk,
  ...dmesgSdk,
  ...sysctlSdk,
  ...dnsSdk,
};
