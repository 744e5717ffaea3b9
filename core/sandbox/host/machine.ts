// The hardware and kernel of a virtual host as data: processors, memory, kernel version and kernel parameters.

/** Kibibytes, as /proc/meminfo counts. */
export interface HostMemory {
  readonly totalKb: number;
  readonly freeKb: number;
  readonly availableKb: number;
  readonly buffersKb: number;
  readonly cachedKb: number;
  readonly sharedKb: number;
  readonly swapTotalKb: number;
  readonly swapFreeKb: number;
}

/** What uname(2) tells besides the host's name. */
export interface HostKernel {
  readonly release: string;
  readonly version: string;
  readonly machine: string;
}

export interface HostMachine {
  readonly cpus: number;
  readonly memory: HostMemory;
  readonly kernel: HostKernel;
  /** Seconds from boot to the start of the run. */
  readonly uptimeSeconds: number;
  /** Kernel parameters that differ from the defaults, by key with dots, e.g. `vm.swappiness`. */
  readonly sysctl: ReadonlyMap<string, string>;
}

/** A small virtual machine without swap. */
export const DEFAULT_MACHINE: HostMachine = {
  cpus: 2,
  memory: {
    totalKb: 4_028_876,
    freeKb: 2_211_540,
    availableKb: 3_305_812,
    buffersKb: 61_248,
    cachedKb: 1_184_300,
    sharedKb: 3_136,
    swapTotalKb: 0,
    swapFreeKb: 0,
  },
  kernel: { release: '6.1.0', version: '#1 SMP PREEMPT_DYNAMIC', machine: 'x86_64' },
  uptimeSeconds: 86_400,
  sysctl: new Map(),
};
