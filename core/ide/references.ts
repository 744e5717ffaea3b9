// References and highlights of names in scripts.

import type { Highlight, Place } from './answers.ts';
import { type NamedScript, occurrencesOf, symbolAt } from './scriptSymbol.ts';

/** Every place that names what the name at an offset stands for. */
export function references(script: NamedScript, offset: number, includeDeclaration: boolean): readonly Place[] {
  const found = symbolAt(script, offset);
  if (found === undefined) return [];
  return occurrencesOf(script, found.symbol)
    .filter(({ kind }) => includeDeclaration || kind !== 'declaration')
    .map(({ span }) => ({ span }));
}

/** The same places with what is done there. */
export function highlights(script: NamedScript, offset: number): readonly Highlight[] {
  const found = symbolAt(script, offset);
  if (found === undefined) return [];
  return occurrencesOf(script, found.symbol).map(({ span, kind }) => ({
    span,
    kind: kind === 'read' ? 'read' : 'write',
  }));
}
