// Messages between the language server and its clients beyond the Language Server Protocol itself, declared once for both sides.

import type { TraceEvent } from '#core/trace/events.ts';
import type { LineMark, Mark } from '#core/trace/lineMarks.ts';

export type { LineMark, Mark };

/** Names and payload types of requests from the client. */
export interface ClientRequests {
  /** Starts a sandboxed run of a script; events and the end follow as notifications. */
  readonly 'rehearsal/run': { readonly params: RunParams; readonly result: RunStarted };
  /** Ends a run at once; the answer says whether it was still running. */
  readonly 'rehearsal/stop': {
    readonly params: { readonly runId: number };
    readonly result: { readonly stopped: boolean };
  };
  /** Policies of the workspace that a script could be bound to. */
  readonly 'rehearsal/policies': {
    readonly params: { readonly uri: string };
    readonly result: readonly PolicyChoice[];
  };
  /** Writes the binding of a script into `rehearsal.json` (as a workspace edit, so that it can be undone). */
  readonly 'rehearsal/bind': {
    readonly params: { readonly uri: string; readonly policyUri: string };
    readonly result: { readonly configUri: string } | { readonly error: string };
  };
  /** The tests of a test file (`*.rehearsal.json`). */
  readonly 'rehearsal/tests': { readonly params: { readonly uri: string }; readonly result: TestFileContent };
  /** Runs one test of a file and waits for its end; cancelling the request stops it. */
  readonly 'rehearsal/runTest': {
    readonly params: { readonly uri: string; readonly name: string };
    readonly result: TestRunResult;
  };
  /** Text of a test file that the last run of a script passes. */
  readonly 'rehearsal/makeTest': {
    readonly params: { readonly uri: string };
    readonly result: { readonly text: string } | { readonly error: string };
  };
  /** What a run on the real host would be given, and what it can touch. Nothing is run. */
  readonly 'rehearsal/realRunInputs': {
    readonly params: { readonly uri: string };
    readonly result: RealRunInputs | { readonly error: string };
  };
  /** The text of a host file that shows a folder; nothing is written. */
  readonly 'rehearsal/hostFromFolder': {
    readonly params: { readonly uri: string };
    readonly result:
      | { readonly text: string; readonly summary: string; readonly leftOut: readonly string[] }
      | { readonly error: string };
  };
  /** The decisions that another policy text changes, for one script or for all that a policy file governs. */
  readonly 'rehearsal/compare': {
    readonly params: {
      readonly policyUri?: string;
      readonly script?: string;
      readonly other: { readonly name: string; readonly text: string };
    };
    readonly result: DecisionChanges | { readonly error: string };
  };
  /** The least policy that lets exactly the requests of a run through; `trace` is in JSON Lines. */
  readonly 'rehearsal/policyFromRun': {
    readonly params: { readonly trace: string };
    readonly result:
      | { readonly text: string; readonly statements: number; readonly requests: number }
      | { readonly error: string };
  };
  /** A mark for each line with calls: what the policy will say, for the gutter and the overview. */
  readonly 'rehearsal/predictions': {
    readonly params: { readonly uri: string };
    readonly result: readonly Prediction[];
  };
  /** Why a decision of a run was made: the policies that mattered, by the policy text of the run; `event` is a trace event. */
  readonly 'rehearsal/explain': {
    readonly params: { readonly runId: number; readonly event: string };
    readonly result: readonly ExplainedPolicy[];
  };
  /** What a script can touch, what its policy says and what a review finds; `before` is an earlier version to compare with. */
  readonly 'rehearsal/review': {
    readonly params: {
      readonly uri: string;
      /** How the review calls the script. */
      readonly name: string;
      readonly before?: { readonly name: string; readonly text: string };
    };
    readonly result: ReviewPage | { readonly error: string };
  };
  /** A permit for the call at a place, with every decision of the workspace that it changes. Nothing is written. */
  readonly 'rehearsal/permit': {
    readonly params: {
      readonly uri: string;
      /** Offsets. */
      readonly span: { readonly start: number; readonly end: number };
      readonly reach: 'all' | 'path' | 'name';
    };
    readonly result: PermitPreview | { readonly error: string };
  };
  /** What governs a script, for the status bar. */
  readonly 'rehearsal/status': { readonly params: { readonly uri: string }; readonly result: ScriptStatus };
}

