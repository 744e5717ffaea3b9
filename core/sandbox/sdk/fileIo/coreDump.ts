// `CoreDump`: opens the debugger, the program and its memory image with all the checks; the analysis itself is the
// debugger's work, which the sandbox does not have. It knows only what the debugger refuses.
// Source: rust-safe-io 0.1.0 `core_dump_analysis/core_dump.rs`.

import { fileName, parentPath } from '#core/base/posixPath.ts';
import { decodeUtf8Lossy } from '#core/base/utf8.ts';
import { type RhaiValue, rhaiMap, rhaiString, type SdkObject } from '#core/base/value.ts';
import { objectArgument, textArgument } from '../common/sdkArguments.ts';
import { RunEnd, type SdkContext, type SdkFunction, type SdkModule } from '../types.ts';
import type { FileHandle } from './handles.ts';
import { invalidPath, ioError } from './ioError.ts';
import { openDirectory } from './openDirectory.ts';
import { fileOptions, openFile } from './openFile.ts';
import { requireRead } from './readFile.ts';

interface CoreDump {
  readonly program: string;
  readonly image: string;
  /** What was opened is not opened and checked again, also when a later check is refused. */
  readonly opened: Map<string, FileHandle>;
}

const DEBUGGER = '/usr/bin/gdb';

const ELF = '\u007fELF';

export const coreDumpSdk: SdkModule = {
  'CoreDump(string, string)': (_, args) =>
    object({ program: textArgument(args, 0), image: textArgument(args, 1), opened: new Map() }),
  'backtrace(CoreDump)': analysis(refuseOtherThanElf),
  'get_variables(CoreDump, i64, array)': analysis(),
  'get_variables(CoreDump, i64, i64, array)': analysis(),
  'to_map(CoreDump)': (_, args) => {
    const { program, image } = dumpAt(args);
    return rhaiMap([
      ['exe_path', rhaiString(program)],
      ['core_dump_path', rhaiString(image)],
    ]);
  },
};

/** Checks, the first time: open on the directory and the file of each of the three, read on program and image. */
function analysis(refuse: (dump: CoreDump, program: FileHandle) => void = () => undefined): SdkFunction {
  return (context, args) => {
    const dump = dumpAt(args);
    const { program, image, opened } = dump;
    once(opened, 'debugger', () => open(context, DEBUGGER, true));
    const handle = once(opened, 'program', () => readable(context, program));
    once(opened, 'image', () => readable(context, image));
    refuse(dump, handle);
    throw new RunEnd(
      'unsupported',
      `Analysing the core dump ${image} takes a debugger, which the sandbox does not have.`,
    );
  };
}

/** The debugger reads other programs too, but none that is plain text. */
function refuseOtherThanElf({ program }: CoreDump, { file: { inode } }: FileHandle): void {
  const magic = inode.kind === 'file' ? decodeUtf8Lossy(inode.content.subarray(0, ELF.length)) : '';
  if (magic !== ELF) throw ioError('Other', `Invalid executable: ${program}`);
}

function once(opened: Map<string, FileHandle>, what: string, open: () => FileHandle): FileHandle {
  const handle = opened.get(what) ?? open();
  opened.set(what, handle);
  return handle;
}

function readable(context: SdkContext, path: string): FileHandle {
  const handle = open(context, path, false);
  requireRead(context, handle);
  return handle;
}

function open(context: SdkContext, path: string, follow: boolean): FileHandle {
  const parent = parentPath(path);
  if (parent === undefined) throw invalidPath('File has no parent directory');
  const name = fileName(path);
  if (name === undefined) throw invalidPath('Invalid file name');
  return openFile(context, openDirectory(context, parent), name, fileOptions({ read: true, follow_symlinks: follow }));
}

function object(state: CoreDump): SdkObject {
  return { kind: 'object', type: 'CoreDump', state };
}

function dumpAt(args: readonly RhaiValue[]): CoreDump {
  return objectArgument(args, 0).state as CoreDump;
}
