// The generated part of docs/fidelity.md: figures by area, and the SDK functions that the sandbox cannot run yet.

import { loadCatalog } from '#core/catalog/catalog.ts';
import type { SdkArea } from '#core/catalog/types.ts';
import { SDK } from '#core/sandbox/sdk/registry.ts';
import { BUILT_IN } from '../rhaiWasmTable.ts';

/** How the cases of one area went. */
export interface AreaFigures {
  readonly area: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Lines that stand around the generated part. */
export const BEGIN = '<!-- begin: node scripts/fidelity.mjs writes this part -->';
export const END = '<!-- end -->';

/** A row of the table of figures. */
export function figuresRow({ area, passed, failed, skipped }: AreaFigures): string {
  const share = passed + failed === 0 ? '-' : `${Math.floor((1000 * passed) / (passed + failed)) / 10} %`;
  return `| ${area} | ${passed} | ${failed} | ${skipped} | ${share} |`;
}

/** Catalog ids of what the sandbox cannot run, by area of the SDK. */
export function missingFunctions(): ReadonlyMap<SdkArea, readonly string[]> {
  const missing = new Map<SdkArea, string[]>();
  for (const { id, area } of loadCatalog().data.functions) {
    if (Object.hasOwn(SDK, id) || BUILT_IN.has(id)) continue;
    missing.set(area, [...(missing.get(area) ?? []), id]);
  }
  return missing;
}

/** The list of missing functions as Markdown. */
export function missingList(): string {
  const total = loadCatalog().data.functions.length;
  const missing = missingFunctions();
  const count = [...missing.values()].reduce((sum, ids) => sum + ids.length, 0);
  const areas = [...missing].sort(([a], [b]) => (a < b ? -1 : 1));
  const lists = areas.map(
    ([area, ids]) =>
      `- ${area} (${ids.length}): ${[...ids]
        .sort()
        .map((id) => `\`${id}\``)
        .join(', ')}`,
  );
  const head = `The sandbox runs ${total - count} of the ${total} functions of the catalog.`;
  return count === 0 ? head : [`${head} A call of one of these ends the run with a message:`, '', ...lists].join('\n');
}

/** Puts the generated part in its place. Throws where the document has no place for it. */
export function updateDocument(document: string, figures: readonly AreaFigures[]): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error('the document has no generated part');
  const sum = (pick: (row: AreaFigures) => number): number => figures.reduce((total, row) => total + pick(row), 0);
  const total = {
    area: 'all',
    passed: sum((row) => row.passed),
    failed: sum((row) => row.failed),
    skipped: sum((row) => row.skipped),
  };
  const table = [
    '| area | as recorded | different | skipped | share |',
    '|---|---|---|---|---|',
    ...figures.map(figuresRow),
    figuresRow(total),
  ];
  const part = [BEGIN, '', ...table, '', missingList(), '', END].join('\n');
  return document.slice(0, begin) + part + document.slice(end + END.length);
}
