// Dates as text, in the two formats the SDK knows: what it writes, what it reads and how it says no.
// Source: RFC 3339, RFC 2822 and the messages of the `time` crate 0.3.

import { ByteCursor, TextMismatch } from './byteCursor.ts';
import { type CivilTime, checkCivil, daysInMonth, fromEpochSeconds, secondsOf, weekday } from './dateTime.ts';

export type TextFormat = 'RFC3339' | 'RFC2822';

export type Formatted = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };
export type ParsedTime =
  | { readonly ok: true; readonly time: CivilTime }
  | { readonly ok: false; readonly message: string };

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Offsets in hours that a name stands for; every other single letter but `j` means UTC. */
const ZONES = new Map([
  ['gmt', 0],
  ['est', -5],
  ['edt', -4],
  ['cst', -6],
  ['cdt', -5],
  ['mst', -7],
  ['mdt', -6],
  ['pst', -8],
  ['pdt', -7],
]);

/** Text of a date and time that exists, in UTC. */
export function formatTime(time: CivilTime, format: TextFormat): Formatted {
  if (time.year < (format === 'RFC3339' ? 0 : 1900)) {
    return { ok: false, message: 'The year component cannot be formatted into the requested format.' };
  }
  const clock = `${pad(time.hour)}:${pad(time.minute)}:${pad(time.second)}`;
  if (format === 'RFC2822') {
    const month = MONTHS[time.month - 1]?.slice(0, 3);
    return {
      ok: true,
      text: `${WEEKDAYS[weekday(time)]}, ${pad(time.day)} ${month} ${pad(time.year, 4)} ${clock} +0000`,
    };
  }
  const fraction = time.nanosecond === 0 ? '' : `.${pad(time.nanosecond, 9).replace(/0+$/, '')}`;
  return { ok: true, text: `${pad(time.year, 4)}-${pad(time.month)}-${pad(time.day)}T${clock}${fraction}Z` };
}

/** The clock reading in a text; the offset is read and, as in the SDK, dropped. */
export function parseTime(text: string, format: TextFormat): ParsedTime {
  try {
    return {
      ok: true,
      time: format === 'RFC3339' ? parseRfc3339(new ByteCursor(text)) : parseRfc2822(new ByteCursor(text)),
    };
  } catch (error) {
    if (error instanceof TextMismatch) return { ok: false, message: error.message };
    throw error;
  }
}

function parseRfc3339(cursor: ByteCursor): CivilTime {
  const year = cursor.digits(4, 'year');
  cursor.literal('-');
  const month = cursor.digits(2, 'month');
  if (month === 0) throw TextMismatch.component('month');
  cursor.literal('-');
  const day = cursor.digits(2, 'day');
  cursor.anyByte('separator');
  const hour = cursor.digits(2, 'hour');
  cursor.literal(':');
  const minute = cursor.digits(2, 'minute');
  cursor.literal(':');
  const second = cursor.digits(2, 'second');
  const nanosecond = cursor.take('.') ? cursor.fraction('subsecond') : 0;
  const offset = cursor.takeIgnoringCase('z') ? 0 : colonOffset(cursor);
  cursor.end();
  return withLeapSecond({ year, month, day, hour, minute, second, nanosecond }, offset);
}

/** Minutes east of UTC, from `+hh:mm`. */
function colonOffset(cursor: ByteCursor): number {
  const sign = cursor.sign('offset hour');
  const hour = cursor.digits(2, 'offset hour');
  if (hour > 23) throw TextMismatch.component('offset hour');
  cursor.literal(':');
  const minute = cursor.digits(2, 'offset minute');
  if (minute > 59) throw TextMismatch.range('offset minute');
  return sign * (hour * 60 + minute);
}

function parseRfc2822(cursor: ByteCursor): CivilTime {
  cursor.skipComments();
  if (cursor.takeOneOf(WEEKDAYS) !== undefined) {
    cursor.literal(',');
    cursor.skipComments();
  }
  const day = cursor.oneOrTwoDigits('day');
  cursor.comments();
  const month = cursor.takeOneOf(MONTHS.map((name) => name.slice(0, 3)));
  if (month === undefined) throw TextMismatch.component('month');
  cursor.comments();
  const year = rfc2822Year(cursor);
  const hour = cursor.digits(2, 'hour');
  cursor.colonAmongComments();
  const minute = cursor.digits(2, 'minute');
  const second = cursor.takeColonAmongComments() ? cursor.digits(2, 'second') : 0;
  cursor.comments();
  const offset = rfc2822Offset(cursor);
  cursor.skipComments();
  cursor.end();
  const time = { year, month: month + 1, day, hour, minute, second, nanosecond: 0 };
  return withLeapSecond(time, offset.minutes, offset);
}

/** Four digits, or two that mean 1950 to 2049. */
function rfc2822Year(cursor: ByteCursor): number {
  const four = cursor.takeDigits(4);
  if (four !== undefined) {
    if (four < 1900) throw TextMismatch.component('year');
    cursor.foldingSpace();
    return four;
  }
  const two = cursor.digits(2, 'year');
  cursor.comments();
  return two < 50 ? two + 2000 : two + 1900;
}

interface Offset {
  readonly minutes: number;
  readonly hour: number;
  readonly minute: number;
}

function rfc2822Offset(cursor: ByteCursor): Offset {
  const sign = cursor.takeSign();
  if (sign === undefined) {
    const hour = zoneHours(cursor);
    return { minutes: hour * 60, hour, minute: 0 };
  }
  const hour = cursor.digits(2, 'offset hour');
  const minute = cursor.digits(2, 'offset minute');
  return { minutes: sign * (hour * 60 + minute), hour, minute };
}

function zoneHours(cursor: ByteCursor): number {
  const rest = cursor.rest().toLowerCase();
  if (rest.length >= 3) {
    const hours = ZONES.get(rest.slice(0, 3));
    if (hours === undefined) throw TextMismatch.component('offset hour');
    cursor.advance(3);
    return hours;
  }
  if (rest.startsWith('ut')) cursor.advance(2);
  else if (/^[a-ik-z]/.test(rest)) cursor.advance(1);
  else throw TextMismatch.component('offset hour');
  return 0;
}

/** A sixtieth second is read as the nanosecond before, and only where a leap second can be: at the end of a UTC month. */
function withLeapSecond(time: CivilTime, offsetMinutes: number, offset?: Offset): CivilTime {
  const leap = time.second === 60;
  const checkedTime = checkCivil(leap ? { ...time, second: 59, nanosecond: 999_999_999 } : time);
  if (!checkedTime.ok) throw TextMismatch.range(checkedTime.component);
  if (offset !== undefined && offset.hour > 25) throw TextMismatch.range('offset hour');
  if (offset !== undefined && offset.minute > 59) throw TextMismatch.range('offset minute');
  if (leap && !isLastSecondOfMonth(checkedTime.value, offsetMinutes)) throw TextMismatch.range('second');
  return checkedTime.value;
}

function isLastSecondOfMonth(time: CivilTime, offsetMinutes: number): boolean {
  const utc = fromEpochSeconds(BigInt(secondsOf(time) - offsetMinutes * 60));
  if (!utc.ok) return false;
  const { year, month, day, hour, minute } = utc.value;
  return hour === 23n && minute === 59n && Number(day) === daysInMonth(Number(year), Number(month));
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
