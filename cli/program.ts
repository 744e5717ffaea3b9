// The program behind the command line: finds the command, runs it and turns its outcome into an exit code.

import { type Command, EXIT, type Io, parseArguments, UsageError } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, programHelp } from './help.ts';
import { versionText } from './version.ts';

/** Runs the program with the arguments after its name. Gives the exit code. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined) {
    io.err(programHelp(COMMANDS));
    return EXIT.usage;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    const named = COMMANDS.find(({ name }) => name === rest[0]);
    io.out(named === undefined ? programHelp(COMMANDS) : commandHelp(named));
    return EXIT.clean;
  }
  if (first === '--version' || first === '-V') {
    io.out(`${versionText()}\n`);
    return EXIT.clean;
  }
  const command = COMMANDS.find(({ name }) => name === first);
  if (command !== undefined) return runCommand(command, rest, io);
  io.err(`rehearsal: there is no command "${first}"; rehearsal --help lists them\n`);
  return EXIT.usage;
}

async function runCommand(command: Command, argv: readonly string[], io: Io): Promise<number> {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  if (options.includes('--help') || options.includes('-h')) {
    io.out(commandHelp(command));
    return EXIT.clean;
  }
  try {
    return await command.run(parseArguments(command, argv), io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`rehearsal ${command.name}: ${error.message}\n`);
    return EXIT.usage;
  }
}
