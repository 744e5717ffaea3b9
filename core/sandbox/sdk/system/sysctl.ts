// Kernel parameters: read, write, find and load, through the file SDK with its checks.
// Source: rust-safe-system-info 0.1.0 `sysctl/linux.rs`.

import { fileName, parentPath } from '#core/base/posixPath.ts';
import { encodeUtf8 } from '#core/base/utf8.ts';
import { rhaiArray, rhaiMap, rhaiString, UNIT } from '#core/base/value.ts';
import { errnoText } from '../../vfs/errno.ts';
import { asCommand } from '../common/commandForm.ts';
import { recordObject, recordsSdk } from '../common/records.ts';
import { trim } from '../common/rustText.ts';
import { textArgument } from '../common/sdkArguments.ts';
import { entryPath, openEntryAsFile } from '../fileIo/dirEntry.ts';
import { walkDirectory } from '../fileIo/directoryWalk.ts';
import { executeWithoutCheck } from '../fileIo/executeFile.ts';
import type { FileHandle } from '../fileIo/handles.ts';
import { attempt } from '../fileIo/ioError.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { fileOptions, openFile, READ_ONLY } from '../fileIo/openFile.ts';
import { compileRegex } from '../fileIo/readFile.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import { changing, requireWrite } from '../fileIo/writeFile.ts';
import { type SdkContext, SdkError, type SdkFunction, type SdkModule } from '../types.ts';
import { refuseParameterValue } from './sysctlValue.ts';
import { fileStep, requireSysctlLoad, sysinfoError } from './sysinfoError.ts';

interface SysctlEntry {
  readonly key: string;
  readonly value: string;
}

const PARAMETERS = '/proc/sys';

/** Parameters that enumerations leave out, as sysctl(8) does. */
const SKIPPED: ReadonlySet<string> = new Set(['base_reachable_time', 'retrans_time', 'stat_refresh']);

export const sysctlSdk: SdkModule = {
  'SysctlManager()': () => ({ kind: 'object', type: 'SysctlManager', state: {} }),
  'read(SysctlManager, string)': (context, args) => rhaiString(readParameter(context, textArgument(args, 1))),
  'write(SysctlManager, string, string)': endingRun((context, args) => {
    writeParameter(context, textArgument(args, 1), textArgument(args, 2));
    return UNIT;
  }),
  'find(SysctlManager, string)': (context, args) =>
    rhaiArray(
      findParameters(context, textArgument(args, 1)).map(({ key, value }) =>
        recordObject('SysctlEntry', { key: rhaiString(key), value: rhaiString(value) }),
      ),
    ),
  'load_system(SysctlManager)': (context) => {
    loadSystem(context);
    return UNIT;
  },
  'sysctl_read(string)': asCommand((context, args) => rhaiString(readParameter(context, textArgument(args, 0)))),
  'sysctl_write(string, string)': asCommand((context, args) => {
    writeParameter(context, textArgument(args, 0), textArgument(args, 1));
    return UNIT;
  }),
  'sysctl_find(string)': asCommand((context, args) =>
    rhaiArray(
      findParameters(context, textArgument(args, 0)).map(({ key, value }) =>
        rhaiMap([
          ['key', rhaiString(key)],
          ['value', rhaiString(value)],
        ]),
      ),
    ),
  ),
  ...recordsSdk([{ type: 'SysctlEntry', getters: ['key', 'value'] }]),
};

/** Checks: open on the folder; open and read, or redacted_read, on the file. As root it is tried twice. */
function readParameter(context: SdkContext, key: string): string {
  const path = parameterPath(key);
  return asRootToo(context, () => trim(readFile(context, openParameter(context, path, READ_ONLY))));
}

