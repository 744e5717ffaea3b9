// Run in Sandbox and Stop on the server's side: starts runs in workers, streams their events, sums them up at the end.

import path from 'node:path';
import type { Connection } from 'vscode-languageserver';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { CancellationToken } from '#core/base/ports.ts';
import type { RunEnding } from '#core/node/activeRun.ts';
import type { SentResult } from '#core/node/runMessages.ts';
import { type RunHandle, RunWorkers } from '#core/node/runWorkers.ts';
import { explainDecision } from '#core/policyTools/explainDecision.ts';
import { type HostDescription, MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import type { RunInput } from '#core/sandbox/runner/runScript.ts';
import type { TraceEvent } from '#core/trace/events.ts';
import { parseTrace, writeTraceEvent } from '#core/trace/jsonLines.ts';
import { lineMarks } from '#core/trace/lineMarks.ts';
import { policyDocument } from '#core/verdict/policyDocument.ts';
import type { ClientRequests, RunEnded, RunParams, RunStarted } from '#protocol';
import type { Governance } from '../governance.ts';
import type { Session } from '../session.ts';
import { type LastRun, testOfRun } from '../testOfRun.ts';
import { isText } from '../textStore.ts';
import { guard } from './guard.ts';

/** Scripts whose last run is kept. */
const MAX_KEPT_RUNS = 20;

interface Going {
  readonly handle: RunHandle;
  readonly params: RunParams;
  readonly governance: Extract<Governance, { readonly kind: 'bound' }>;
  readonly input: RunInput;
  readonly policy: string;
  readonly version: number;
  readonly events: TraceEvent[];
}

export function registerRun(connection: Connection, session: Session): void {
  const runner = new Runner(connection, session);
  connection.onRequest<RunStarted, void>('rehearsal/run', (params: RunParams) => runner.start(params));
  connection.onRequest('rehearsal/stop', ({ runId }: ClientRequests['rehearsal/stop']['params']) => ({
    stopped: runner.stop(runId),
  }));
  connection.onRequest<ClientRequests['rehearsal/makeTest']['result'], void>(
    'rehearsal/makeTest',
    ({ uri }: ClientRequests['rehearsal/makeTest']['params']) => runner.makeTest(uri),
  );
  connection.onRequest<Explain['result'], void>(
    'rehearsal/explain',
    (params: Explain['params'], token: CancellationToken): Promise<Explain['result']> =>
      guard(session, 'explain', [], token, () => runner.explain(params)),
  );
  connection.onShutdown(() => runner.dispose());
}

type Explain = ClientRequests['rehearsal/explain'];

/** Runs whose policy is kept to explain their decisions. */
const MAX_KEPT_POLICIES = 20;

class Runner {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #going = new Map<number, Going>();
  /** By script, the oldest first. */
  readonly #last = new Map<string, LastRun>();
  /** The policies of the newest runs: they may have been edited since. */
  readonly #policies = new Map<number, { readonly name: string; readonly text: string; readonly uri: string }>();
  #workers: RunWorkers | undefined;
  #lastId = 0;

  constructor(connection: Connection, session: Session) {
    this.#connection = connection;
    this.#session = session;
  }

  /** Starts a run, or says in a sentence why it cannot be. */
  start(params: RunParams): RunStarted {
    const { uri } = params;
    const script = this.#session.texts.read(uri);
    if (!isText(script)) return { error: `The script cannot be read: ${script.reason}.` };
    const governance = this.#session.governor.govern(uri);
    if (governance.kind !== 'bound') return { error: governance.reason };
    const host = readHost(governance.host?.text);
    if ('error' in host) return { error: `${governance.binding.host ?? 'The host file'}: ${host.error}` };
    const { binding, policy, args } = governance;
    const principal = binding.principal ?? host.description.runsAs;
    if (!host.description.users.some(({ name }) => name === principal)) {
      return {
        error: `The virtual host has no user ${principal}. Add it to the users of the host file, or change the principal in rehearsal.json.`,
      };
    }
    this.#workers ??= new RunWorkers();
    const runId = ++this.#lastId;
    const events: TraceEvent[] = [];
    const input = {
      script: script.text,
      policy: policy.text,
      host: host.description,
      principal,
      ...(args === undefined ? {} : { argumentsJson: args.text }),
    };
    const handle = this.#workers.start(
      {
        input,
        options: {
          limits: params.limits,
          policyFile: policy.uri,
          ...(params.seed === undefined ? {} : { seed: params.seed }),
          ...(params.mode === undefined ? {} : { mode: params.mode }),
        },
      },
      { onEvents: (batch) => this.#sendEvents(runId, batch) },
    );
    this.#policies.set(runId, { name: path.posix.basename(binding.policy), text: policy.text, uri: policy.uri });
    this.#policies.delete(runId - MAX_KEPT_POLICIES);
    const version = this.#session.documents.get(uri)?.version ?? 0;
    this.#going.set(runId, { handle, params, governance, input, policy: binding.policy, version, events });
    void handle.ending.then((ending) => this.#end(runId, ending));
    return { runId, policy: binding.policy, principal };
  }

  /** Why a request of a run was decided as it was, by the policy as it was then. */
  explain({ runId, event }: Explain['params']): Explain['result'] {
    const policy = this.#policies.get(runId);
    const parsed = parseTrace(event);
    const [decision] = parsed.ok ? parsed.events : [];
    const { cedar } = this.#session.analyses.engine;
    const prepared = policy === undefined ? undefined : cedar.prepare(policy.text);
    if (policy === undefined || decision?.kind !== 'decision' || prepared?.ok !== true) return [];
    const lines = new LineIndex(policy.text);
    return explainDecision(decision, policyDocument(policy.name, policy.text, prepared.policySet, cedar)).map(
      ({ start, ...told }) => ({ ...told, file: policy.uri, line: lines.toLineColumn(start).line + 1 }),
    );
  }

  /** Ends a run at once; false when it has ended already. */
  stop(runId: number): boolean {
    const going = this.#going.get(runId);
    going?.handle.stop();
    return going !== undefined;
  }

  /** A test that the last run of a script passes, or why there is none. */
  makeTest(uri: string): ClientRequests['rehearsal/makeTest']['result'] {
    const last = this.#last.get(uri);
    return last === undefined
      ? { error: 'No run of this script came to its end. Run it in the sandbox first.' }
      : testOfRun(uri, last);
  }

  /** Only a run that came to its end can be repeated as a test. */
  #keep({ params, governance, input, events }: Going, ending: RunEnding): void {
    const { uri, seed, mode } = params;
    this.#last.delete(uri);
    if (ending.kind !== 'finished' || ending.result.stopped !== undefined || ending.result.fault !== undefined) return;
    const decisions = events.filter(({ kind }) => kind === 'decision');
    this.#last.set(uri, { governance, input, seed, mode, result: ending.result, decisions });
    const [oldest] = this.#last.keys();
    if (this.#last.size > MAX_KEPT_RUNS && oldest !== undefined) this.#last.delete(oldest);
  }

  dispose(): void {
    for (const { handle } of this.#going.values()) handle.stop();
    this.#workers?.dispose();
  }

  #sendEvents(runId: number, batch: readonly TraceEvent[]): void {
    const going = this.#going.get(runId);
    if (going === undefined) return;
    going.events.push(...batch);
    void this.#connection.sendNotification('rehearsal/runEvents', {
      runId,
      uri: going.params.uri,
      events: batch.map(plain),
    });
  }

  #end(runId: number, ending: RunEnding): void {
    const going = this.#going.get(runId);
    if (going === undefined) return;
    this.#going.delete(runId);
    const { params, policy, version, events } = going;
    this.#keep(going, ending);
    const outcome = outcomeOf(ending);
    const summary = params.mode === 'permissive' ? `${outcome.summary} (${letThrough(events)})` : outcome.summary;
    const ended: RunEnded = { runId, uri: params.uri, version, policy, marks: lineMarks(events), ...outcome, summary };
    void this.#connection.sendNotification('rehearsal/runEnded', ended);
  }
}

