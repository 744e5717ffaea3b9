// `write`: appends to a file or replaces its content; `touch`: makes sure that it exists.
// Source: rhai-safe-io 0.1.0 `command/write.rs` and `command/touch.rs`.

import { type RhaiValue, UNIT } from '#core/base/value.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import type { FileHandle } from '../fileIo/handles.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import { writeInPlace } from '../fileIo/writeFile.ts';
import { type SdkContext, SdkError, type SdkModule } from '../types.ts';
import { namedEntry, openFileAt, openFileStrictly } from './commandPaths.ts';
import { readFlags } from './flags.ts';

export const writeSdk: SdkModule = {
  'write(string, string)': (context, args) => append(context, textArgument(args, 0), textArgument(args, 1)),
  'write(array, string, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'WriteFlag');
    const change = flags.has('replace') ? replace : append;
    return change(context, textArgument(args, 1), textArgument(args, 2));
  },
  'touch(string)': (context, args) => {
    openFileStrictly(context, namedEntry(textArgument(args, 0), 'file path'), { write: true, create: true });
    return UNIT;
  },
};

function replace(context: SdkContext, path: string, text: string): RhaiValue {
  writeInPlace(context, openFileAt(context, path, { write: true, create: true }), text);
  return UNIT;
}

/** The old text is read and written again; what cannot be read is lost. */
function append(context: SdkContext, path: string, text: string): RhaiValue {
  const file = openFileAt(context, path, { read: true, write: true, create: true });
  writeInPlace(context, file, readableText(context, file) + text);
  return UNIT;
}

function readableText(context: SdkContext, file: FileHandle): string {
  try {
    return readFile(context, file);
  } catch (error) {
    if (error instanceof SdkError) return '';
    throw error;
  }
}
