// Keeps a fault in one feature from reaching any other: an empty answer and a line in the log, and cancellation in its LSP form.

import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type CancellationToken, Cancelled, checkCancelled } from '#core/base/ports.ts';
import type { Session } from '../session.ts';

/** Thrown where an answer would be of another text than the one that was asked about. */
export class Outdated extends Error {}

/**
 * Runs a handler; gives `empty` and logs when it throws, and the protocol's error when it was cancelled, before or while it
 * ran, or when the text has changed under it.
 */
export async function guard<T>(
  session: Session,
  what: string,
  empty: T,
  token: CancellationToken,
  body: () => T | Promise<T>,
): Promise<T> {
  try {
    checkCancelled(token);
    return await body();
  } catch (error) {
    if (error instanceof Outdated) throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
    if (error instanceof Cancelled) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    session.connection.console.error(
      `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return empty;
  }
}
