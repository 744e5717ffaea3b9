// The shell-like commands of the SDK.

import type { SdkModule } from '../types.ts';
import { awkSdk } from './awk.ts';
import { catSdk } from './cat.ts';
import { copyMoveSdk } from './copyMove.ts';
import { duSdk } from './du.ts';
import { findFilesSdk } from './findFiles.ts';
import { flagsSdk } from './flags.ts';
import { grepSdk } from './grep.ts';
import { lsSdk } from './ls.ts';
import { mkdirSdk } from './mkdir.ts';
import { rmSdk } from './rm.ts';
import { sedSdk } from './sed.ts';
import { seqSdk } from './seq.ts';
import { tailSdk } from './tail.ts';
import { wcSdk } from './wc.ts';
import { writeSdk } from './write.ts';

export const commandsSdk: SdkModule = {
  ...flagsSdk,
  ...catSdk,
  ...lsSdk,
  ...grepSdk,
  ...tailSdk,
  ...wcSdk,
  ...awkSdk,
  ...sedSdk,
  ...copyMoveSdk,
  ...rmSdk,
  ...mkdirSdk,
  ...writeSdk,
  ...findFilesSdk,
  ...duSdk,
  ...seqSdk,
};
