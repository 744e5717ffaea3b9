// What is known of each open document, computed when it is asked for and kept until the text or what governs it changes.

import { URI } from 'vscode-uri';
import { LineIndex } from '#core/base/lineIndex.ts';
import { type CancellationToken, NEVER_CANCELLED } from '#core/base/ports.ts';
import { type CheckedScript, ScriptChecker, type ScriptStructure } from '#core/check/scriptChecker.ts';
import type { ScriptModel } from '#core/ide/scriptModel.ts';
import type { AnalysisEngine } from '#core/node/engine.ts';
import { analyzeFlow } from '#core/rhai/flow/analyzeFlow.ts';
import type { VerdictCounts } from '#protocol';
import { type Governance, type Governor, governingTexts } from './governance.ts';
import { HostFiles } from './hostPaths.ts';
import { isText, type StoredText, type TextStore } from './textStore.ts';

/** A script with everything that features need; immutable. */
export interface AnalyzedScript {
  readonly stamp: string;
  readonly lines: LineIndex;
  readonly governance: Governance;
  readonly checked: CheckedScript;
  readonly model: ScriptModel;
  readonly counts: VerdictCounts;
  readonly principal: string;
  /** Why the policy that is bound cannot be used. */
  readonly policyProblem: string | undefined;
}

/** A script's structure without verdicts: enough for completion, and quick. */
export interface StructuredScript {
  readonly stamp: string;
  readonly lines: LineIndex;
  readonly structure: ScriptStructure;
  readonly model: ScriptModel;
}

export class Analyses {
  readonly engine: AnalysisEngine;
  readonly hosts: HostFiles;
  readonly #texts: TextStore;
  readonly #governor: Governor;
  readonly #checker: ScriptChecker;
  readonly #structures = new Map<string, StructuredScript>();
  readonly #scripts = new Map<string, AnalyzedScript>();

  constructor(engine: AnalysisEngine, texts: TextStore, governor: Governor, user: string) {
    this.engine = engine;
    this.#texts = texts;
    this.#governor = governor;
    this.hosts = new HostFiles(governor);
    this.#checker = new ScriptChecker(engine, user);
  }

  /** The script at `uri`, checked; undefined when it cannot be read or is no script. */
  script(uri: string, token: CancellationToken): AnalyzedScript | undefined {
    const read = this.#readScript(uri);
    if (read === undefined) return undefined;
    const governance = this.#governor.govern(uri);
    const stamp = `${read.stamp} ${governance.kind === 'bound' ? governance.stamp : governance.reason}`;
    const known = this.#scripts.get(uri);
    if (known?.stamp === stamp) return known;
    const { structure } = this.#structured(uri, read);
    const checked = this.#checker.check(read.text, governingTexts(governance), token, structure);
    const problem = checked.inputProblems[0];
    const analyzed: AnalyzedScript = {
      stamp,
      lines: structure.lines,
      governance,
      checked,
      model: this.#model(structure, checked.flow, checked),
      counts: countVerdicts(checked),
      principal: checked.principal,
      policyProblem: problem?.message,
    };
    this.#scripts.set(uri, analyzed);
    return analyzed;
  }

  /** The structure of the script at `uri`; undefined when it cannot be read or is no script. */
  structure(uri: string, _token: CancellationToken = NEVER_CANCELLED): StructuredScript | undefined {
    const read = this.#readScript(uri);
    return read === undefined ? undefined : this.#structured(uri, read);
  }

  /** Line starts of a text; those of a script are kept with its structure. */
  linesOf(uri: string, read: StoredText): LineIndex {
    const known = this.#structures.get(uri);
    return known?.stamp === read.stamp ? known.lines : new LineIndex(read.text);
  }

  /** Drops what is kept for a document that was closed. */
  forget(uri: string): void {
    this.#structures.delete(uri);
    this.#scripts.delete(uri);
  }

  #readScript(uri: string) {
    if (!URI.parse(uri).path.endsWith('.rhai') && !this.#texts.isLanguage(uri, 'rhai')) return undefined;
    const read = this.#texts.read(uri);
    return isText(read) ? read : undefined;
  }

  #structured(uri: string, read: { readonly text: string; readonly stamp: string }): StructuredScript {
    const known = this.#structures.get(uri);
    if (known?.stamp === read.stamp) return known;
    const structure = this.#checker.structure(read.text);
    let flow: ReturnType<typeof analyzeFlow> | undefined;
    const model: ScriptModel = {
      parse: structure.parse,
      resolution: structure.resolution,
      catalog: this.engine.catalog,
      predictionAt: () => undefined,
      // Completion in most places needs no flow; where it does, the analysis runs then.
      get flow() {
        flow ??= analyzeFlow(structure.parse, structure.resolution, this.catalog);
        return flow;
      },
    };
    const structured = { stamp: read.stamp, lines: structure.lines, structure, model };
    this.#structures.set(uri, structured);
    return structured;
  }

  #model(structure: ScriptStructure, flow: CheckedScript['flow'], checked: CheckedScript): ScriptModel {
    return {
      parse: structure.parse,
      resolution: structure.resolution,
      catalog: this.engine.catalog,
      flow,
      predictionAt: ({ start, end }) => {
        const call = checked.calls.find(({ site }) => site.span.start === start && site.span.end === end);
        return call === undefined || call.verdict === 'unknown'
          ? undefined
          : `**${VERDICT_WORDS[call.verdict]}** ${call.reason}`;
      },
    };
  }
}

const VERDICT_WORDS = { allow: '✓ Allowed.', deny: '⊘ Denied.', depends: '◐ Depends.' } as const;

function countVerdicts(checked: CheckedScript): VerdictCounts {
  const counts = { allow: 0, deny: 0, depends: 0, unknown: 0 };
  for (const call of checked.calls) if (call.reachable) counts[call.verdict]++;
  return counts;
}
