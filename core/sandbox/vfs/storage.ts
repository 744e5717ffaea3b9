// Counts what a run stores, against the sandbox's own bounds and the capacity of each mounted file system.

import { FileSystemError, StorageLimitError } from './errno.ts';
import type { Device } from './inode.ts';

export interface StorageLimits {
  /** Bytes of file content on all devices together. */
  readonly maxBytes: number;
  /** Files, directories and links together. */
  readonly maxEntries: number;
}

export const DEFAULT_STORAGE_LIMITS: StorageLimits = { maxBytes: 256 * 1024 * 1024, maxEntries: 100_000 };

export class Storage {
  readonly #limits: StorageLimits;
  #bytes = 0;
  #entries = 0;

  constructor(limits: StorageLimits) {
    this.#limits = limits;
  }

  /**
   * Takes or gives back bytes of content, and space on a device. Throws ENOSPC for a full device and
   * {@link StorageLimitError} for the sandbox's bound.
   */
  change(device: Device, content: number, space: number): void {
    if (space > 0 && device.capacity !== undefined && device.used + space > device.capacity)
      throw new FileSystemError('ENOSPC');
    if (content > 0 && this.#bytes + content > this.#limits.maxBytes)
      throw new StorageLimitError('bytes', this.#limits.maxBytes);
    device.used += space;
    this.#bytes += content;
  }

  /** Throws {@link StorageLimitError} when a copy of so many bytes could not be held. */
  checkFits(length: number): void {
    if (length > this.#limits.maxBytes) throw new StorageLimitError('bytes', this.#limits.maxBytes);
  }

  /** Counts one more name. Throws {@link StorageLimitError}. */
  addEntry(): void {
    if (this.#entries >= this.#limits.maxEntries) throw new StorageLimitError('entries', this.#limits.maxEntries);
    this.#entries++;
  }

  removeEntry(): void {
    this.#entries--;
  }
}
