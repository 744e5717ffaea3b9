// `execute`: the check with everything the policy may look at, then what the host file declares that the program does.
// Source: rust-safe-io 0.1.0 `execute.rs`.

import { executionContext } from '#core/authz/executionContext.ts';
import { fileResource } from '#core/authz/resource.ts';
import { decodeUtf8Lossy } from '#core/base/utf8.ts';
import type { HostProgram } from '../../host/hostDescription.ts';
import { placeEntry } from '../../host/populate.ts';
import { type Errno, errnoOf, plainErrnoText } from '../../vfs/errno.ts';
import { type Credentials, ROOT, requireAccess, SEARCH } from '../../vfs/permissions.ts';
import { RunEnd, type SdkContext, SdkError } from '../types.ts';
import type { ExecuteOptions } from './executeOptions.ts';
import { requireResource } from './fileAuthorization.ts';
import { type FileHandle, filePath } from './handles.ts';
import { IO_ERROR_KIND, ioError } from './ioError.ts';
import { noMapping } from './metadata.ts';
import { fillsPipe, type ProgramResult, runStandardProgram } from './standardPrograms.ts';

/** The identity a program is to run under. */
interface Identity {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

const ELF = '\u007fELF';
/** So much of a file the kernel looks at for its interpreter. */
const INTERPRETER_LINE = 256;

/** The only process whose number is known before anything runs. */
const INIT = 1n;

/** Check: execute, with arguments, environment, user, group and namespace as context. */
export function executeFile(context: SdkContext, handle: FileHandle, options: ExecuteOptions): ProgramResult {
  const identity = identityOf(context, options);
  const { values, entities } = requestContext(context, options, identity);
  requireResource(context, 'execute', fileResource(filePath(handle)), values, entities);
  if (handle.options.write) {
    const reason =
      'Attempted to execute a file opened with write permissions. Files must be opened read-only for execution.';
    throw ioError('InvalidFileMode', `Invalid file mode: ${reason}: ${filePath(handle)}`);
  }
  if (options.namespace !== undefined) enterNamespace(context, options.namespace.target_process);
  return runAs(context, handle, options, identity);
}

/** Runs a program as the SDK itself does, without asking the policy. */
export function executeWithoutCheck(context: SdkContext, handle: FileHandle, options: ExecuteOptions): ProgramResult {
  const identity = identityOf(context, options);
  return runAs(context, handle, options, identity);
}

function runAs(context: SdkContext, handle: FileHandle, options: ExecuteOptions, identity: Identity): ProgramResult {
  const refused = refusedByKernel(context, options, identity);
  if (refused !== undefined) return refused;
  const { credentials } = context.host;
  const { uid, gid } = identity;
  // Changing the group drops the supplementary ones.
  const who = {
    uid: uid ?? credentials.uid,
    gid: gid ?? credentials.gid,
    groups: gid === undefined ? credentials.groups : [],
  };
  const errno = errnoOf(() => requireAccess(who, handle.file.inode, SEARCH));
  return errno === undefined ? runProgram(context, handle, options, who) : notExecuted(errno);
}

function identityOf(context: SdkContext, { user, group }: ExecuteOptions): Identity {
  const { accounts } = context.host;
  const uid = user === undefined ? undefined : accounts.uidOf(user);
  if (user !== undefined && uid === undefined) throw noMapping('No user mapping found for uid', user);
  const gid = group === undefined ? undefined : accounts.gidOf(group);
  if (group !== undefined && gid === undefined) throw noMapping('No group mapping found for gid', group);
  return { uid, gid };
}

function requestContext(context: SdkContext, options: ExecuteOptions, identity: Identity) {
  const { accounts, credentials } = context.host;
  const uid = identity.uid ?? credentials.uid;
  const gid = identity.gid ?? credentials.gid;
  const username = options.user ?? accounts.userName(uid);
  const groupname = options.group ?? accounts.groupName(gid);
  return executionContext(
    {
      args: options.args,
      env: options.env,
      user: username === undefined ? undefined : { username, uid },
      group: groupname === undefined ? undefined : { groupname, gid },
      targetProcess: options.namespace?.target_process,
    },
    { args: context.uuid(), env: context.uuid() },
  );
}

/** Switching needs privileges; without them the runner ends the whole script. */
function enterNamespace(context: SdkContext, pid: bigint): void {
  if (pid !== INIT) throw ioError('Other', `File descriptor operation failed: Failed to open pidfd for PID ${pid}`);
  if (context.host.credentials.uid === 0) return;
  const message =
    'Process namespace fatal error: Failed to switch to namespace using pidfd: EPERM: Operation not permitted';
  throw new SdkError('map', message, 'ProcessNamespaceFatalError', IO_ERROR_KIND, 'next-operation');
}

/** What the forked process reports when it may not change what it runs as. */
function refusedByKernel(context: SdkContext, options: ExecuteOptions, identity: Identity): ProgramResult | undefined {
  const { credentials } = context.host;
  if (credentials.uid !== 0) {
    // This happens before the output is redirected, so nothing of it is seen.
    if (options.capabilities.length > 0) return failed('');
    if (identity.gid !== undefined) {
      const isOwn = identity.gid === credentials.gid;
      return failed(
        `${isOwn ? 'Failed to clear supplementary groups' : `Failed to set GID ${identity.gid}`}: EPERM: Operation not permitted\n`,
      );
    }
    if (identity.uid !== undefined && identity.uid !== credentials.uid) {
      return failed(`Failed to set UID ${identity.uid}: EPERM: Operation not permitted\n`);
    }
  }
  return undefined;
}

function notExecuted(errno: Errno): ProgramResult {
  return failed(`fexecve failed: ${errno}: ${plainErrnoText(errno)}\n`);
}

function failed(stderr: string): ProgramResult {
  return { exitCode: 1, stdout: '', stderr };
}

function runProgram(context: SdkContext, handle: FileHandle, options: ExecuteOptions, who: Credentials): ProgramResult {
  const args = options.args.flatMap(({ key, value }) => (value === undefined ? [key] : [key, value]));
  const command = [handle.file.path, ...args].join(' ');
  const declared = declaredProgram(context, handle, args);
  const result =
    declared ??
    runStandardProgram(context, handle, { args, env: options.env, who }) ??
    notAProgram(context, handle, who);
  if (result === undefined) {
    throw new RunEnd('unsupported', `The host file does not declare under "programs" what this does: ${command}`);
  }
  if (fillsPipe(result)) {
    const reason = 'which reads output only at the end of a program: more than 64 KiB never fit into the pipe';
    throw new RunEnd('unsupported', `This would wait for ever in the runner, ${reason}: ${command}`);
  }
  if (declared !== undefined) leaveEffects(context, declared);
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

function leaveEffects(context: SdkContext, { effects }: HostProgram): void {
  const { description, fs, user } = context.host;
  for (const [path, entry] of effects) {
    if (entry !== undefined) placeEntry(fs, description, user, path, entry);
    else if (fs.walk(ROOT, path, { follow: false }).inode !== undefined) fs.unlink(ROOT, path);
    context.effect({ change: entry === undefined ? 'delete' : 'write', target: path });
  }
}

/** What the kernel says of a file that it cannot start: neither a binary nor a script, or a script without its interpreter. */
function notAProgram({ host: { fs } }: SdkContext, { file }: FileHandle, who: Credentials): ProgramResult | undefined {
  if (file.inode.kind !== 'file') return undefined;
  const head = decodeUtf8Lossy(file.inode.content.subarray(0, INTERPRETER_LINE));
  if (head.startsWith(ELF)) return undefined;
  const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(head)?.[1];
  if (interpreter === undefined) return notExecuted('ENOEXEC');
  const errno = errnoOf(() => requireAccess(who, fs.lookup(who, interpreter), SEARCH));
  return errno === undefined ? undefined : notExecuted(errno);
}

/** The first declaration of the file that fits the arguments. */
function declaredProgram(context: SdkContext, handle: FileHandle, args: readonly string[]): HostProgram | undefined {
  const { fs, programs } = context.host;
  return programs.find((program) => {
    if (fs.walk(ROOT, program.path).inode !== handle.file.inode) return false;
    return (
      program.args === undefined ||
      (program.args.length === args.length && program.args.every((arg, i) => arg === args[i]))
    );
  });
}
