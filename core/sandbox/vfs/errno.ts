// Linux error numbers with the texts in which the runner shows them.

/** Number and text of each error the virtual file system can give (errno(3) on Linux, x86-64). */
const ERRORS = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  EIO: [5, 'Input/output error'],
  ENXIO: [6, 'No such device or address'],
  ENOEXEC: [8, 'Exec format error'],
  EBADF: [9, 'Bad file descriptor'],
  EACCES: [13, 'Permission denied'],
  EBUSY: [16, 'Device or resource busy'],
  EEXIST: [17, 'File exists'],
  EXDEV: [18, 'Invalid cross-device link'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  EINVAL: [22, 'Invalid argument'],
  EFBIG: [27, 'File too large'],
  ENOSPC: [28, 'No space left on device'],
  EROFS: [30, 'Read-only file system'],
  EMLINK: [31, 'Too many links'],
  ENAMETOOLONG: [36, 'File name too long'],
  ENOTEMPTY: [39, 'Directory not empty'],
  ELOOP: [40, 'Too many levels of symbolic links'],
  ENODATA: [61, 'No data available'],
  EOPNOTSUPP: [95, 'Operation not supported'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type Errno = keyof typeof ERRORS;

/** The text of an error as programs show it: `No such file or directory`. */
export function plainErrnoText(errno: Errno): string {
  return ERRORS[errno][1];
}

/** The text of an error as Rust's `std::io::Error` shows it: `No such file or directory (os error 2)`. */
export function errnoText(errno: Errno): string {
  const [number, text] = ERRORS[errno];
  return `${text} (os error ${number})`;
}

/** A system call of the virtual file system that failed. */
export class FileSystemError extends Error {
  constructor(readonly errno: Errno) {
    super(errnoText(errno));
    this.name = 'FileSystemError';
  }
}

/** The sandbox's own bound on what a run may store was reached; scripts cannot catch it. */
export class StorageLimitError extends Error {
  constructor(
    readonly limit: 'bytes' | 'entries',
    readonly value: number,
  ) {
    super(
      limit === 'bytes'
        ? `the virtual host holds at most ${value} bytes of file content`
        : `the virtual host holds at most ${value} files and directories`,
    );
    this.name = 'StorageLimitError';
  }
}

/** Runs a system call and gives back its error, or undefined when it succeeded. */
export function errnoOf(run: () => void): Errno | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof FileSystemError) return error.errno;
    throw error;
  }
}
