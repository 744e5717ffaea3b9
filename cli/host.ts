// `rehearsal host`: makes a host file of a real folder, and says what of it was left out and why.

import { statSync } from 'node:fs';
import path from 'node:path';
import { type FolderHost, HOST_FROM_FOLDER_LIMITS, hostFromFolder, type LeftOut } from '#core/node/hostFromFolder.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { writeText } from './files.ts';

export const hostCommand: Command = {
  name: 'host',
  summary: 'Makes a host file of a real folder, without its secrets and ignored files',
  usage: 'FOLDER [-o F] [options]',
  options: {
    output: { value: 'F', short: 'o', description: 'where the host file goes; standard output when absent' },
    at: { value: 'PATH', description: 'where the folder lies on the virtual host; /srv/NAME when absent' },
    'max-file': {
      value: 'BYTES',
      description: `larger files are left out; ${HOST_FROM_FOLDER_LIMITS.maxFileBytes} when absent`,
    },
    'max-total': {
      value: 'BYTES',
      description: `files beyond this sum are left out; ${HOST_FROM_FOLDER_LIMITS.maxTotalBytes} when absent`,
    },
  },
  notes:
    'What .gitignore names, what looks like a secret by its name or content, links to outside and what is too large is\nleft out and listed on standard error. Look through the file before you share it.',
  run: makeHost,
};

async function makeHost(args: Arguments, io: Io): Promise<number> {
  const folder = args.single('FOLDER');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`cannot read ${folder}: it is no folder`);
  const output = args.text('output');
  const host = read(folder, args, output);
  const { problems } = parseHostFile(host.text);
  if (problems.length > 0) throw new UsageError(problems.map(problemText).join('\n'));
  if (output === undefined) io.out(host.text);
  else writeText(output, host.text);
  io.err(`${host.files} files, ${host.bytes} bytes, at ${host.at}\n`);
  for (const left of host.leftOut) io.err(leftOutText(left));
  return EXIT.clean;
}

function read(folder: string, args: Arguments, output: string | undefined): FolderHost {
  const at = args.text('at');
  const maxFileBytes = args.count('max-file');
  const maxTotalBytes = args.count('max-total');
  try {
    return hostFromFolder(folder, {
      ...(at === undefined ? {} : { at }),
      ...(maxFileBytes === undefined ? {} : { maxFileBytes }),
      ...(maxTotalBytes === undefined ? {} : { maxTotalBytes }),
      ...(output === undefined ? {} : { output: path.resolve(output) }),
    });
  } catch (error) {
    throw new UsageError(`cannot read ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function leftOutText({ path: file, reason }: LeftOut): string {
  // A file name may hold anything, also what moves the cursor of a terminal.
  return `left out: ${JSON.stringify(file).slice(1, -1)}: ${reason}\n`;
}
