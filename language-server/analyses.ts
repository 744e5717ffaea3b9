// What is known of each open document, computed when it is asked for and kept until the text or what governs it changes.

import { URI } from 'vscode-uri';
import { LineIndex } from '#core/base/lineIndex.ts';
import { type CancellationToken, Cancelled, checkCancelled, NEVER_CANCELLED } from '#core/base/ports.ts';
import type { Steps } from '#core/base/steps.ts';
import { type CheckedScript, ScriptChecker, type ScriptStructure } from '#core/check/scriptChecker.ts';
import { predictionMarkdown } from '#core/ide/predictionMarkdown.ts';
import type { ScriptModel, ValuedScript } from '#core/ide/scriptModel.ts';
import type { AnalysisEngine } from '#core/node/engine.ts';
import { analyzeFlow } from '#core/rhai/flow/analyzeFlow.ts';
import type { ExpressionValues } from '#core/rhai/flow/callSite.ts';
import { FinishedFlow, rebasedFlow } from '#core/rhai/flow/rebasedFlow.ts';
import type { VerdictCounts } from '#protocol';
import { type Governance, type Governor, governingTexts } from './governance.ts';
import { HostFiles } from './hostPaths.ts';
import { isTooLarge } from './largeFile.ts';
import { type FollowedImports, ScriptModules } from './modules.ts';
import { SharedWork } from './sharedWork.ts';
import { isText, type StoredText, type TextStore } from './textStore.ts';

/** A script with everything that features need; immutable. */
export interface AnalyzedScript {
  readonly stamp: string;
  /** The stamp of the text alone. */
  readonly textStamp: string;
  readonly lines: LineIndex;
  readonly governance: Governance;
  readonly checked: CheckedScript;
  readonly model: ScriptModel;
  readonly counts: VerdictCounts;
  readonly principal: string;
  /** Why the policy that is bound cannot be used. */
  readonly policyProblem: string | undefined;
}

/** A script's structure without verdicts, with what is known of its values: enough for completion, and quick. */
export interface StructuredScript {
  readonly stamp: string;
  readonly lines: LineIndex;
  readonly structure: ScriptStructure;
  readonly model: ValuedScript;
}

export class Analyses {
  readonly engine: AnalysisEngine;
  readonly hosts: HostFiles;
  readonly modules: ScriptModules;
  /** Who runs where nothing else says. */
  readonly user: string;
  readonly #texts: TextStore;
  readonly #governor: Governor;
  readonly #checker: ScriptChecker;
  readonly #structures = new Map<string, StructuredScript>();
  readonly #scripts = new Map<string, AnalyzedScript>();
  readonly #running = new Map<string, { readonly stamp: string; readonly work: SharedWork<AnalyzedScript> }>();
  /** The last analysis of each script that has ended, whatever its text was. */
  readonly #finished = new Map<string, FinishedFlow>();

  constructor(engine: AnalysisEngine, texts: TextStore, governor: Governor, user: string) {
    this.engine = engine;
    this.#texts = texts;
    this.#governor = governor;
    this.hosts = new HostFiles(governor);
    this.modules = new ScriptModules(texts, governor, this.hosts);
    this.user = user;
    this.#checker = new ScriptChecker(engine, user);
  }

  /**
   * The script at `uri` as it is at the end, checked; undefined when it cannot be read, is too large or is no script. Throws
   * {@link Cancelled} once the token asks for it.
   */
  async script(uri: string, token: CancellationToken): Promise<AnalyzedScript | undefined> {
    for (;;) {
      checkCancelled(token);
      const now = this.#current(uri);
      if (now === undefined) return undefined;
      const known = this.#scripts.get(uri);
      if (known?.stamp === now.stamp) return known;
      try {
        return await this.#checkOf(uri, now).wait(token);
      } catch (error) {
        // Another keystroke has ended this check: the next one is of the newer text.
        if (!(error instanceof Cancelled)) throw error;
      }
    }
  }

  /** Whether somebody waits for the check of an open script. */
  get isBusy(): boolean {
    for (const { work } of this.#running.values()) if (!work.hasEnded) return true;
    return false;
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
    this.#running.delete(uri);
    this.#finished.delete(uri);
  }

  #readScript(uri: string) {
    if (!URI.parse(uri).path.endsWith('.rhai') && !this.#texts.isLanguage(uri, 'rhai')) return undefined;
    const read = this.#texts.read(uri);
    return isText(read) && !isTooLarge(read.text) ? read : undefined;
  }

  /** The text with what governs it and what it imports, now. */
  #current(uri: string): Current | undefined {
    const read = this.#readScript(uri);
    if (read === undefined) return undefined;
    const governance = this.#governor.govern(uri);
    const imports = this.#followed(uri, read);
    const governed = governance.kind === 'bound' ? governance.stamp : governance.reason;
    return { read, governance, imports, stamp: `${read.stamp} ${governed} ${imports?.stamp ?? ''}` };
  }

