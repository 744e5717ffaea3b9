// What a run answers with: the runner's payload, key by key.

import { utf8Length } from '#core/base/utf8.ts';

/** The runner's classes of errors. */
export type ErrorType =
  | 'VALIDATION_EXCEPTION'
  | 'ACCESS_DENIED_EXCEPTION'
  | 'INTERNAL_EXCEPTION'
  | 'SCRIPT_EXCEPTION'
  | 'COMMUNICATION_EXCEPTION';

export interface PayloadError {
  readonly error_type: ErrorType;
  readonly message: string;
}

export interface PayloadAlarm {
  readonly alarm_type: string;
  readonly alarm_details?: string;
}

export interface PayloadMetric {
  readonly metric_name: string;
  readonly metric_value: number;
  readonly metric_unit: string;
  readonly metric_dimension: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly metric_timestamp: string;
}

/** All attributes are text, as in the runner. */
export interface PayloadLog {
  readonly attributes: {
    readonly timestamp: string;
    readonly level: string;
    readonly message: string;
    readonly line_number: string;
    /** The SDK function that logged, where it was not the script itself. */
    readonly rhai_api_name?: string;
  };
}

/** Keys and texts of the runner. `alarms`, `metrics` and `logs` are absent where the runner leaves them out. */
export interface Payload {
  readonly output: string;
  readonly status: 'SUCCESS' | 'ERROR';
  readonly error?: PayloadError;
  readonly alarms?: readonly PayloadAlarm[];
  readonly metrics?: readonly PayloadMetric[];
  readonly logs?: readonly PayloadLog[];
}

const MESSAGE_BYTES = 1024;
const MESSAGE_CHARACTERS = 1021;

/** An error with its message cut as the runner cuts it: over 1024 bytes, 1021 characters and an ellipsis stay. */
export function payloadError(type: ErrorType, message: string): PayloadError {
  if (utf8Length(message) <= MESSAGE_BYTES) return { error_type: type, message };
  const kept = [...message.slice(0, 2 * MESSAGE_CHARACTERS)].slice(0, MESSAGE_CHARACTERS).join('');
  return { error_type: type, message: `${kept}...` };
}

/** The payload of a run that was ended from outside and could not say anything itself. */
export function abandonedPayload(type: ErrorType, message: string): Payload {
  const alarm = {
    alarm_type: 'RexRunnerScriptExecutionFailure',
    alarm_details: `Failed to execute script: ${message}`,
  };
  return { output: '', status: 'ERROR', error: payloadError(type, message), alarms: [alarm], metrics: [], logs: [] };
}
