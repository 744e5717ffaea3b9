// Reads and writes the bytes of files and of the devices that behave like files.

import { FileSystemError } from './errno.ts';
import type { FileClock, FileInode, SpecialInode } from './inode.ts';
import type { Credentials } from './permissions.ts';
import type { Storage } from './storage.ts';

/** The largest file, as on ext4 with blocks of 4096 bytes. */
const MAX_FILE_SIZE = 17_592_186_040_320;

/** One read of an endless device gives at most this much. */
const DEVICE_READ = 65_536;

export class FileContent {
  readonly #clock: FileClock;
  readonly #storage: Storage;

  constructor(clock: FileClock, storage: Storage) {
    this.#clock = clock;
    this.#storage = storage;
  }

  /** Up to `length` bytes from `offset`; holes read as zeros. */
  read(inode: FileInode | SpecialInode, offset: number, length: number): Uint8Array {
    if (inode.kind !== 'file')
      return inode.behavior === 'zero' ? new Uint8Array(Math.min(length, DEVICE_READ)) : new Uint8Array();
    const end = Math.min(inode.size, offset + length);
    if (end <= offset) return new Uint8Array();
    if (end <= inode.content.length) return inode.content.slice(offset, end);
    this.#storage.checkFits(end - offset);
    const bytes = new Uint8Array(end - offset);
    if (offset < inode.content.length) bytes.set(inode.content.subarray(offset));
    return bytes;
  }

  write(who: Credentials, inode: FileInode | SpecialInode, offset: number, bytes: Uint8Array): void {
    if (inode.kind !== 'file' || bytes.length === 0) return;
    const end = offset + bytes.length;
    const stored = Math.max(inode.content.length, end);
    this.#account(inode, stored, inode.reserved);
    const content = new Uint8Array(stored);
    content.set(inode.content);
    content.set(bytes, offset);
    inode.content = content;
    inode.size = Math.max(inode.size, end);
    this.#changed(who, inode);
  }

  /** Sets the size. Growing leaves a hole. Throws EFBIG, EINVAL. */
  resize(who: Credentials, inode: FileInode, size: number): void {
    if (size < 0) throw new FileSystemError('EINVAL');
    if (size > MAX_FILE_SIZE) throw new FileSystemError('EFBIG');
    if (size < inode.content.length) {
      this.#account(inode, size, 0);
      inode.content = inode.content.slice(0, size);
    } else {
      this.#account(inode, inode.content.length, Math.min(inode.reserved, size));
    }
    inode.size = size;
    this.#changed(who, inode);
  }

  /** Sets space aside; the file grows to `length` when it is shorter. Throws ENOSPC, EINVAL, EFBIG. */
  reserve(inode: FileInode, length: number): void {
    if (length <= 0) throw new FileSystemError('EINVAL');
    if (length > MAX_FILE_SIZE) throw new FileSystemError('EFBIG');
    this.#account(inode, inode.content.length, Math.max(inode.reserved, length));
    inode.size = Math.max(inode.size, length);
    inode.changedNs = this.#clock.nowNs();
  }

  #account(inode: FileInode, stored: number, reserved: number): void {
    const content = stored - inode.content.length;
    const space = Math.max(stored, reserved) - Math.max(inode.content.length, inode.reserved);
    // What a file without a name held was given back with its last name.
    const named = inode.links > 0;
    this.#storage.change(inode.device, named ? content : Math.max(0, content), named ? space : Math.max(0, space));
    inode.reserved = reserved;
  }

  #changed(who: Credentials, inode: FileInode): void {
    inode.modifiedNs = this.#clock.nowNs();
    inode.changedNs = inode.modifiedNs;
    if (who.uid !== 0) inode.mode &= (inode.mode & 0o010) === 0 ? 0o3777 : 0o1777;
  }
}
