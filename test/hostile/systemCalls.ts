// Reads a log of strace: what a process asked of the system while hostile scripts ran.

/** A line of the log: the thread, the call, and the rest. */
const LINE = /^(\d+)\s+(?:<\.\.\. )?(\w+)(.*)$/;

/** Threads come and go, and the driver itself writes its lines. */
const HARMLESS = new Set(['clone', 'clone3', 'exit', 'exit_group', 'wait4', 'write', 'set_robust_list']);

/**
 * Calls between the first script's begin and the last one's end that open, connect, start or look for anything but the given
 * files and folders.
 */
export function reachedCalls(log: string, own: readonly string[]): readonly string[] {
  const lines = log.split('\n');
  const isMark = (line: string, word: string): boolean => line.includes(`write(2, "${word} `);
  const first = lines.findIndex((line) => isMark(line, 'begin'));
  const last = lines.findLastIndex((line) => isMark(line, 'end'));
  if (first < 0 || last <= first) throw new Error('the log has no run of a script');
  return lines.slice(first + 1, last).filter((line) => {
    const [, , call = '', rest = ''] = LINE.exec(line) ?? [];
    if (call === '' || call === 'resumed' || HARMLESS.has(call) || line.includes('resumed>')) return false;
    if (/^\s*(---|\+\+\+)/.test(line.replace(/^\d+\s+/, ''))) return false;
    const path = /"([^"]*)"/.exec(rest)?.[1];
    return path === undefined || !own.some((allowed) => path === allowed || path.startsWith(`${allowed}/`));
  });
}
