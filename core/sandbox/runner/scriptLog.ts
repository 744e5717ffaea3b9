// The runner's log buffer: levels, the limit of a message and the eviction of old entries.
// Source: rex-logger 0.1.0 `memory_logger`, rex-runner 0.1.0 `io.rs`.

import { decodeUtf8, encodeUtf8, utf8Length } from '#core/base/utf8.ts';
import type { LogLevel } from '#core/trace/events.ts';
import { RunEnd } from '../sdk/types.ts';
import type { PayloadLog } from './payload.ts';

const MAX_ENTRIES = 1000;
const MAX_MESSAGE_BYTES = 2048;
const SUFFIX = '...[truncate]';
const EVICTED = 'Warning: Log buffer capacity exceeded. Some earlier log entries were removed to fit new logs.';

/** From the most to the least urgent. */
const LEVELS: readonly LogLevel[] = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

export interface LogEntry {
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly line: number;
  /** The SDK function that logs, where it is not the script itself. */
  readonly function?: string;
}

export class ScriptLog {
  readonly #enabled: ReadonlySet<LogLevel>;
  readonly #entries: LogEntry[] = [];
  /** Entries before this one were evicted. */
  #first = 0;
  #evicted = false;

  /** @param level as in the environment variable LOG_LEVEL, in any case; INFO where it is not one of the levels */
  constructor(level: string) {
    const least = LEVELS.find((name) => name === level.toUpperCase()) ?? 'INFO';
    this.#enabled = new Set(LEVELS.slice(0, LEVELS.indexOf(least) + 1));
  }

  /**
   * Keeps an entry, or drops it where its level is off. Gives back what was kept.
   * Throws {@link RunEnd} where the runner cuts a message inside a character.
   */
  add(entry: LogEntry): LogEntry | undefined {
    if (!this.#enabled.has(entry.level)) return undefined;
    const kept = { ...entry, message: shorten(entry.message) };
    this.#entries.push(kept);
    if (this.#entries.length - this.#first > MAX_ENTRIES) this.#first++;
    if (this.#first === MAX_ENTRIES) {
      this.#entries.splice(0, MAX_ENTRIES);
      this.#first = 0;
      this.#evicted = true;
    }
    return kept;
  }

  /** The entries as the payload has them; a warning leads them when some were evicted. */
  payload(): readonly PayloadLog[] {
    const entries = this.#entries.slice(this.#first);
    const [oldest] = entries;
    if ((this.#evicted || this.#first > 0) && oldest !== undefined) {
      entries.unshift({ timestamp: oldest.timestamp, level: 'WARN', message: EVICTED, line: 0 });
    }
    return entries.map(({ timestamp, level, message, line, function: name }) => ({
      attributes: {
        timestamp,
        level,
        message,
        line_number: String(line),
        ...(name === undefined ? {} : { rhai_api_name: name }),
      },
    }));
  }
}

function shorten(message: string): string {
  if (message.length * 3 <= MAX_MESSAGE_BYTES || utf8Length(message) <= MAX_MESSAGE_BYTES) return message;
  const cut = MAX_MESSAGE_BYTES - SUFFIX.length;
  const head = decodeUtf8(encodeUtf8(message).subarray(0, cut));
  if (head === undefined) {
    throw new RunEnd(
      'crash',
      `The runner crashes here: it cuts a log message of over ${MAX_MESSAGE_BYTES} bytes at byte ${cut}, inside a character.`,
    );
  }
  return head + SUFFIX;
}