/** Switches to root first; then checks: open on the folder, open and write on the file. */
function writeParameter(context: SdkContext, key: string, value: string): void {
  if (context.host.credentials.uid !== 0) {
    throw sysinfoError('PrivilegeError', 'Failed to switch privileges: EPERM: Operation not permitted');
  }
  try {
    fileStep(() => {
      const handle = openParameter(context, parameterPath(key), fileOptions({ write: true }));
      // Root is bound to the mode of a parameter, unlike to that of other files.
      if ((handle.file.inode.mode & 0o200) === 0) throw sysinfoError('Other', errnoText('EACCES'));
      requireWrite(context, handle);
      setParameter(context, handle, value);
    });
  } catch (error) {
    if (!(error instanceof SdkError)) throw error;
    if (error.message === errnoText('ENOENT'))
      throw sysinfoError('InvalidParameter', `Invalid sysctl parameter: ${key}`);
    if (error.message !== errnoText('EINVAL')) throw error;
    throw sysinfoError('InvalidValue', `Invalid sysctl value for ${key}=${value}: Invalid argument`);
  }
}

/** The kernel takes one line and shows it with an end of line, or refuses what the parameter cannot be. */
function setParameter(context: SdkContext, handle: FileHandle, value: string): void {
  const before = context.host.readText(handle.file.path) ?? '';
  const line = value.split('\n', 1)[0] ?? '';
  if (refuseParameterValue(before, line)) throw sysinfoError('Other', errnoText('EINVAL'));
  changing(context, handle, () => {
    handle.file.truncate(0);
    handle.file.write(encodeUtf8(`${line}\n`));
  });
}

/** Checks: open on /proc/sys, those of the walk, and open and read on each file whose path matches. */
function findParameters(context: SdkContext, pattern: string): readonly SysctlEntry[] {
  return fileStep(() => {
    const root = openDirectory(context, PARAMETERS);
    const regex = compileRegex(context, pattern);
    const found: SysctlEntry[] = [];
    for (const step of walkDirectory(context, root)) {
      if (step.kind !== 'entry' || step.entry.kind !== 'file' || SKIPPED.has(step.entry.name)) continue;
      const path = entryPath(step.entry);
      if (!regex.isMatch(path)) continue;
      const text = attempt(() =>
        asRootToo(context, () => readFile(context, openEntryAsFile(context, { ...step.entry }, READ_ONLY))),
      );
      if (text !== undefined) found.push({ key: keyOf(path), value: trim(text) });
    }
    return found;
  });
}

/** Checks: load; open on /usr/sbin and on the program there. Running it is not checked. */
function loadSystem(context: SdkContext): void {
  requireSysctlLoad(context);
  const program = fileStep(() => openFile(context, openDirectory(context, '/usr/sbin'), 'sysctl', READ_ONLY));
  const args = [{ key: '--system', value: undefined }];
  const options = { args, env: [], capabilities: [], user: 'root', group: undefined, namespace: undefined };
  const { exitCode, stderr } = fileStep(() => executeWithoutCheck(context, program, options));
  if (exitCode === 0) return;
  throw sysinfoError('IoError', `sysctl --system failed with exit code ${exitCode}: ${stderr}`);
}

function openParameter(context: SdkContext, path: string, options: typeof READ_ONLY): FileHandle {
  const folder = openDirectory(context, parentPath(path) ?? '');
  return openFile(context, folder, fileName(path) ?? '', options);
}

/** What the file system refuses root is tried again, checks included. */
function asRootToo<T>(context: SdkContext, run: () => T): T {
  const isRefused = (error: unknown) => error instanceof SdkError && error.message === errnoText('EACCES');
  return fileStep(() => {
    try {
      return run();
    } catch (error) {
      if (context.host.credentials.uid === 0 && isRefused(error)) return run();
      throw error;
    }
  });
}

/** A method that ends the run where it lacks a privilege; the commands only throw. */
function endingRun(method: SdkFunction): SdkFunction {
  return (context, args) => {
    try {
      return method(context, args);
    } catch (error) {
      if (!(error instanceof SdkError) || error.kind !== 'PrivilegeError') throw error;
      throw new SdkError(error.form, error.message, error.kind, error.source, 'next-operation');
    }
  };
}

function parameterPath(key: string): string {
  return `${PARAMETERS}/${key.replaceAll('.', '/')}`;
}

function keyOf(path: string): string {
  return path.slice(PARAMETERS.length + 1).replaceAll('/', '.');
}
