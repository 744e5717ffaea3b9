// Stacks of a process, read from what a debugger prints.
// Source: rust-safe-io 0.1.0 `core_dump_analysis/parser.rs`.

import { type RhaiValue, rhaiArray, rhaiInt, rhaiString, type SdkObject, UNIT } from '#core/base/value.ts';
import { recordObject, recordsSdk } from '../common/records.ts';
import { lines, trim } from '../common/rustText.ts';
import { RunEnd, type SdkModule } from '../types.ts';
import { processError } from './processError.ts';

export interface Frame {
  readonly number: number;
  readonly functionName: string;
  readonly instruction: string | undefined;
  readonly source: string | undefined;
  readonly line: number | undefined;
}

export interface Thread {
  readonly id: number;
  readonly tid: number | undefined;
  readonly frames: readonly Frame[];
}

export interface Backtrace {
  readonly pid: number | undefined;
  readonly threads: readonly Thread[];
}

const THREAD = /Thread (\d+) (?:\(Thread 0x[0-9a-f]+ )?\(LWP (\d+)\)\)?:/;
const CURRENT_THREAD = /Current thread is (\d+) \(LWP (\d+)\)/;
const FRAME = /^#(\d+)\s+(?:0x([0-9a-f]+)\s+in)?\s+(.*)/;
const MAX_U32 = 0xffff_ffff;

/** The number of the thread that stands for the process. */
const MAIN_THREAD = 1;

export const backtraceSdk: SdkModule = recordsSdk([
  { type: 'TracedProcess', getters: ['pid', 'threads'] },
  { type: 'TracedThread', getters: ['id', 'tid', 'frames'] },
  { type: 'Frame', getters: ['frame_number', 'function_name', 'instruction_ptr', 'source', 'line_number'] },
]);

/** The stacks in a debugger's output; undefined where it shows none. */
export function parseBacktrace(output: string): Backtrace | undefined {
  const threads = new Map<number, Thread>();
  let frames = new Map<number, Frame>();
  let id = MAIN_THREAD;
  let tid: number | undefined;
  let pid: number | undefined;
  const finish = () => {
    if (frames.size === 0) return;
    threads.set(id, { id, tid, frames: [...frames.values()].sort((a, b) => a.number - b.number) });
    if (id === MAIN_THREAD) pid = tid;
    frames = new Map();
  };
  for (const line of lines(output).map(trim)) {
    const thread = THREAD.exec(line) ?? CURRENT_THREAD.exec(line);
    if (thread !== null) {
      finish();
      id = unsigned(thread[1] ?? '');
      tid = unsigned(thread[2] ?? '');
    }
    const frame = parseFrame(line);
    if (frame !== undefined) frames.set(frame.number, frame);
  }
  finish();
  if (threads.size === 0) return undefined;
  return { pid, threads: [...threads.values()].sort((a, b) => a.id - b.id) };
}

/** The structure that scripts get for stacks; `pid` stands in where the output names none. */
export function backtraceObject(trace: Backtrace, pid: number): SdkObject {
  return recordObject('TracedProcess', {
    pid: rhaiInt(trace.pid ?? pid),
    threads: rhaiArray(trace.threads.map(threadObject)),
  });
}

function parseFrame(line: string): Frame | undefined {
  const match = FRAME.exec(line);
  if (match === null) return undefined;
  const [, number = '', instruction, rest = ''] = match;
  return {
    number: unsigned(number),
    instruction: instruction === undefined ? undefined : `0x${instruction}`,
    ...parsePlace(rest),
  };
}

/** A function with its arguments, then `at FILE:LINE` or `from LIBRARY`. */
function parsePlace(text: string): Pick<Frame, 'functionName' | 'source' | 'line'> {
  const [atHead = '', at] = text.split(' at ');
  if (at !== undefined) {
    const [source = '', line] = trim(at).split(':');
    if (line === undefined) throw new RunEnd('crash', 'the runner crashes on a stack frame without a line number');
    return { functionName: withoutArguments(atHead), source, line: unsigned(line) };
  }
  const [head = '', from] = text.split(' from ');
  return { functionName: withoutArguments(head), source: from === undefined ? undefined : trim(from), line: undefined };
}

function withoutArguments(call: string): string {
  const text = trim(call);
  const start = text.lastIndexOf('(');
  return trim(start < 0 ? text : text.slice(0, start));
}

/** `u32::from_str`. */
function unsigned(text: string): number {
  if (text === '') throw processError('Other', 'cannot parse integer from empty string');
  if (!/^\+?\d+$/.test(text)) throw processError('Other', 'invalid digit found in string');
  const value = Number(text);
  if (value > MAX_U32) throw processError('Other', 'number too large to fit in target type');
  return value;
}

function threadObject({ id, tid, frames }: Thread): RhaiValue {
  return recordObject('TracedThread', {
    id: rhaiInt(id),
    tid: optional(tid, rhaiInt),
    frames: rhaiArray(frames.map(frameObject)),
  });
}

function frameObject(frame: Frame): RhaiValue {
  return recordObject('Frame', {
    frame_number: rhaiInt(frame.number),
    function_name: rhaiString(frame.functionName),
    instruction_ptr: optional(frame.instruction, rhaiString),
    source: optional(frame.source, rhaiString),
    line_number: optional(frame.line, rhaiInt),
  });
}

function optional<T>(value: T | undefined, convert: (value: T) => RhaiValue): RhaiValue {
  return value === undefined ? UNIT : convert(value);
}
