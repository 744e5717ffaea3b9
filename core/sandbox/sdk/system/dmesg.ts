// Messages of the kernel, read from /dev/kmsg where the virtual host has one.
// Source: rust-safe-system-info 0.1.0 `dmesg` and rmesg 1.0.24 `kmsgfile.rs`.

import { decodeUtf8 } from '#core/base/utf8.ts';
import { type RhaiValue, rhaiArray, rhaiString } from '#core/base/value.ts';
import { FileSystemError } from '../../vfs/errno.ts';
import { asCommand } from '../common/commandForm.ts';
import { recordObject, recordsSdk, textField } from '../common/records.ts';
import { lines } from '../common/rustText.ts';
import { optionBuilders, optionsAt } from '../fileIo/optionBuilder.ts';
import type { SdkContext, SdkModule } from '../types.ts';
import { bootTime } from './kernelStats.ts';
import { requireKernelFile, sysinfoError } from './sysinfoError.ts';

interface DmesgOptions {
  readonly human_readable_time: boolean;
}

/** A message with the time since boot. */
export interface KernelMessage {
  readonly microseconds: bigint;
  readonly text: string;
}

const DEVICE = '/dev/kmsg';

/** Priority, sequence number, microseconds, flags, then the text. */
const LINE =
  /^[ \t\n\v\f\r]*(\d*)[ \t\n\v\f\r]*,[ \t\n\v\f\r]*(\d*)[ \t\n\v\f\r]*,[ \t\n\v\f\r]*(\d*)[ \t\n\v\f\r]*,[^;]*;(.*)$/;

/** Facilities that the kernel knows. */
const FACILITIES = 12n;

const LIMITS = { u32: 2n ** 32n, usize: 2n ** 64n, u64: 2n ** 64n } as const;

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const dmesgSdk: SdkModule = {
  ...optionBuilders([{ type: 'DmesgOptions', fields: { human_readable_time: { type: 'bool', default: false } } }]),
  'dmesg_info(SystemInfo, DmesgOptions)': (context, args) =>
    dmesgInfo(context, optionsAt<DmesgOptions>(args, 1, 'DmesgOptions')),
  'dmesg()': asCommand((context) => dmesgInfo(context, { human_readable_time: false })),
  ...recordsSdk([
    {
      type: 'DmesgEntry',
      getters: ['timestamp_from_system_start', 'message'],
      text: (fields) => `[${textField(fields, 'timestamp_from_system_start')}] ${textField(fields, 'message')}`,
    },
  ]),
};

/** Messages with a header and a text; throws for a header with numbers that do not fit. */
export function parseKernelMessages(text: string): readonly KernelMessage[] {
  return lines(text).flatMap((line) => {
    const match = LINE.exec(line);
    if (match === null) return [];
    const [, priority = '', sequence = '', time = '', message = ''] = match;
    const level = fragment(priority, 'u32', line);
    if (level >> 3n >= FACILITIES)
      throw parsingError(`Unable to parse ${level} into log facility and level. Line: ${line}`);
    fragment(sequence, 'usize', line);
    const microseconds = fragment(time, 'u64', line);
    return message === '' ? [] : [{ microseconds, text: message }];
  });
}

/** Seconds since boot with six digits, as the kernel's own tools show them. */
export function sinceBootText(microseconds: bigint): string {
  const seconds = microseconds / 1_000_000n;
  return `${seconds}.${String(microseconds % 1_000_000n).padStart(6, '0')}`.padStart(12);
}

/** A moment in seconds since the Unix epoch, in the form `Tue May  5 12:00:00 2026` with two digits for the day. */
export function calendarText(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${WEEKDAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${time} ${date.getUTCFullYear()}`;
}

/** Check: read on /dev/kmsg. */
function dmesgInfo(context: SdkContext, options: DmesgOptions): RhaiValue {
  requireKernelFile(context, DEVICE);
  const messages = parseKernelMessages(readDevice(context));
  const boot = bootTime(context);
  const time = ({ microseconds }: KernelMessage) =>
    options.human_readable_time ? calendarText(boot + microseconds / 1_000_000n) : sinceBootText(microseconds);
  return rhaiArray(
    messages.map((message) =>
      recordObject('DmesgEntry', {
        timestamp_from_system_start: rhaiString(time(message)),
        message: rhaiString(message.text),
      }),
    ),
  );
}

function readDevice(context: SdkContext): string {
  const { fs, credentials } = context.host;
  let bytes: Uint8Array;
  try {
    bytes = fs.openFile(credentials, DEVICE, { read: true }).read();
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    if (error.errno === 'EPERM') throw rmesgError(`OperationNotPermitted: Open File ${DEVICE}`);
    throw rmesgError(`Unable to open file ${DEVICE}: ${error.message}`);
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) throw rmesgError(`Unable to read from file ${DEVICE}: stream did not contain valid UTF-8`);
  return text;
}

/** A number of a header as Rust parses it. */
function fragment(digits: string, type: keyof typeof LIMITS, line: string): bigint {
  const reason = digits === '' ? 'cannot parse integer from empty string' : 'number too large to fit in target type';
  const value = digits === '' ? undefined : BigInt(digits);
  if (value !== undefined && value < LIMITS[type]) return value;
  throw parsingError(`Unable to parse ${digits} into a ${type} due to error: ${reason}\nLine: ${line}`);
}

function parsingError(reason: string): Error {
  // The crate shows its error in Rust's debug form.
  const quoted = reason.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return rmesgError(`EntryParsingError: Generic("${quoted}")`);
}

function rmesgError(text: string): Error {
  return sysinfoError('Other', `RMesgError:: ${text}`);
}