/** Names and payload types of notifications from the server. */
export interface ServerNotifications {
  readonly 'rehearsal/runEvents': RunEvents;
  readonly 'rehearsal/runEnded': RunEnded;
  /** Something a script's status depends on has changed; ask again. */
  readonly 'rehearsal/statusChanged': Record<string, never>;
}

/** A place in the script; lines and columns count from 1. */
export interface ReviewPlace {
  readonly line: number;
  readonly column: number;
}

/** What a script can do to the resources of one pattern. */
export interface ReviewRow {
  /** `Reads`, `Writes`, ... */
  readonly category: string;
  readonly resource: string;
  readonly requests: string;
  readonly verdict: 'allow' | 'deny' | 'depends' | 'unknown';
  readonly places: readonly ReviewPlace[];
  readonly inputs: readonly string[];
  readonly conditions: readonly string[];
}

export interface ReviewPageFinding {
  readonly code: string;
  readonly message: string;
  readonly place: ReviewPlace;
  readonly source?: string;
  readonly sink: string;
  readonly steps: readonly { readonly text: string; readonly place: ReviewPlace }[];
}

/** The Review view of a script. All texts may be hostile; they hold no control characters but for the Markdown's line breaks. */
export interface ReviewPage {
  readonly script: string;
  readonly principal: string;
  readonly policy?: string;
  readonly whyNoPolicy?: string;
  readonly counts: Readonly<Record<'allow' | 'deny' | 'depends' | 'unknown', number>>;
  readonly notes: readonly string[];
  readonly rows: readonly ReviewRow[];
  readonly changes?: { readonly other: string; readonly more: readonly string[]; readonly less: readonly string[] };
  readonly findings: readonly ReviewPageFinding[];
  readonly refusals: readonly {
    readonly function: string;
    readonly verdict: 'deny' | 'depends';
    readonly reason: string;
    readonly place: ReviewPlace;
  }[];
  /** The review for a pull request. */
  readonly markdown: string;
}

export interface RunParams {
  readonly uri: string;
  readonly limits: RunLimits;
  readonly seed?: number;
  /** Whether what the policy denies is let through and only reported; enforcing when absent. */
  readonly mode?: 'enforcing' | 'permissive';
}

/** The texts that the real runner would get, and the calls of the script for the person who decides. */
export interface RealRunInputs {
  readonly script: string;
  readonly policy: string;
  readonly args?: string;
  readonly policyName: string;
  /** The user that the verdicts are about. */
  readonly principal: string;
  /** The manifest of the script: one line for each resource that some run of it can touch. */
  readonly touches: readonly string[];
  /** What must hold for the manifest to be the whole truth, and what it does not cover. */
  readonly assumes: readonly string[];
  /** One line for each call: its line, function, resource and verdict. */
  readonly calls: readonly string[];
  readonly notAllowed: number;
}

/** From the settings `rehearsal.sandbox.*`; milliseconds, bytes and counts. */
export interface RunLimits {
  readonly maxOperations: number;
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
  readonly maxCallDepth: number;
  readonly maxOutputBytes: number;
}

export type RunStarted =
  | { readonly runId: number; readonly policy: string; readonly principal: string }
  | { readonly error: string };

export interface RunEvents {
  readonly runId: number;
  readonly uri: string;
  readonly events: readonly TraceEvent[];
}

export interface RunEnded {
  readonly runId: number;
  readonly uri: string;
  /** Version of the script's text that was run, to tell stale marks from fresh ones. */
  readonly version: number;
  readonly outcome: 'success' | 'error' | 'stopped' | 'failed';
  /** One sentence for people: result, error or why it was stopped. */
  readonly summary: string;
  readonly output: string;
  /** The runner's payload as JSON; absent where the run was ended from outside. */
  readonly payload?: string;
  readonly policy: string;
  readonly marks: readonly LineMark[];
}

/** A range in a text: lines and UTF-16 columns from 0. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** One test of a file. */
export interface TestEntry {
  readonly name: string;
  readonly range: TextRange;
  /** URIs of the files that it names: script, policy, host and arguments. */
  readonly files: readonly string[];
}

