// Every feature on texts that are cut off or damaged: an answer, never an exception.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { languageDiagnostics } from '#core/check/language/registry.ts';
import { prepareCalls } from '#core/ide/callHierarchy.ts';
import { codeActions } from '#core/ide/codeActions.ts';
import { completion } from '#core/ide/completion.ts';
import { documentSymbols } from '#core/ide/documentSymbols.ts';
import { folding } from '#core/ide/folding.ts';
import { formatBlock } from '#core/ide/formatOnType.ts';
import { hover } from '#core/ide/hover.ts';
import { inlayHints } from '#core/ide/inlayHints.ts';
import { definition, implementation } from '#core/ide/navigation.ts';
import { highlights, references } from '#core/ide/references.ts';
import { rename } from '#core/ide/rename.ts';
import { selection } from '#core/ide/selection.ts';
import { semanticTokens } from '#core/ide/semanticTokens.ts';
import { signatureHelp } from '#core/ide/signatureHelp.ts';
import { formatScript } from '#core/rhai/format/formatScript.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { damage } from '#test/rhaiScripts.ts';
import { modelOf } from '#test/scriptModel.ts';

const RUNS = Number(process.env['REHEARSAL_FUZZ_RUNS'] ?? 200);
const scripts = recordedCases().map(({ script }) => script);
const text = fc.constantFrom(...scripts).chain((script) =>
  fc.oneof(
    damage(script),
    fc.nat(script.length).map((end) => script.slice(0, end)),
  ),
);

test('no feature fails on a broken text', () => {
  const answers = (source: string, at: number): void => {
    const model = modelOf(source);
    const offset = Math.min(at, source.length);
    const whole = { start: 0, end: source.length };
    const findings = languageDiagnostics(model);
    for (const { span } of findings) expect(span.start).toBeLessThanOrEqual(span.end);
    hover(model, offset);
    completion(model, offset);
    signatureHelp(model, offset);
    definition(model, offset);
    implementation(model, offset);
    references(model, offset, true);
    highlights(model, offset);
    rename(model, offset, 'renamed');
    documentSymbols(model.parse.root);
    folding(model.parse);
    semanticTokens(model, model.catalog);
    inlayHints(model, whole);
    codeActions(model, whole, findings);
    prepareCalls(model, offset);
    formatScript(source);
    formatBlock(model.parse, offset, { tabSize: 4, insertSpaces: true });
    const spans = selection(model.parse, offset);
    for (const [index, span] of spans.slice(1).entries()) {
      const inner = spans[index];
      expect(inner !== undefined && span.start <= inner.start && inner.end <= span.end).toBe(true);
    }
  };
  fc.assert(fc.property(text, fc.nat(2000), answers), { numRuns: RUNS });
});

test('semantic tokens are in order and do not overlap', () => {
  for (const script of scripts) {
    const model = modelOf(script);
    let last = 0;
    for (const { span } of semanticTokens(model, model.catalog)) {
      expect(span.start).toBeGreaterThanOrEqual(last);
      last = span.end;
    }
  }
});
