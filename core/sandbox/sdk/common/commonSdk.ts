// The functions that every part of the SDK shares: dates, random text, and what enumerations can do.

import type { SdkModule } from '../types.ts';
import { dateTimeSdk } from './dateTimeSdk.ts';
import { enumerationsSdk } from './enumerations.ts';
import { randomTextSdk } from './randomText.ts';

export const commonSdk: SdkModule = { ...dateTimeSdk, ...randomTextSdk, ...enumerationsSdk };
