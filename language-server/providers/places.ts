// Puts engine data with offsets into the protocol's ranges, whichever document they lie in.

import type { Location, LocationLink, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Span } from '#core/base/span.ts';
import type { DocumentChange, Place, Target, TextChange } from '#core/ide/answers.ts';
import { toRange } from '../convert.ts';
import { linesOf } from './providers.ts';
import type { Asked } from './types.ts';

/** Locations of those places whose document can be read. */
export function locations(asked: Asked, places: readonly Place[]): Location[] {
  return places.flatMap(({ uri, span }) => {
    const range = rangeIn(asked, uri, span);
    return range === undefined ? [] : [{ uri: uri ?? asked.uri, range }];
  });
}

/** Links to definitions, or plain locations for clients that know no links. */
export function targets(asked: Asked, found: readonly Target[]): LocationLink[] | Location[] {
  if (!asked.session.client().definitionLinks)
    return locations(
      asked,
      found.map(({ name, ...target }) => ({ ...target, span: name })),
    );
  return found.flatMap(({ uri, span, name }) => {
    const targetRange = rangeIn(asked, uri, span);
    const targetSelectionRange = rangeIn(asked, uri, name);
    if (targetRange === undefined || targetSelectionRange === undefined) return [];
    return [{ targetUri: uri ?? asked.uri, targetRange, targetSelectionRange }];
  });
}

/** Edits of the document that was asked about. */
export function edits(asked: Asked, changes: readonly TextChange[]): TextEdit[] {
  return changes.map(({ span, newText }) => ({ range: toRange(asked.lines, span), newText }));
}

/** Edits of several documents. */
export function workspaceEdit(asked: Asked, documents: readonly DocumentChange[]): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { uri = asked.uri, changes: own } of documents) {
    const lines = linesOf(asked, uri);
    if (lines === undefined) continue;
    changes[uri] = own.map(({ span, newText }) => ({ range: toRange(lines, span), newText }));
  }
  return { changes };
}

function rangeIn(asked: Asked, uri: string | undefined, span: Span): Range | undefined {
  const lines = linesOf(asked, uri);
  return lines === undefined ? undefined : toRange(lines, span);
}
