// `AlarmBuilder`: an alarm that the script publishes in the run's payload.
// Source: rex-runner-registrar 0.1.0 `script_alarm_collector.rs`; setters take the builder by value, so they do not change it.

import { type SdkObject, UNIT } from '#core/base/value.ts';
import { objectArgument, textArgument } from '../common/sdkArguments.ts';
import type { SdkModule } from '../types.ts';
import { notInitialized } from './notInitialized.ts';

interface AlarmFields {
  readonly type?: string;
  readonly details?: string;
}

export const alarmBuilderSdk: SdkModule = {
  'AlarmBuilder()': () => builder({}),
  'type(AlarmBuilder, string)': (_, args) =>
    builder({ ...fieldsOf(objectArgument(args, 0)), type: textArgument(args, 1) }),
  'details(AlarmBuilder, string)': (_, args) =>
    builder({ ...fieldsOf(objectArgument(args, 0)), details: textArgument(args, 1) }),
  'publish(AlarmBuilder)': (context, args) => {
    const { type, details } = fieldsOf(objectArgument(args, 0));
    if (type === undefined) throw notInitialized('alarm_type');
    context.publishAlarm(details === undefined ? { type } : { type, details });
    return UNIT;
  },
};

function builder(fields: AlarmFields): SdkObject {
  return { kind: 'object', type: 'AlarmBuilder', state: fields };
}

function fieldsOf(object: SdkObject): AlarmFields {
  return object.state as AlarmFields;
}