/** What permissive mode did to a run. */
function letThrough(events: readonly TraceEvent[]): string {
  const count = events.filter((event) => event.kind === 'decision' && event.letThrough === true).length;
  return count === 0 ? 'permissive: nothing was denied' : `permissive: ${count} denied requests let through`;
}

/** Integers of Rhai and Cedar are wider than JSON's; the trace's own writer knows how to put them. */
function plain(event: TraceEvent): TraceEvent {
  return JSON.parse(writeTraceEvent(event)) as TraceEvent;
}

function readHost(text: string | undefined): { readonly description: HostDescription } | { readonly error: string } {
  if (text === undefined) return { description: MINIMAL_HOST };
  const { description, problems } = parseHostFile(text);
  if (description !== undefined) return { description };
  const first = problems.find(({ severity }) => severity === 'error');
  return {
    error: first === undefined ? 'it cannot be read.' : `line ${first.line}, column ${first.column}: ${first.message}`,
  };
}

function outcomeOf(ending: RunEnding): Pick<RunEnded, 'outcome' | 'summary' | 'output' | 'payload'> {
  switch (ending.kind) {
    case 'stopped':
      return stoppedOutcome(ending.result);
    case 'refused':
      return { outcome: 'failed', summary: ending.message, output: '' };
    case 'ended':
      return { outcome: 'stopped', summary: ending.reached.message, output: '' };
    case 'finished': {
      const { payload, stopped } = ending.result;
      const { output } = payload;
      const result = { output, payload: JSON.stringify(payload) };
      if (stopped !== undefined) return { outcome: 'stopped', summary: stopped.message, ...result };
      if (payload.status === 'SUCCESS') return { outcome: 'success', summary: 'SUCCESS', ...result };
      const summary = `${payload.error?.error_type ?? 'ERROR'}: ${payload.error?.message ?? ''}`;
      return { outcome: 'error', summary, ...result };
    }
  }
}

/** A run that somebody stopped; where it could still answer, with what it had done until then. */
function stoppedOutcome(result: SentResult | undefined): Pick<RunEnded, 'outcome' | 'summary' | 'output' | 'payload'> {
  if (result === undefined) return { outcome: 'stopped', summary: 'Stopped.', output: '' };
  const { payload } = result;
  const summary =
    payload.status === 'SUCCESS'
      ? 'Stopped, when the script had just come to its end.'
      : `Stopped. ${payload.error?.message ?? ''}`.trimEnd();
  return { outcome: 'stopped', summary, output: payload.output, payload: JSON.stringify(payload) };
}
