// The network area of the SDK: requests, connections, interfaces and open sockets.

import type { SdkModule } from '../types.ts';
import { connectSdk } from './connect.ts';
import { httpClientSdk } from './httpClient.ts';
import { interfacesSdk } from './interfaces.ts';
import { netstatSdk } from './netstat.ts';

export const networkSdk: SdkModule = { ...httpClientSdk, ...connectSdk, ...interfacesSdk, ...netstatSdk };
