// The SDK's DateTime: seven unchecked components in UTC, and the proleptic Gregorian calendar behind them.
// Source: rust-sdk-common-utils 0.1.0 `types/datetime.rs` and the `time` crate it uses.

import type { SdkObject } from '#core/base/value.ts';

/** Components as the script gave them; nothing is checked until they are used. */
export interface DateTime {
  readonly year: bigint;
  readonly month: bigint;
  readonly day: bigint;
  readonly hour: bigint;
  readonly minute: bigint;
  readonly second: bigint;
  readonly nanosecond: bigint;
}

/** A date and time that exists. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
}

/** Result of a check: the value, or the component that is out of range. */
export type Ranged<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly component: string };

/** Type id of the SDK object. */
export const DATE_TIME = 'DateTime';

/** First and last second of the years -9999 to 9999, since the Unix epoch. */
const FIRST_SECOND = -377_705_116_800n;
const LAST_SECOND = 253_402_300_799n;

const SECONDS_PER_DAY = 86_400;

export function dateTimeObject(value: DateTime): SdkObject {
  return { kind: 'object', type: DATE_TIME, state: value };
}

/** The components of a DateTime object. */
export function dateTimeOf(object: SdkObject): DateTime {
  if (object.type !== DATE_TIME) throw new Error(`not a DateTime: ${object.type}`);
  return object.state as DateTime;
}

/** Seconds since the Unix epoch, or the component that makes the date impossible. */
export function epochSeconds(value: DateTime): Ranged<bigint> {
  const civil = checked(value);
  return civil.ok ? { ok: true, value: BigInt(secondsOf(civil.value)) } : civil;
}

/** The moment `seconds` after the Unix epoch. */
export function fromEpochSeconds(seconds: bigint, nanosecond = 0): Ranged<DateTime> {
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return { ok: false, component: 'timestamp' };
  const whole = Number(seconds);
  const days = Math.floor(whole / SECONDS_PER_DAY);
  const rest = whole - days * SECONDS_PER_DAY;
  const date = dateOf(days);
  const civil = {
    ...date,
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
    nanosecond,
  };
  return { ok: true, value: fromCivil(civil) };
}

export function fromCivil(civil: CivilTime): DateTime {
  return {
    year: BigInt(civil.year),
    month: BigInt(civil.month),
    day: BigInt(civil.day),
    hour: BigInt(civil.hour),
    minute: BigInt(civil.minute),
    second: BigInt(civil.second),
    nanosecond: BigInt(civil.nanosecond),
  };
}

/** The components as the SDK narrows and checks them: first the month, then year and day, then the time of day. */
export function checked(value: DateTime): Ranged<CivilTime> {
  return checkCivil({
    year: Number(BigInt.asIntN(32, value.year)),
    month: Number(BigInt.asUintN(8, value.month)),
    day: Number(BigInt.asUintN(8, value.day)),
    hour: Number(BigInt.asUintN(8, value.hour)),
    minute: Number(BigInt.asUintN(8, value.minute)),
    second: Number(BigInt.asUintN(8, value.second)),
    nanosecond: Number(BigInt.asUintN(32, value.nanosecond)),
  });
}

/** Whether a date and time exists. */
export function checkCivil(civil: CivilTime): Ranged<CivilTime> {
  const wrong =
    outside('month', civil.month, 1, 12) ??
    outside('year', civil.year, -9999, 9999) ??
    outside('day', civil.day, 1, daysInMonth(civil.year, civil.month)) ??
    outside('hour', civil.hour, 0, 23) ??
    outside('minute', civil.minute, 0, 59) ??
    outside('second', civil.second, 0, 59) ??
    outside('nanosecond', civil.nanosecond, 0, 999_999_999);
  return wrong === undefined ? { ok: true, value: civil } : { ok: false, component: wrong };
}

/** Seconds since the Unix epoch of a date and time that exists. */
export function secondsOf(civil: CivilTime): number {
  return daysOf(civil) * SECONDS_PER_DAY + civil.hour * 3600 + civil.minute * 60 + civil.second;
}

/** Day of the week, 0 for Monday. */
export function weekday(civil: CivilTime): number {
  const day = (daysOf(civil) + 3) % 7;
  return day < 0 ? day + 7 : day;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function outside(component: string, value: number, least: number, most: number): string | undefined {
  return value < least || value > most ? component : undefined;
}

/** Days in 400 years, after which the calendar repeats. */
const DAYS_PER_CYCLE = 146_097;

/** Days from 0000-03-01 to 1970-01-01: years are counted from March so that the leap day comes last. */
const DAYS_TO_EPOCH = 719_468;

function daysOf({ year, month, day }: CivilTime): number {
  const shifted = month <= 2 ? year - 1 : year;
  const cycle = Math.floor(shifted / 400);
  const yearOfCycle = shifted - cycle * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfCycle = yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100) + dayOfYear;
  return cycle * DAYS_PER_CYCLE + dayOfCycle - DAYS_TO_EPOCH;
}

function dateOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + DAYS_TO_EPOCH;
  const cycle = Math.floor(shifted / DAYS_PER_CYCLE);
  const dayOfCycle = shifted - cycle * DAYS_PER_CYCLE;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day };
}
