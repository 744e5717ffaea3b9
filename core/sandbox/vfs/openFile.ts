// An open file: position, access mode and the inode, which lives on when its name is gone.

import { FileSystemError } from './errno.ts';
import type { FileContent } from './fileContent.ts';
import { type Dentry, dentryPath, type FileInode, type SpecialInode, type Stat, statOf } from './inode.ts';
import type { Credentials } from './permissions.ts';

export class OpenFile {
  /** Offset of the next read or write. */
  position = 0;

  constructor(
    private readonly content: FileContent,
    readonly who: Credentials,
    readonly inode: FileInode | SpecialInode,
    /** The name it was opened by; undefined for a file that never had one. */
    readonly dentry: Dentry | undefined,
    readonly readable: boolean,
    readonly writable: boolean,
  ) {}

  /** Its present path, as /proc/self/fd shows it. */
  get path(): string {
    return dentryPath(this.dentry);
  }

  stat(): Stat {
    return statOf(this.inode);
  }

  /** At most `length` bytes from the position on; fewer only at the end. */
  read(length = Number.POSITIVE_INFINITY): Uint8Array {
    if (!this.readable) throw new FileSystemError('EBADF');
    const bytes = this.content.read(this.inode, this.position, length);
    this.position += bytes.length;
    return bytes;
  }

  /** Writes all bytes at the position. */
  write(bytes: Uint8Array): void {
    if (!this.writable) throw new FileSystemError('EBADF');
    this.content.write(this.who, this.inode, this.position, bytes);
    this.position += bytes.length;
  }

  /** Sets the length; what is added reads as zeros. */
  truncate(size: number): void {
    if (!this.writable || this.inode.kind !== 'file') throw new FileSystemError('EINVAL');
    this.content.resize(this.who, this.inode, size);
  }

  /** `fallocate` from offset 0 with mode 0. */
  allocate(length: number): void {
    if (!this.writable) throw new FileSystemError('EBADF');
    if (this.inode.kind !== 'file') throw new FileSystemError('EOPNOTSUPP');
    this.content.reserve(this.inode, length);
  }

  rewind(): void {
    this.position = 0;
  }
}
