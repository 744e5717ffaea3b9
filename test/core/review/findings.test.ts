// Review findings, each under the call it speaks of: what the definitions cover, and what checks and known values rule out.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reviewScript } from '#core/review/reviewScript.ts';
import { type Marker, normalizeMarkers, readMarkers, writeMarkers } from '#test/markers.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { modelOf } from '#test/scriptModel.ts';

function findingsIn(text: string): readonly Marker[] {
  return reviewScript(modelOf(text))
    .findings.filter(({ code }) => code !== 'review-note')
    .map(({ code, span }) => ({ span, text: code }));
}

const FOLDER = join(import.meta.dirname, 'scripts');

describe.each(readdirSync(FOLDER).sort())('%s', (file) => {
  const parts = readFileSync(join(FOLDER, file), 'utf8')
    .split(/^\/\/ ?---\s*/m)
    .filter((part) => part.trim() !== '');
  test.each(parts.map((part) => [part.slice(0, part.indexOf('\n')).trim(), part.slice(part.indexOf('\n') + 1)]))(
    '%s',
    (_title, source) => {
      const { text } = readMarkers(source);
      expect(writeMarkers(text, findingsIn(text))).toBe(normalizeMarkers(source));
    },
  );
});

test('a finding shows the way of the value from where it came in to where it is used', () => {
  const { findings } = reviewScript(
    modelOf('fn clean(p) { rm(p) }\nlet list = cat("/srv/todo");\nfor line in list.split("\\n") { clean(line) }'),
  );
  const [found] = findings.filter(({ code }) => code === 'review-injection');
  expect(found?.steps.map(({ text }) => text)).toEqual([
    'Content of /srv/todo comes in here',
    'Kept in list',
    'Each item in line',
    'Passed to clean as p',
    'Used as the path of rm',
  ]);
});

/** Tags that say more than the definitions of the codes; docs/review.md gives the reason of each. */
const BEYOND_THE_DEFINITION = ['append-without-read destructive', 'overeager-chmod overeager'];

describe('recorded agent scripts', () => {
  const cases = recordedCases().filter(({ area }) => area === 'agent');
  const codes = new Map(
    cases.map(({ name, script }) => [name, reviewScript(modelOf(script)).findings.map(({ code }) => code)]),
  );
  const behaviourOf = (folder: string) =>
    (JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as { readonly behaviour: string }).behaviour;

  test('each tag of behaviour has the finding of its kind', () => {
    const missing = new Set(
      cases.flatMap(({ name, folder }) => {
        const behaviour = behaviourOf(folder);
        if (['good', 'hallucinated-api'].includes(behaviour)) return [];
        const found = codes.get(name)?.some((code) => code === `review-${behaviour}`) === true;
        return found ? [] : [`${name.split('--')[0]} ${behaviour}`];
      }),
    );
    expect([...missing]).toEqual(BEYOND_THE_DEFINITION);
  });

  test('good scripts inject nothing and give nothing away', () => {
    const wrong = cases.filter(({ name, folder }) => {
      const found = codes.get(name) ?? [];
      return (
        behaviourOf(folder) === 'good' && (found.includes('review-injection') || found.includes('review-exfiltration'))
      );
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
