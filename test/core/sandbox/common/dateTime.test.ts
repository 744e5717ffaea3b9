// DateTime, against what the recorded runs and the `time` crate say.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RhaiValue, rhaiInt, rhaiString } from '#core/base/value.ts';
import { commonSdk } from '#core/sandbox/sdk/common/commonSdk.ts';
import { RunEnd, SdkError } from '#core/sandbox/sdk/types.ts';
import { call, constant } from './fakeContext.ts';

const RFC3339 = constant('DateTimeFormat', 'RFC3339');
const RFC2822 = constant('DateTimeFormat', 'RFC2822');

function dateTime(...parts: readonly (number | bigint)[]): RhaiValue {
  return call(commonSdk, 'DateTime(i64, i64, i64, i64, i64, i64, i64)', parts.map(rhaiInt));
}

function text(value: RhaiValue, format = RFC3339): string {
  return shown(() => call(commonSdk, 'to_string(DateTime, DateTimeFormat)', [value, format]));
}

function fromSeconds(seconds: bigint): RhaiValue {
  return call(commonSdk, 'from_epoch_seconds(i64)', [rhaiInt(seconds)]);
}

function fromNanos(seconds: bigint, nanos: bigint): RhaiValue {
  return call(commonSdk, 'from_epoch_nanos(i64, i64)', [rhaiInt(seconds), rhaiInt(nanos)]);
}

function parse(input: string, format = RFC3339): RhaiValue {
  return call(commonSdk, 'parse_datetime(string, DateTimeFormat)', [rhaiString(input), format]);
}

/** A result as text, or the error as scripts of the recorded cases print it. */
function shown(run: () => RhaiValue): string {
  try {
    const value = run();
    return value.kind === 'object' ? text(value) : 'value' in value ? String(value.value) : value.kind;
  } catch (error) {
    if (error instanceof SdkError) return error.form === 'map' ? `${error.kind}: ${error.message}` : error.message;
    throw error;
  }
}

describe('from epoch', () => {
  it.each([
    [0n, '1970-01-01T00:00:00Z'],
    [-1n, '1969-12-31T23:59:59Z'],
    [-62135596800n, '0001-01-01T00:00:00Z'],
    [253402300799n, '9999-12-31T23:59:59Z'],
    [253402300800n, 'InvalidArguments: Invalid arguments: Invalid time component: timestamp was not in range'],
    [9223372036854775807n, 'InvalidArguments: Invalid arguments: Invalid time component: timestamp was not in range'],
  ])('seconds %s', (seconds, expected) => expect(shown(() => fromSeconds(seconds))).toBe(expected));

  it.each([
    [1n, 500000000n, '1970-01-01T00:00:01.5Z'],
    [1n, 999999999n, '1970-01-01T00:00:01.999999999Z'],
    [1n, 1000000000n, 'InvalidArguments: Invalid arguments: Invalid nanos portion: 1000000000. Must be 0-999,999,999'],
    [-1n, 1n, '1969-12-31T23:59:59.000000001Z'],
    [9223372036854775807n, 0n, '1969-12-31T23:59:59Z'],
  ])('%s s and %s ns', (seconds, nanos, expected) => expect(shown(() => fromNanos(seconds, nanos))).toBe(expected));
});

describe('to_string', () => {
  it('writes RFC 2822', () => {
    expect(text(fromSeconds(1700000000n), RFC2822)).toBe('Tue, 14 Nov 2023 22:13:20 +0000');
  });

  it.each([
    [[2023, 2, 30, 0, 0, 0, 0], 'InvalidArguments: Invalid arguments: Invalid time component: day was not in range'],
    [[2023, 13, 1, 0, 0, 0, 0], 'InvalidArguments: Invalid arguments: Invalid time component: month was not in range'],
    [[2023, 1, 1, 24, 0, 0, 0], 'InvalidArguments: Invalid arguments: Invalid time component: hour was not in range'],
    [
      [-1, 1, 1, 0, 0, 0, 0],
      'FormatError: Format Error: Failed to format datetime as RFC3339: The year component cannot be formatted into the requested format.',
    ],
  ])('of %j', (parts, expected) => expect(text(dateTime(...parts))).toBe(expected));

  it('refuses a negative month when it is given', () => {
    expect(() => dateTime(2023, -1, 1, 0, 0, 0, 0)).toThrow("Parameter 'month' conversion failed");
  });
});

