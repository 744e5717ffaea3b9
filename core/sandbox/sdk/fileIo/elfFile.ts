// `elf_info`: whether an ELF file is for 64 bits and which interpreter it names.
// Source: rust-safe-io 0.1.0 `file/unix/linux/elf_info.rs`; goblin's texts for what is no ELF file.

import { decodeUtf8Lossy } from '#core/base/utf8.ts';
import type { SdkContext } from '../types.ts';
import type { FileHandle } from './handles.ts';
import { validationError } from './ioError.ts';
import { readRest, requireRead } from './readFile.ts';

export interface ElfInfo {
  readonly is64bit: boolean;
  readonly interpreter: string | undefined;
}

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const IDENT_SIZE = 16;
const INTERPRETER = 3;

/** Where the fields of the two header forms lie. */
const LAYOUTS = {
  1: { is64bit: false, table: 0x1c, entrySize: 0x2a, count: 0x2c, offset: 4, size: 0x10 },
  2: { is64bit: true, table: 0x20, entrySize: 0x36, count: 0x38, offset: 8, size: 0x20 },
} as const;

/** Check: read. */
export function elfInfo(context: SdkContext, handle: FileHandle): ElfInfo {
  requireRead(context, handle);
  handle.file.rewind();
  const bytes = readRest(handle.file);
  handle.file.rewind();
  if (bytes.length < IDENT_SIZE) throw refused('Malformed entity: Too small');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) {
    throw refused(`Invalid magic number: 0x${view.getBigUint64(0, true).toString(16)}`);
  }
  const form = bytes[4];
  if (form !== 1 && form !== 2) throw refused(`Malformed entity: invalid ELF class ${(form ?? 0).toString(16)}`);
  const layout = LAYOUTS[form];
  return { is64bit: layout.is64bit, interpreter: interpreterOf(bytes, view, layout, bytes[5] !== 2) };
}

function interpreterOf(
  bytes: Uint8Array,
  view: DataView,
  layout: (typeof LAYOUTS)[1 | 2],
  little: boolean,
): string | undefined {
  const word = (at: number) => (layout.is64bit ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  try {
    const table = word(layout.table);
    const entrySize = view.getUint16(layout.entrySize, little);
    const count = view.getUint16(layout.count, little);
    for (let index = 0; index < count; index++) {
      const entry = table + index * entrySize;
      if (view.getUint32(entry, little) !== INTERPRETER) continue;
      const start = word(entry + layout.offset);
      return decodeUtf8Lossy(bytes.subarray(start, start + word(entry + layout.size))).replace(/\0.*$/s, '');
    }
  } catch (error) {
    // A header that points behind the end of the file.
    if (error instanceof RangeError) throw refused('type is too big');
    throw error;
  }
  return undefined;
}

function refused(text: string): Error {
  return validationError(`Failed to parse ELF file: ${text}`);
}
