// The command form of a method, as `resolve` is of `resolve_hostname`: its errors are bare strings.

import { SdkError, type SdkFunction } from '../types.ts';

export function asCommand(method: SdkFunction): SdkFunction {
  return (context, args) => {
    try {
      return method(context, args);
    } catch (error) {
      if (!(error instanceof SdkError)) throw error;
      throw new SdkError('plain', error.message, error.kind, error.source);
    }
  };
}