describe('parse_datetime', () => {
  it.each([
    ['2024-02-29T23:30:00-05:30', RFC3339, '2024-02-29T23:30:00Z'],
    ['2024-02-29 23:30:00.250Z', RFC3339, '2024-02-29T23:30:00.25Z'],
    ['2016-12-31T23:59:60Z', RFC3339, '2016-12-31T23:59:59.999999999Z'],
    ['Mon, 14 Nov 2023 22:13:20 +0000', RFC2822, '2023-11-14T22:13:20Z'],
    ['14 Nov 23 22:13 EST', RFC2822, '2023-11-14T22:13:00Z'],
    [' (note) 4 Nov 2023 22:13:20 GMT', RFC2822, '2023-11-04T22:13:20Z'],
  ])('reads %s', (input, format, expected) => expect(shown(() => parse(input, format))).toBe(expected));

  it.each([
    ['x', RFC3339, "the 'year' component could not be parsed"],
    ['2024/01/01T00:00:00Z', RFC3339, 'a character literal was not valid'],
    ['2024-02-30T00:00:00Z', RFC3339, 'day was not in range'],
    ['2024-01-01T00:00:00', RFC3339, "the 'offset hour' component could not be parsed"],
    ['2024-01-01T00:00:00Zx', RFC3339, 'unexpected trailing characters; the end of input was expected'],
    ['2024-01-01T00:00:60Z', RFC3339, 'second was not in range'],
    ['14 Nov 1823 22:13:20 +0000', RFC2822, "the 'year' component could not be parsed"],
  ])('refuses %s', (input, format, reason) => {
    const name = format === RFC3339 ? 'RFC3339' : 'RFC2822';
    expect(shown(() => parse(input, format))).toBe(
      `ParseError: Parse Error: Failed to parse ${name} datetime from '${input}': ${reason}`,
    );
  });
});

describe('operators', () => {
  const a = dateTime(2024, 1, 31, 12, 0, 0, 0);

  it('move by seconds and measure', () => {
    const b = call(commonSdk, '+(DateTime, i64)', [a, rhaiInt(86400)]);
    expect(call(commonSdk, '-(DateTime, DateTime)', [b, a])).toEqual(rhaiInt(86400));
    expect(text(call(commonSdk, '-(DateTime, i64)', [a, rhaiInt(1)]))).toBe('2024-01-31T11:59:59Z');
    expect(call(commonSdk, '<(DateTime, DateTime)', [a, b])).toEqual({ kind: 'bool', value: true });
  });

  it('compare nanoseconds after seconds', () => {
    expect(call(commonSdk, '>(DateTime, DateTime)', [fromNanos(1n, 1n), fromSeconds(1n)])).toEqual({
      kind: 'bool',
      value: true,
    });
    expect(call(commonSdk, '-(DateTime, DateTime)', [fromNanos(2n, 5n), fromNanos(1n, 900000000n)])).toEqual(
      rhaiInt(1),
    );
  });

  it('end the run where the runner crashes', () => {
    const impossible = dateTime(2023, 2, 30, 0, 0, 0, 0);
    expect(() => call(commonSdk, '+(DateTime, i64)', [impossible, rhaiInt(1)])).toThrow(RunEnd);
    const far = rhaiInt(9223372036854775807n);
    expect(() => call(commonSdk, '+(DateTime, i64)', [fromSeconds(0n), far])).toThrow(RunEnd);
  });
});

describe('calendar', () => {
  it('agrees with JavaScript for every second it can name', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -62167219200n, max: 253402300799n }), (seconds) => {
        const expected = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
        expect(text(fromSeconds(seconds))).toBe(expected);
        expect(call(commonSdk, 'epoch_seconds(DateTime)', [parse(expected)])).toEqual(rhaiInt(seconds));
      }),
    );
  });
});
