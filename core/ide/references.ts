// References and highlights of names in scripts.

import type { Highlight, Place } from './answers.ts';
import {
  homeOf,
  type ImportedSymbol,
  importedPlaces,
  importedSymbolAt,
  type ScriptWorkspace,
  usesByImporters,
  visibleStarts,
} from './importedSymbol.ts';
import { type NamedScript, occurrencesOf, symbolAt } from './scriptSymbol.ts';

/** Every place that names what the name at an offset stands for: here, where it is declared, and in all who import it. */
export function references(
  script: NamedScript,
  offset: number,
  includeDeclaration: boolean,
  workspace?: ScriptWorkspace,
): readonly Place[] {
  const imported = importedSymbolAt(script, offset);
  const symbol = imported?.symbol ?? symbolAt(script, offset)?.symbol;
  if (symbol === undefined) return [];
  const { module } = imported ?? {};
  const home = module ?? script;
  const own = symbol.kind === 'file' ? [] : occurrencesOf(home, symbol);
  const places = own
    .filter(({ kind }) => includeDeclaration || kind !== 'declaration')
    .map(({ span }): Place => (module === undefined ? { span } : { uri: module.uri, span: module.placeOf(span) }));
  if (workspace === undefined) return places;
  const address = module === undefined ? { uri: workspace.uri } : homeOf(module);
  const uses = usesByImporters(address, home, symbol, workspace.importers());
  return [...places, ...uses.map(({ uri, span }) => ({ uri, span }))];
}

/** The same places with what is done there. */
export function highlights(script: NamedScript, offset: number): readonly Highlight[] {
  const imported = importedSymbolAt(script, offset);
  if (imported !== undefined) return importedHighlights(script, imported);
  const found = symbolAt(script, offset);
  if (found === undefined) return [];
  return occurrencesOf(script, found.symbol).map(({ span, kind }) => ({
    span,
    kind: kind === 'read' ? 'read' : 'write',
  }));
}

/** The uses of an imported name in this script. */
function importedHighlights(script: NamedScript, { module, symbol }: ImportedSymbol): readonly Highlight[] {
  const starts = symbol.kind === 'file' ? 'path' : visibleStarts(module, symbol);
  return importedPlaces(script, homeOf(module), starts).map((span) => ({ span, kind: 'read' }));
}
