// Completion while somebody types answers from the last finished analysis; it has to be what a whole one would answer.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { Completion } from '#core/ide/answers.ts';
import { completion } from '#core/ide/completion.ts';
import type { ValuedScript } from '#core/ide/scriptModel.ts';
import { analyzeFlow } from '#core/rhai/flow/analyzeFlow.ts';
import { FinishedFlow, rebasedFlow } from '#core/rhai/flow/rebasedFlow.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { recordedCases } from '#test/recordedCases.ts';

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 400);
const catalog = loadCatalog();
const scripts = recordedCases()
  .filter(({ area }) => area === 'agent')
  .map(({ script }) => script);

/** What people type, of which each key is an edit. */
const TYPED = [
  'let handle = DirConfig().path("/srv").build().open(OpenOptions().read(true).build());',
  'let text = read_to_string("/srv/a.txt");',
  'text.split("\\n")',
  'for item in [1, 2] { item }',
  'if total > 0 { info(total.to_string()) }',
  'let m = #{ size: 1, name: "a" }; m.',
  'fn helper(a, b) { a + b }',
  'x.len()',
  'write([',
];

function finished(text: string): FinishedFlow {
  const parsed = parse(text);
  const resolution = resolve(parsed.root);
  return new FinishedFlow(parsed, resolution, analyzeFlow(parsed, resolution, catalog));
}

function whole(text: string): ValuedScript {
  const { parse: parsed, resolution, flow } = finished(text);
  return { parse: parsed, resolution, flow, catalog };
}

function rebased(before: FinishedFlow, text: string): ValuedScript {
  const parsed = parse(text);
  const resolution = resolve(parsed.root);
  const flow = rebasedFlow(before, parsed, resolution, catalog);
  if (flow === undefined) throw new Error('the edit is small');
  return { parse: parsed, resolution, flow, catalog };
}

/**
 * A text that is broken in the middle of a statement reads differently from one key to the next. There the types of
 * variables may be those from before; everything else is the same.
 */
function withoutTypes({ items, span }: Completion): Completion {
  const plain = items.map((item) => (item.kind === 'variable' ? { ...item, detail: '', rank: 1 } : item));
  return { items: plain, span };
}

const lineStarts = (text: string): readonly number[] =>
  [...text.matchAll(/^/gm)].map(({ index }) => index).filter((at) => at < text.length || at === 0);

test('completions at the edit are those of a whole analysis, at every key', () => {
  const edit = fc.record({
    script: fc.constantFrom(...scripts),
    line: fc.nat(),
    typed: fc.constantFrom(...TYPED),
    keys: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(edit, ({ script, line, typed, keys }) => {
      const starts = lineStarts(script);
      const at = starts[line % starts.length] ?? 0;
      const added = typed.slice(0, keys);
      const text = script.slice(0, at) + added + script.slice(at);
      const cursor = at + added.length;
      const fresh = whole(text);
      const expected = completion(fresh, cursor);
      const found = completion(rebased(finished(script), text), cursor);
      const isBroken = fresh.parse.errors.length > 0;
      if (isBroken) expect(withoutTypes(found)).toEqual(withoutTypes(expected));
      else expect(found).toEqual(expected);
    }),
    { numRuns: RUNS },
  );
});