/** What a test file holds. */
export interface TestFileContent {
  readonly tests: readonly TestEntry[];
  /** What is wrong with the file, one sentence a line; absent where nothing is. */
  readonly error?: string;
}

/** How a test went. `faulty` means that it could not be run. */
export interface TestRunResult {
  readonly result: 'passed' | 'failed' | 'faulty' | 'stopped';
  readonly durationMs: number;
  readonly messages: readonly TestMessage[];
  /** What the run logged and gave, for the output of the tests. */
  readonly output: string;
}

export interface TestMessage {
  readonly message: string;
  /** Both sides of a difference. */
  readonly expected?: string;
  readonly actual?: string;
  /** The entry in the test file, or the line of the script whose call was denied. */
  readonly uri: string;
  readonly range: TextRange;
}

/** A policy with a permit more, and what that does. */
export interface PermitPreview {
  readonly policyUri: string;
  readonly policyName: string;
  readonly oldText: string;
  /** Begins with the old text. */
  readonly newText: string;
  /** Everything that the permit covers: `open, read on the File /srv/a`. */
  readonly covers: readonly string[];
  readonly summary: string;
  /** One line for each call whose decision changes. */
  readonly changes: readonly string[];
  /** Why the call is not certain to be allowed even so. */
  readonly remaining?: string;
}

/** A policy and its part in a decision, with its clauses: of one that comes closest, those that fail. */
export interface ExplainedPolicy {
  readonly role: 'permits' | 'forbids' | 'closest';
  readonly name: string;
  readonly obstacle?: string;
  readonly clauses: readonly { readonly holds: boolean; readonly text: string }[];
  readonly file: string;
  readonly line: number;
}

/** The most notable verdict of a line. */
export interface Prediction {
  /** From 0. */
  readonly line: number;
  readonly mark: 'allow' | 'deny' | 'depends';
}

/** Decisions that differ, as text with places. */
export interface DecisionChanges {
  /** One sentence. */
  readonly summary: string;
  /** Calls that change. */
  readonly changes: number;
  readonly text: string;
  /** Where a line of the text leads. */
  readonly links: readonly {
    readonly line: number;
    readonly uri: string;
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly line: number; readonly character: number };
    };
  }[];
}

export interface PolicyChoice {
  readonly uri: string;
  /** Path relative to the workspace folder. */
  readonly label: string;
  readonly bound: boolean;
  /** `7 allowed, 1 denied`: what the script's calls would get. Absent where it was not computed. */
  readonly summary?: string;
}

/** What governs a script, or why nothing does. */
export interface ScriptStatus {
  readonly kind: 'bound' | 'unbound' | 'broken' | 'notAScript';
  /** Short text for the status bar, e.g. `readonly.cedar`. */
  readonly label: string;
  /** A sentence that says what is in force or what to do. */
  readonly detail: string;
  readonly policyUri?: string;
  readonly configUri?: string;
  readonly verdicts?: VerdictCounts;
}

export interface VerdictCounts {
  readonly allow: number;
  readonly deny: number;
  readonly depends: number;
  readonly unknown: number;
}

/** Settings the server needs; sent at start and on every change. */
export interface ServerSettings {
  /** How loud each verdict is at the call. */
  readonly diagnostics: {
    readonly depends: 'information' | 'hint' | 'off';
    readonly silentDenials: 'warning' | 'information' | 'off';
    /** Of a call that throws; `error` where absent. Inside a `try` it is a warning at most. */
    readonly denied?: 'error' | 'warning' | 'information' | 'hint' | 'off';
    /** Of a call that the analysis cannot decide; `off` where absent. */
    readonly undecided?: 'information' | 'hint' | 'off';
  };
  readonly codeLens: boolean;
  /** Which hints stand in the text; all where absent. */
  readonly inlayHints?: {
    readonly types: boolean;
    readonly parameters: boolean;
    /** Which calls have a mark behind them; none where absent. */
    readonly verdicts?: 'off' | 'notAllowed' | 'all';
  };
  /** Paths of Cedar schemas, absolute or below a workspace folder, in place of the schema of Rex; none where that holds. */
  readonly schema?: readonly string[];
}

/** What the client hands over when it starts the server. */
export interface InitializationOptions {
  readonly settings: ServerSettings;
  /** Whether the client has the command that shows a permit before it is written. */
  readonly permitPreviews?: boolean;
}
