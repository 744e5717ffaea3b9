// Keeps a fault in one feature from reaching any other: an empty answer and a line in the log, and cancellation in its LSP form.

import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { Cancelled } from '#core/base/ports.ts';
import type { Session } from '../session.ts';

/** Runs a handler; gives `empty` and logs when it throws, and the protocol's error when it was cancelled. */
export async function guard<T>(session: Session, what: string, empty: T, body: () => T | Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof Cancelled) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    session.connection.console.error(
      `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return empty;
  }
}
