// What the runner itself offers to scripts besides the SDK: alarms and metrics.

import type { SdkModule } from '../types.ts';
import { alarmBuilderSdk } from './alarmBuilder.ts';
import { metricBuilderSdk } from './metricBuilder.ts';

export const runnerApiSdk: SdkModule = { ...alarmBuilderSdk, ...metricBuilderSdk };
