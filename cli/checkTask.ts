// The check of one file, from plain data to plain data, so that it can happen in any thread and its result can be kept.

import { LineIndex } from '#core/base/lineIndex.ts';
import { checkSchemaText } from '#core/cedar/checkPolicy.ts';
import { type GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { policyFindings } from '#core/policyTools/policyFindings.ts';
import { checkJson, type RelatedFile } from '#core/verdict/checkJson.ts';
import { Fingerprints } from './output/fingerprint.ts';
import type { FileReport } from './output/report.ts';

interface TaskFile {
  /** As it is printed. */
  readonly path: string;
  readonly text: string;
}

/** One file with everything its check depends on. */
export type CheckTask = TaskFile &
  (
    | {
        readonly kind: 'script';
        readonly case?: string;
        readonly governing: GoverningTexts;
        /** Where the policy lies, for places in it. */
        readonly policyFile?: string;
        /** Who runs where nothing else says. */
        readonly defaultUser: string;
      }
    | { readonly kind: 'policy'; readonly schema: string }
    | { readonly kind: 'schema'; readonly fragment?: NonNullable<Parameters<typeof checkSchemaText>[2]> }
  );

/** Checks files one after the other; engines, policies and hosts are read once. */
export class TaskChecker {
  readonly #engine: AnalysisEngine = createAnalysisEngine();
  readonly #checkers = new Map<string, ScriptChecker>();

  check(task: CheckTask): FileReport {
    switch (task.kind) {
      case 'script':
        return this.#script(task);
      case 'policy':
        return cedarReport(task, 'policy', policyFindings(task.text, this.#engine.cedar, task.schema));
      case 'schema':
        return cedarReport(task, 'schema', checkSchemaText(task.text, this.#engine.cedar, task.fragment));
    }
  }

  #script(task: Extract<CheckTask, { readonly kind: 'script' }>): FileReport {
    const { path, text, governing, policyFile } = task;
    const checked = this.#checkerFor(task.defaultUser).check(text, governing);
    const script = { path, lines: checked.lines };
    const policy =
      policyFile === undefined || governing.policy === undefined
        ? undefined
        : { path: policyFile, lines: new LineIndex(governing.policy.text) };
    const place: RelatedFile = (document) =>
      document === 'script' ? script : document === 'policy' ? policy : undefined;
    const report = fingerprinted(task, checkJson(checked.lines, checked, place));
    return task.case === undefined ? report : { ...report, case: task.case };
  }

  #checkerFor(user: string): ScriptChecker {
    const known = this.#checkers.get(user) ?? new ScriptChecker(this.#engine, user);
    this.#checkers.set(user, known);
    return known;
  }
}

function cedarReport(
  file: TaskFile,
  own: 'policy' | 'schema',
  diagnostics: ReturnType<typeof policyFindings>,
): FileReport {
  const lines = new LineIndex(file.text);
  const place: RelatedFile = (document) => (document === own ? { path: file.path, lines } : undefined);
  return fingerprinted(file, checkJson(lines, { diagnostics, calls: [] }, place));
}

function fingerprinted({ path, text }: TaskFile, { diagnostics, calls }: ReturnType<typeof checkJson>): FileReport {
  const fingerprints = new Fingerprints(text);
  return {
    path,
    diagnostics: diagnostics.map((one) => ({ ...one, fingerprint: fingerprints.of(one) })),
    calls: calls.map((one) => ({
      ...one,
      fingerprint: fingerprints.of({ code: `verdict-${one.verdict}`, message: one.function, range: one.range }),
    })),
  };
}
