// `execute` and its result, by catalog id.

import { type RhaiValue, rhaiInt, rhaiMap, rhaiString } from '#core/base/value.ts';
import { objectArgument } from '../common/sdkArguments.ts';
import type { SdkModule } from '../types.ts';
import { executeFile } from './executeFile.ts';
import type { ExecuteOptions } from './executeOptions.ts';
import { fileHandleAt } from './handles.ts';
import { optionsAt } from './optionBuilder.ts';
import type { ProgramResult } from './standardPrograms.ts';

export const executeSdk: SdkModule = {
  'execute(RcFileHandle, ExecuteOptions)': (context, args) => ({
    kind: 'object',
    type: 'ExecuteResult',
    state: executeFile(context, fileHandleAt(args, 0), optionsAt<ExecuteOptions>(args, 1, 'ExecuteOptions')),
  }),
  'get$exit_code(ExecuteResult)': (_, args) => rhaiInt(resultAt(args).exitCode),
  'get$stdout(ExecuteResult)': (_, args) => rhaiString(resultAt(args).stdout),
  'get$stderr(ExecuteResult)': (_, args) => rhaiString(resultAt(args).stderr),
  'to_map(ExecuteResult)': (_, args) => {
    const { exitCode, stdout, stderr } = resultAt(args);
    return rhaiMap([
      ['exit_code', rhaiInt(exitCode)],
      ['stdout', rhaiString(stdout)],
      ['stderr', rhaiString(stderr)],
    ]);
  },
};

function resultAt(args: readonly RhaiValue[]): ProgramResult {
  return objectArgument(args, 0).state as ProgramResult;
}
