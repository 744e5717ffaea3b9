// DateTime for scripts: construction, parsing, formatting, components and operators.

import { type RhaiValue, rhaiBool, rhaiInt, rhaiString } from '#core/base/value.ts';
import { RunEnd, SdkError, type SdkFunction, type SdkModule } from '../types.ts';
import {
  checked,
  type DateTime,
  dateTimeObject,
  dateTimeOf,
  epochSeconds,
  fromCivil,
  fromEpochSeconds,
  type Ranged,
} from './dateTime.ts';
import { formatTime, MONTHS, parseTime, type TextFormat } from './dateTimeText.ts';
import { constantName, integerArgument, objectArgument, textArgument } from './sdkArguments.ts';

const COMPONENTS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'nanosecond'] as const;

/** The components that the SDK takes as unsigned. */
const UNSIGNED: ReadonlySet<string> = new Set(['month', 'day', 'hour', 'minute', 'second']);

const NANOS_PER_SECOND = 1_000_000_000n;

export const dateTimeSdk: SdkModule = {
  'DateTime(i64, i64, i64, i64, i64, i64, i64)': (_, args) => dateTimeObject(fromComponents(args)),
  'from_epoch_seconds(i64)': (_, args) => dateTimeObject(existing(fromEpochSeconds(integerArgument(args, 0)))),
  'from_epoch_nanos(i64, i64)': (_, args) => fromEpochNanos(integerArgument(args, 0), integerArgument(args, 1)),
  'now()': (context) => dateTimeObject(existing(fromEpochSeconds(context.host.clock.nowNs() / NANOS_PER_SECOND))),
  'now_nanos()': (context) => {
    const now = context.host.clock.nowNs();
    return dateTimeObject(existing(fromEpochSeconds(now / NANOS_PER_SECOND, Number(now % NANOS_PER_SECOND))));
  },
  'parse_datetime(string, DateTimeFormat)': (_, args) => parseDateTime(textArgument(args, 0), formatArgument(args, 1)),
  'to_string(DateTime, DateTimeFormat)': (_, args) => formatDateTime(dateTimeAt(args, 0), formatArgument(args, 1)),
  'epoch_seconds(DateTime)': (_, args) => rhaiInt(existing(epochSeconds(dateTimeAt(args, 0)))),
  'nanos(DateTime)': (_, args) => rhaiInt(dateTimeAt(args, 0).nanosecond),
  'month_str(DateTime)': (_, args) => rhaiString(monthName(dateTimeAt(args, 0))),
  'month_str_short(DateTime)': (_, args) => rhaiString(monthName(dateTimeAt(args, 0)).slice(0, 3)),
  ...Object.fromEntries(
    COMPONENTS.map((name): [string, SdkFunction] => [
      `get$${name}(DateTime)`,
      (_, args) => rhaiInt(dateTimeAt(args, 0)[name]),
    ]),
  ),
  '+(DateTime, i64)': (_, args) => shifted(dateTimeAt(args, 0), integerArgument(args, 1)),
  '-(DateTime, i64)': (_, args) => shifted(dateTimeAt(args, 0), -integerArgument(args, 1)),
  '-(DateTime, DateTime)': (_, args) =>
    rhaiInt(secondsOrCrash(dateTimeAt(args, 0)) - secondsOrCrash(dateTimeAt(args, 1))),
  '==(DateTime, DateTime)': comparison((order) => order === 0),
  '!=(DateTime, DateTime)': comparison((order) => order !== 0),
  '<(DateTime, DateTime)': comparison((order) => order < 0),
  '<=(DateTime, DateTime)': comparison((order) => order <= 0),
  '>(DateTime, DateTime)': comparison((order) => order > 0),
  '>=(DateTime, DateTime)': comparison((order) => order >= 0),
};

function dateTimeAt(args: readonly RhaiValue[], index: number): DateTime {
  return dateTimeOf(objectArgument(args, index));
}

