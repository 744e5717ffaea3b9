// The plain-string error of the runner's builders for a field that was never set.

import { SdkError } from '../types.ts';

export function notInitialized(field: string): SdkError {
  return new SdkError('plain', `\`${field}\` must be initialized`, 'Other', 'Runner');
}
