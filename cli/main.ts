#!/usr/bin/env node
// Entry of the command line: gives the program this process's arguments and streams.

import { EXIT } from './command.ts';
import { runProgram } from './program.ts';

const io = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
};

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.clean : EXIT.usage),
);

runProgram(process.argv.slice(2), io).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    io.err(`rehearsal: a fault of the program itself: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = EXIT.usage;
  },
);