function fromComponents(args: readonly RhaiValue[]): DateTime {
  const at = (name: (typeof COMPONENTS)[number]): bigint => {
    const value = integerArgument(args, COMPONENTS.indexOf(name));
    if (value < 0n && UNSIGNED.has(name)) {
      throw new SdkError(
        'plain',
        `Parameter '${name}' conversion failed: out of range integral type conversion attempted`,
        'Other',
        SOURCE,
      );
    }
    return value;
  };
  return {
    year: at('year'),
    month: at('month'),
    day: at('day'),
    hour: at('hour'),
    minute: at('minute'),
    second: at('second'),
    nanosecond: at('nanosecond'),
  };
}

function fromEpochNanos(seconds: bigint, nanos: bigint): RhaiValue {
  if (nanos < 0n || nanos >= NANOS_PER_SECOND) {
    throw invalidArguments(`Invalid nanos portion: ${nanos}. Must be 0-999,999,999`);
  }
  // The SDK multiplies in 64 bits, where large values wrap around.
  const total = BigInt.asIntN(64, seconds * NANOS_PER_SECOND + nanos);
  const rest = ((total % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  return dateTimeObject(existing(fromEpochSeconds((total - rest) / NANOS_PER_SECOND, Number(rest))));
}

function parseDateTime(text: string, format: TextFormat): RhaiValue {
  const parsed = parseTime(text, format);
  if (parsed.ok) return dateTimeObject(fromCivil(parsed.time));
  throw failure('ParseError', `Parse Error: Failed to parse ${format} datetime from '${text}': ${parsed.message}`);
}

function formatDateTime(value: DateTime, format: TextFormat): RhaiValue {
  const formatted = formatTime(existing(checked(value)), format);
  if (formatted.ok) return rhaiString(formatted.text);
  throw failure('FormatError', `Format Error: Failed to format datetime as ${format}: ${formatted.message}`);
}

function formatArgument(args: readonly RhaiValue[], index: number): TextFormat {
  const name = constantName(objectArgument(args, index));
  if (name !== 'RFC3339' && name !== 'RFC2822') throw new Error(`not a DateTimeFormat: ${name}`);
  return name;
}

function monthName({ month }: DateTime): string {
  const name = month >= 1n && month <= 12n ? MONTHS[Number(month) - 1] : undefined;
  if (name === undefined) throw invalidArguments(`Invalid month: ${month}. Must be 1-12`);
  return name;
}

/** Operators do not throw in the SDK: impossible dates and overflow end the whole program there. */
function shifted(value: DateTime, seconds: bigint): RhaiValue {
  const moved = fromEpochSeconds(BigInt.asIntN(64, secondsOrCrash(value) + seconds));
  return moved.ok ? dateTimeObject(moved.value) : crash('the result of the addition is out of range');
}

function comparison(holds: (order: number) => boolean): SdkFunction {
  return (_, args) => {
    const left = dateTimeAt(args, 0);
    const right = dateTimeAt(args, 1);
    const seconds = secondsOrCrash(left) - secondsOrCrash(right);
    const order = seconds !== 0n ? seconds : left.nanosecond - right.nanosecond;
    return rhaiBool(holds(Number(order)));
  };
}

function secondsOrCrash(value: DateTime): bigint {
  const seconds = epochSeconds(value);
  return seconds.ok ? seconds.value : crash(`its ${seconds.component} is not in range`);
}

function crash(reason: string): never {
  throw new RunEnd('crash', `rex-runner crashes here: arithmetic or comparison of a DateTime, and ${reason}`);
}

function existing<T>(result: Ranged<T>): T {
  if (result.ok) return result.value;
  throw invalidArguments(`Invalid time component: ${result.component} was not in range`);
}

const SOURCE = 'CommonUtilsErrorKind';

function invalidArguments(message: string): SdkError {
  return failure('InvalidArguments', `Invalid arguments: ${message}`);
}

function failure(kind: string, message: string): SdkError {
  return new SdkError('map', message, kind, SOURCE);
}
