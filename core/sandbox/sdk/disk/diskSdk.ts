// The disk area of the SDK: file systems, block devices, their use, and unmounting.

import type { SdkModule } from '../types.ts';
import { filesystemsSdk } from './filesystems.ts';
import { iostatSdk } from './iostat.ts';
import { lsblkSdk } from './lsblk.ts';
import { unmountSdk } from './unmount.ts';

export const diskSdk: SdkModule = { ...filesystemsSdk, ...iostatSdk, ...lsblkSdk, ...unmountSdk };