  /** What the script imports from the workspace; undefined where the text cannot have an import. */
  #followed(uri: string, read: StoredText): FollowedImports | undefined {
    if (!read.text.includes('import')) return undefined;
    const { structure } = this.#structured(uri, read);
    return this.modules.followed(uri, structure);
  }

  /** Whether the script at `uri` imports a file of the workspace, or would if it were there. */
  imports(uri: string, file: string): boolean {
    const read = this.#readScript(uri);
    return read !== undefined && this.#followed(uri, read)?.looked.has(file) === true;
  }

  /** The check of a script that is going on, or a new one. */
  #checkOf(uri: string, now: Current): SharedWork<AnalyzedScript> {
    const running = this.#running.get(uri);
    if (running?.stamp === now.stamp && !running.work.hasEnded) return running.work;
    const work = new SharedWork(this.#check(uri, now), () => this.#current(uri)?.stamp !== now.stamp);
    this.#running.set(uri, { stamp: now.stamp, work });
    return work;
  }

  *#check(uri: string, { read, governance, imports, stamp }: Current): Steps<AnalyzedScript> {
    const { structure } = this.#structured(uri, read);
    yield;
    const governing = { ...governingTexts(governance), ...(imports === undefined ? {} : { modules: imports.texts }) };
    const checked = yield* this.#checker.steps(read.text, governing, NEVER_CANCELLED, structure);
    const analyzed: AnalyzedScript = {
      stamp,
      textStamp: read.stamp,
      lines: structure.lines,
      governance,
      checked,
      model: this.#model(structure, checked.flow, checked),
      counts: countVerdicts(checked),
      principal: checked.principal,
      policyProblem: checked.inputProblems[0]?.message,
    };
    this.#running.delete(uri);
    if (this.#texts.isOpen(uri)) {
      this.#scripts.set(uri, analyzed);
      this.#finished.set(uri, new FinishedFlow(structure.parse, structure.resolution, checked.flow));
    }
    return analyzed;
  }

  #structured(uri: string, read: StoredText): StructuredScript {
    const known = this.#structures.get(uri);
    if (known?.stamp === read.stamp) return known;
    const structure = this.#checker.structure(read.text);
    const values = (known: ExpressionValues | undefined): ExpressionValues => this.#values(uri, structure, known);
    let flow: ExpressionValues | undefined;
    const model: ValuedScript = {
      parse: structure.parse,
      resolution: structure.resolution,
      catalog: this.engine.catalog,
      // Many features need no values.
      get flow() {
        flow = values(flow);
        return flow;
      },
    };
    const structured = { stamp: read.stamp, lines: structure.lines, structure, model };
    // A workspace may have thousands of scripts; what is kept of those that are not open is made by whoever asked.
    if (this.#texts.isOpen(uri)) this.#structures.set(uri, structured);
    return structured;
  }

  /** The values in a text: of its own analysis where that has ended, else of the last one, brought to this text. */
  #values(uri: string, { parse, resolution }: ScriptStructure, known: ExpressionValues | undefined): ExpressionValues {
    const { catalog } = this.engine;
    const finished = this.#finished.get(uri);
    if (finished?.parse === parse) return finished.flow;
    const rebased = known ?? (finished && rebasedFlow(finished, parse, resolution, catalog));
    if (rebased !== undefined) return rebased;
    const flow = analyzeFlow(parse, resolution, catalog);
    if (this.#texts.isOpen(uri)) this.#finished.set(uri, new FinishedFlow(parse, resolution, flow));
    return flow;
  }

  #model(structure: ScriptStructure, flow: CheckedScript['flow'], checked: CheckedScript): ScriptModel {
    return {
      parse: structure.parse,
      resolution: structure.resolution,
      catalog: this.engine.catalog,
      flow,
      predictionAt: ({ start, end }) => {
        const call = checked.calls.find(({ site }) => site.span.start === start && site.span.end === end);
        return call === undefined ? undefined : predictionMarkdown(call);
      },
    };
  }
}

/** A script with what governs it and what it imports, at one moment. */
interface Current {
  readonly read: StoredText;
  readonly governance: Governance;
  readonly imports: FollowedImports | undefined;
  /** Changes whenever one of them may have changed. */
  readonly stamp: string;
}

function countVerdicts(checked: CheckedScript): VerdictCounts {
  const counts = { allow: 0, deny: 0, depends: 0, unknown: 0 };
  for (const call of checked.calls) if (call.reachable) counts[call.verdict]++;
  return counts;
}
