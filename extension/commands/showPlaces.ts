// Opens the places that a lens or an action of the server names: one at once, several in a list at the lens.

import { commands, Location, Position, Range, Uri, window } from 'vscode';
import { IDS } from '../context.ts';
import type { Command } from './types.ts';

/** Takes the address and position of the lens and the places, in the protocol's form. */
export function showPlacesCommand(): Command {
  return {
    id: IDS.showPlaces,
    async execute(uri, position, places) {
      if (typeof uri !== 'string' || !isPosition(position) || !Array.isArray(places)) return;
      const found = places
        .filter(isPlace)
        .map(({ uri: target, range }) => new Location(Uri.parse(target), toRange(range)));
      const [first, ...others] = found;
      if (first === undefined) return;
      if (others.length === 0) {
        await window.showTextDocument(first.uri, { selection: first.range });
        return;
      }
      const at = new Position(position.line, position.character);
      await commands.executeCommand('editor.action.showReferences', Uri.parse(uri), at, found);
    },
  };
}

interface PlainPosition {
  readonly line: number;
  readonly character: number;
}

interface PlainRange {
  readonly start: PlainPosition;
  readonly end: PlainPosition;
}

function toRange({ start, end }: PlainRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

function isPosition(value: unknown): value is PlainPosition {
  return typeof value === 'object' && value !== null && 'line' in value && 'character' in value;
}

function isPlace(value: unknown): value is { readonly uri: string; readonly range: PlainRange } {
  return typeof value === 'object' && value !== null && 'uri' in value && 'range' in value;
}
