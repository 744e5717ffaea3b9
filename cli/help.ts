// The help texts, made from the table of commands.

import type { Command, Option } from './command.ts';

/** Help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: rehearsal COMMAND [arguments]',
    '',
    'Knows before it runs what a Cedar policy lets a Rhai script do, and rehearses the run in a sandbox.',
    '',
    'Commands:',
    ...lines,
    '',
    'rehearsal COMMAND --help explains a command. rehearsal --version names the versions.',
    'Exit codes: 0 done and clean, 1 something was found, 2 wrong usage or an unreadable file.',
    '',
  ].join('\n');
}

/** Help of one command. */
export function commandHelp(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => [optionHead(name, option), option.description]);
  rows.push(['--help', 'this text']);
  const width = Math.max(...rows.map(([head = '']) => head.length));
  return [
    `Usage: rehearsal ${command.name} ${command.usage}`,
    '',
    `${command.summary}.`,
    '',
    'Options:',
    ...rows.map(([head = '', description = '']) => `  ${head.padEnd(width)}  ${description}`),
    ...(command.notes === undefined ? [] : ['', command.notes]),
    '',
  ].join('\n');
}

function optionHead(name: string, option: Option): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}--${name}${option.value === undefined ? '' : ` ${option.value}`}`;
}
