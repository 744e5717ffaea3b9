// What a host file can say of a process besides its command, as types.

/** State of a process, in the words of the sysinfo crate. */
export type ProcessState = 'Run' | 'Sleep' | 'Idle' | 'Stop' | 'Zombie';

/** The process that every host begins with. */
export interface FirstProcess {
  readonly command: readonly string[];
  /** Whether it takes ended processes off the table; otherwise they stay as zombies. */
  readonly reaps: boolean;
}
