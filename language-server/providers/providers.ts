// Which provider answers for a document, and the one way in which a handler asks it.

import { LineIndex } from '#core/base/lineIndex.ts';
import { type CancellationToken, NEVER_CANCELLED } from '#core/base/ports.ts';
import { guard } from '../handlers/guard.ts';
import { isTooLarge } from '../largeFile.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { cedarProvider } from './cedar.ts';
import { rhaiProvider } from './rhai.ts';
import type { Asked, LanguageProvider } from './types.ts';

const PROVIDERS: Readonly<Record<string, LanguageProvider>> = {
  rhai: rhaiProvider,
  cedar: cedarProvider,
  cedarschema: cedarProvider,
  json: cedarProvider,
  jsonc: cedarProvider,
};

/** Languages of files that are not open, by the end of their name. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ['.rhai', 'rhai'],
  ['.cedar', 'cedar'],
  ['.cedarschema', 'cedarschema'],
  ['.json', 'json'],
];

/** The document at `uri` with the provider of its language; undefined where it cannot be read, is too large or has none. */
export function askedFor(
  session: Session,
  uri: string,
  token: CancellationToken = NEVER_CANCELLED,
): { readonly asked: Asked; readonly provider: LanguageProvider } | undefined {
  const languageId =
    session.documents.get(uri)?.languageId ?? ENDINGS.find(([ending]) => uri.endsWith(ending))?.[1] ?? '';
  const provider = PROVIDERS[languageId];
  const read = provider === undefined ? undefined : session.texts.read(uri);
  if (provider === undefined || read === undefined || !isText(read) || isTooLarge(read.text)) return undefined;
  let lines: LineIndex | undefined;
  const asked: Asked = {
    session,
    uri,
    languageId,
    text: read.text,
    stamp: read.stamp,
    // Made only for those who ask: a script's lines are known already.
    get lines() {
      lines ??= session.analyses.linesOf(uri, read);
      return lines;
    },
    token,
  };
  return { asked, provider };
}

/** Asks the provider of a document; `empty` where there is none, or where the answer fails. */
export function ask<T>(
  session: Session,
  what: string,
  uri: string,
  token: CancellationToken,
  empty: T,
  answer: (provider: LanguageProvider, asked: Asked) => T | Promise<T>,
): Promise<T> {
  return guard(session, what, empty, token, () => {
    const found = askedFor(session, uri, token);
    return found === undefined ? empty : answer(found.provider, found.asked);
  });
}

/** The lines of any document that a place may lie in. */
export function linesOf(asked: Asked, uri: string | undefined): LineIndex | undefined {
  if (uri === undefined || uri === asked.uri) return asked.lines;
  const read = asked.session.texts.read(uri);
  return isText(read) ? new LineIndex(read.text) : undefined;
}
