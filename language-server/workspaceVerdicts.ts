// The verdicts of all scripts that a policy governs, open or not, made while nothing else is to do and kept by what they
// depend on.

import { URI } from 'vscode-uri';
import type { LineIndex } from '#core/base/lineIndex.ts';
import { type CancellationToken, checkCancelled, NEVER_CANCELLED } from '#core/base/ports.ts';
import { Remembered } from '#core/base/remembered.ts';
import type { Span } from '#core/base/span.ts';
import type { Steps } from '#core/base/steps.ts';
import { type GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import { type JudgedCall, judgedCall } from '#core/policyTools/compareCalls.ts';
import { type Governance, governingTexts } from './governance.ts';
import { isTooLarge } from './largeFile.ts';
import type { Session } from './session.ts';
import { isText, type StoredText } from './textStore.ts';
import { workspaceFiles } from './workspaceFiles.ts';

/** A script with what the policy says to its calls. */
export interface JudgedScript {
  readonly uri: string;
  readonly lines: LineIndex;
  readonly calls: readonly JudgedCall[];
}

/** A script and what governs it. */
export interface BoundScript {
  readonly read: StoredText;
  readonly governance: Extract<Governance, { readonly kind: 'bound' }>;
}

/** What an answer about the call at a place may be kept under: another text or another policy has another key. */
export function callKey({ read, governance }: BoundScript, place: Span): string {
  return [read.uri, read.stamp, governance.stamp, place.start, place.end].join(' ');
}

/** Verdicts of so many scripts are kept; those that were asked for longest ago are made again. */
const KEPT_SCRIPTS = 2000;
/** Files between two looks at the clock while scripts are searched. */
const SEARCH_BATCH = 20;

const known = new WeakMap<Session, WorkspaceVerdicts>();

/** The one of a connection. */
export function workspaceVerdicts(session: Session): WorkspaceVerdicts {
  const found = known.get(session) ?? new WorkspaceVerdicts(session);
  known.set(session, found);
  return found;
}

export class WorkspaceVerdicts {
  readonly #session: Session;
  /** Its own: what is asked here under policies that nobody has written must not push out what open scripts need. */
  readonly checker: ScriptChecker;
  readonly #judged = new Remembered<{ value?: JudgedScript }>(KEPT_SCRIPTS);

  constructor(session: Session) {
    this.#session = session;
    this.checker = new ScriptChecker(session.analyses.engine, session.analyses.user);
  }

  /** The script at `uri` with what governs it; undefined where it has no policy or cannot be read. */
  bound(uri: string): BoundScript | undefined {
    const governance = this.#session.governor.govern(uri);
    if (governance.kind !== 'bound') return undefined;
    const read = this.#session.texts.read(uri);
    return isText(read) && !isTooLarge(read.text) ? { read, governance } : undefined;
  }

  /** The scripts of the workspace, and those that are open, that a policy file governs. */
  *scriptsUnder(policyUri: string): Steps<readonly BoundScript[]> {
    const { documents, governor } = this.#session;
    const open = documents.all().filter(({ languageId }) => languageId === 'rhai');
    const uris = new Set([...workspaceFiles(governor.roots, ['.rhai']), ...open.map(({ uri }) => uri)]);
    const found: BoundScript[] = [];
    let count = 0;
    for (const uri of uris) {
      if (++count % SEARCH_BATCH === 0) yield;
      const governance = governor.govern(uri);
      if (governance.kind !== 'bound' || governance.policy.uri !== policyUri) continue;
      const bound = this.bound(uri);
      if (bound !== undefined) found.push(bound);
    }
    return found;
  }

  /** What the policy in force, or another one, says to a script. */
  *judge({ read, governance }: BoundScript, policy?: GoverningTexts['policy']): Steps<JudgedScript> {
    const governing = { ...governingTexts(governance), ...(policy === undefined ? {} : { policy }) };
    const key = [read.uri, read.stamp, governance.stamp, policy?.name, policy?.text];
    const kept = this.#judged.get(JSON.stringify(key), () => ({}));
    if (kept.value !== undefined) return kept.value;
    const checked = yield* this.checker.verdicts(read.text, governing);
    kept.value = { uri: read.uri, lines: checked.lines, calls: checked.calls.map(judgedCall) };
    return kept.value;
  }

  /** Does work while no open script waits for its check. Throws {@link Cancelled} once the token asks for it. */
  async whenIdle<T>(steps: Steps<T>, token: CancellationToken = NEVER_CANCELLED): Promise<T> {
    for (;;) {
      await pause(this.#session.analyses.isBusy ? BUSY_PAUSE_MS : PAUSE_MS);
      checkCancelled(token);
      if (this.#session.analyses.isBusy) continue;
      const until = performance.now() + SLICE_MS;
      do {
        const step = steps.next();
        if (step.done === true) return step.value;
      } while (performance.now() < until);
    }
  }
}

const SLICE_MS = 5;
/** Between two slices, so that what comes in is read and answered. */
const PAUSE_MS = 1;
const BUSY_PAUSE_MS = 15;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A file as a person names it. */
export function nameOf(uri: string): string {
  return URI.parse(uri).path.split('/').at(-1) ?? uri;
}
