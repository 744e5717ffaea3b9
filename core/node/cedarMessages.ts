// The engine's complaints in our form: its words unchanged, its UTF-8 places as UTF-16 offsets.

import type { DetailedError } from '@cedar-policy/cedar-wasm';
import type { LineIndex } from '#core/base/lineIndex.ts';
import type { CedarMessage } from '#core/cedar/types.ts';

/** Where a complaint belongs. */
export interface MessageOrigin {
  /** Index of the text that the engine was given. */
  readonly lines: LineIndex;
  /** Added to every offset, where the engine was given a part of the whole. */
  readonly offset: number;
  readonly policy?: string;
}

/** One message for the complaint and one for each related one. */
export function toCedarMessages(error: DetailedError, origin: MessageOrigin): readonly CedarMessage[] {
  const place = error.sourceLocations?.[0];
  const message: CedarMessage = {
    message: withoutWrapping(error.message),
    severity: error.severity === 'warning' || error.severity === 'advice' ? 'warning' : 'error',
    ...(error.help === null ? {} : { help: error.help }),
    ...(origin.policy === undefined ? {} : { policy: origin.policy }),
    ...(place === undefined ? {} : { span: { start: at(place.start, origin), end: at(place.end, origin) } }),
    ...(place === undefined || place.label === null ? {} : { label: place.label }),
  };
  return [message, ...(error.related ?? []).flatMap((related) => toCedarMessages(related, origin))];
}

function at(byte: number, origin: MessageOrigin): number {
  return origin.lines.fromUtf8(byte) + origin.offset;
}

/** What the bindings put before the engine's own message. */
const WRAPPINGS = [
  'failed to parse schema from string: ',
  'failed to parse policies from string: ',
  'cannot parse input policies: ',
];

function withoutWrapping(message: string): string {
  const wrapping = WRAPPINGS.find((prefix) => message.startsWith(prefix));
  return wrapping === undefined ? message : message.slice(wrapping.length);
}
