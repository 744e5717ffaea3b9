// The services of a virtual host as data: what systemd knows of each unit, with texts as its D-Bus properties have them.

export interface HostService {
  readonly description: string;
  /** `loaded`, `not-found`, `masked`, ... */
  readonly loadState: string;
  /** Path of the unit file. */
  readonly path: string;
  /** `enabled`, `disabled`, `static`, ... */
  readonly unitFileState: string;
  readonly preset: string;
  readonly activeState: string;
  /** `running`, `dead`, `failed`, ... */
  readonly subState: string;
  readonly mainPid: number;
  readonly tasks: bigint;
  /** Bytes. */
  readonly memory: bigint;
  readonly documentation: readonly string[];
  readonly needsDaemonReload: boolean;
}

/** What systemd says of figures that it does not count. */
export const NOT_COUNTED = 2n ** 64n - 1n;

/** A service that runs or, when its state says so, does not. */
export function defaultService(name: string, activeState: string): HostService {
  const runs = activeState === 'active';
  return {
    description: name,
    loadState: 'loaded',
    path: `/usr/lib/systemd/system/${name}`,
    unitFileState: 'enabled',
    preset: 'enabled',
    activeState,
    subState: runs ? 'running' : activeState === 'failed' ? 'failed' : 'dead',
    mainPid: 0,
    tasks: runs ? 1n : NOT_COUNTED,
    memory: NOT_COUNTED,
    documentation: [],
    needsDaemonReload: false,
  };
}
