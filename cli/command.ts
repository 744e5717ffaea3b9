// What a command of the program is: its place in the help, its options, and what it does.

import { parseArgs } from 'node:util';

/** Where a command reads and writes. */
export interface Io {
  /** Results. */
  out(text: string): void;
  /** Messages for people. */
  err(text: string): void;
}

export interface Option {
  /** What the value is called in the help; absent for a switch. */
  readonly value?: string;
  readonly short?: string;
  readonly description: string;
}

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What stands behind the name, e.g. `SCRIPT --policy P [options]`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Exit codes and what else is worth a paragraph. */
  readonly notes?: string;
  /** Gives the exit code. Throws {@link UsageError} for wrong usage and unreadable files. */
  run(args: Arguments, io: Io): Promise<number>;
}

/** Wrong usage, an unreadable or faulty file, an unknown user: the message is for people, the exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Exit codes that all commands share. */
export const EXIT = { clean: 0, found: 1, usage: 2 } as const;

/** Arguments of one command. */
export class Arguments {
  constructor(
    readonly positionals: readonly string[],
    private readonly values: Readonly<Record<string, string | boolean | undefined>>,
  ) {}

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** Throws where the option is missing. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UsageError(`--${name} is missing`);
    return value;
  }

  /** A whole number from 0 on. */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} must be a whole number, not "${text}"`);
    return Number(text);
  }

  /** One of some words. */
  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw new UsageError(`--${name} must be ${choices.join(', ')}, not "${text}"`);
    return found;
  }

  /** The only positional argument. */
  single(what: string): string {
    const [first, ...rest] = this.positionals;
    if (first === undefined) throw new UsageError(`${what} is missing`);
    if (rest.length > 0) throw new UsageError(`only one ${what} is allowed`);
    return first;
  }
}

/** Reads a command's arguments. Throws {@link UsageError} for options it does not have. */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [
      name,
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(option.short === undefined ? {} : { short: option.short }),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return new Arguments(positionals, values as Record<string, string | boolean | undefined>);
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}
