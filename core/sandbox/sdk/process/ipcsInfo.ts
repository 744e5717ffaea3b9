// `ipcs_info`: the tables of System V shared memory, semaphores and message queues, read through the file SDK.
// Source: rust-safe-process-mgmt 0.1.0 `safe_ipcs`.

import { type RhaiValue, rhaiString } from '#core/base/value.ts';
import { recordObject, recordsSdk, textField } from '../common/records.ts';
import type { FileHandle } from '../fileIo/handles.ts';
import { openDirectory } from '../fileIo/openDirectory.ts';
import { openFile, READ_ONLY } from '../fileIo/openFile.ts';
import { readFile } from '../fileIo/redactedRead.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { fileStep } from './processError.ts';

const FOLDER = '/proc/sysvipc';

export const ipcsInfoSdk: SdkModule = {
  'ipcs_info(RcProcessManager)': (context) => fileStep(() => ipcsInfo(context)),
  ...recordsSdk([
    {
      type: 'IpcsInfo',
      getters: ['shared_memory', 'semaphores', 'queues'],
      text: (fields) => {
        const [memory, queues, semaphores] = ['shared_memory', 'queues', 'semaphores'].map((name) =>
          textField(fields, name),
        );
        return `Shared Memory Segments:\n${memory}\n\nMessage Queues:\n${queues}\n\nSemaphore Arrays:\n${semaphores}`;
      },
    },
  ]),
};

/** Checks: open on the folder and a table, three times; then read, or redacted_read, on each table. */
function ipcsInfo(context: SdkContext): RhaiValue {
  const open = (name: string): FileHandle => openFile(context, openDirectory(context, FOLDER), name, READ_ONLY);
  const memory = open('shm');
  const semaphores = open('sem');
  const queues = open('msg');
  const read = (handle: FileHandle) => rhaiString(readFile(context, handle));
  return recordObject('IpcsInfo', {
    shared_memory: read(memory),
    semaphores: read(semaphores),
    queues: read(queues),
  });
}
