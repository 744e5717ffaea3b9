// `cat`: the text of a file.

import { rhaiString } from '#core/base/value.ts';
import { lines } from '../common/rustText.ts';
import { arrayArgument, textArgument } from '../common/sdkArguments.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import type { SdkModule } from '../types.ts';
import { openFileAt } from './commandPaths.ts';
import { readFlags } from './flags.ts';

export const catSdk: SdkModule = {
  'cat(string)': (context, args) => rhaiString(readFile(context, openFileAt(context, textArgument(args, 0)))),
  'cat(array, string)': (context, args) => {
    const flags = readFlags(context, arrayArgument(args, 0), 'CatFlag');
    const text = readFile(context, openFileAt(context, textArgument(args, 1)));
    return rhaiString(flags.has('number') ? numbered(text) : text);
  },
};

function numbered(text: string): string {
  return lines(text)
    .map((line, index) => `${String(index + 1).padStart(6)}\t${line}`)
    .join('\n');
}
