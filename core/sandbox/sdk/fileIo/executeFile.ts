// `execute`: the check with everything the policy may look at, then what the host file declares that the program does.
// Source: rust-safe-io 0.1.0 `execute.rs`.

import { executionContext } from '#core/authz/executionContext.ts';
import { fileResource } from '#core/authz/resource.ts';
import type { HostProgram } from '../../host/hostDescription.ts';
import { placeEntry } from '../../host/populate.ts';
import { errnoOf } from '../../vfs/errno.ts';
import { ROOT, requireAccess, SEARCH } from '../../vfs/permissions.ts';
import { RunEnd, type SdkContext, SdkError } from '../types.ts';
import type { ExecuteOptions } from './executeOptions.ts';
import { requireResource } from './fileAuthorization.ts';
import { type FileHandle, filePath } from './handles.ts';
import { IO_ERROR_KIND, ioError } from './ioError.ts';
import { noMapping } from './metadata.ts';

export interface ExecuteResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The identity a program is to run under. */
interface Identity {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** The only process whose number is known before anything runs. */
const INIT = 1n;

/** Check: execute, with arguments, environment, user, group and namespace as context. */
export function executeFile(context: SdkContext, handle: FileHandle, options: ExecuteOptions): ExecuteResult {
  const identity = identityOf(context, options);
  const { values, entities } = requestContext(context, options, identity);
  requireResource(context, 'execute', fileResource(filePath(handle)), values, entities);
  if (handle.options.write) {
    const reason =
      'Attempted to execute a file opened with write permissions. Files must be opened read-only for execution.';
    throw ioError('InvalidFileMode', `Invalid file mode: ${reason}: ${filePath(handle)}`);
  }
  if (options.namespace !== undefined) enterNamespace(context, options.namespace.target_process);
  return refusedByKernel(context, handle, options, identity) ?? runProgram(context, handle, options);
}

/** Runs a program as the SDK itself does, without asking the policy. */
export function executeWithoutCheck(context: SdkContext, handle: FileHandle, options: ExecuteOptions): ExecuteResult {
  const identity = identityOf(context, options);
  return refusedByKernel(context, handle, options, identity) ?? runProgram(context, handle, options);
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

/** What the forked process reports when it does not get as far as the program. */
function refusedByKernel(
  context: SdkContext,
  handle: FileHandle,
  options: ExecuteOptions,
  identity: Identity,
): ExecuteResult | undefined {
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
  const who = { ...credentials, uid: identity.uid ?? credentials.uid, gid: identity.gid ?? credentials.gid };
  const denied = errnoOf(() => requireAccess(who, handle.file.inode, SEARCH)) !== undefined;
  return denied ? failed('fexecve failed: EACCES: Permission denied\n') : undefined;
}

function failed(stderr: string): ExecuteResult {
  return { exitCode: 1, stdout: '', stderr };
}

function runProgram(context: SdkContext, handle: FileHandle, options: ExecuteOptions): ExecuteResult {
  const args = options.args.flatMap(({ key, value }) => (value === undefined ? [key] : [key, value]));
  const program = declaredProgram(context, handle, args);
  if (program === undefined) {
    const command = [handle.file.path, ...args].join(' ');
    throw new RunEnd('unsupported', `The host file does not declare under "programs" what this does: ${command}`);
  }
  const { description, fs, user } = context.host;
  for (const [path, entry] of program.effects) {
    if (entry !== undefined) placeEntry(fs, description, user, path, entry);
    else if (fs.walk(ROOT, path, { follow: false }).inode !== undefined) fs.unlink(ROOT, path);
    context.effect({ change: entry === undefined ? 'delete' : 'write', target: path });
  }
  return { exitCode: program.exitCode, stdout: program.stdout, stderr: program.stderr };
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
