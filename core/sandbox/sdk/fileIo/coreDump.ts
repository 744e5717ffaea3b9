// `CoreDump`: opens the debugger, the program and its memory image with all the checks; the analysis itself is the
// debugger's work, which the sandbox does not have.
// Source: rust-safe-io 0.1.0 `core_dump_analysis/core_dump.rs`.

import { fileName, parentPath } from '#core/base/posixPath.ts';
import { type RhaiValue, rhaiMap, rhaiString, type SdkObject } from '#core/base/value.ts';
import { objectArgument, textArgument } from '../common/sdkArguments.ts';
import { RunEnd, type SdkContext, type SdkFunction, type SdkModule } from '../types.ts';
import type { FileHandle } from './handles.ts';
import { invalidPath } from './ioError.ts';
import { openDirectory } from './openDirectory.ts';
import { fileOptions, openFile } from './openFile.ts';
import { requireRead } from './readFile.ts';

interface CoreDump {
  readonly program: string;
  readonly image: string;
  /** What was opened is not opened and checked again, also when a later check is refused. */
  readonly opened: Set<string>;
}

const DEBUGGER = '/usr/bin/gdb';

export const coreDumpSdk: SdkModule = {
  'CoreDump(string, string)': (_, args) =>
    object({ program: textArgument(args, 0), image: textArgument(args, 1), opened: new Set() }),
  'backtrace(CoreDump)': analysis(),
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
function analysis(): SdkFunction {
  return (context, args) => {
    const { program, image, opened } = dumpAt(args);
    once(opened, 'debugger', () => open(context, DEBUGGER, true));
    once(opened, 'program', () => requireRead(context, open(context, program, false)));
    once(opened, 'image', () => requireRead(context, open(context, image, false)));
    throw new RunEnd(
      'unsupported',
      `Analysing the core dump ${image} takes a debugger, which the sandbox does not have.`,
    );
  };
}

function once(opened: Set<string>, what: string, run: () => void): void {
  if (opened.has(what)) return;
  run();
  opened.add(what);
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
