// The runs of this window: one per script at a time, their events as they arrive, and how they ended.

import { commands, type Disposable, EventEmitter, type Uri } from 'vscode';
import type { TraceEvent } from '#core/trace/events.ts';
import type { ExplainedPolicy, RunEnded } from '#protocol';
import type { Client } from './client.ts';
import { IDS, runLimits, runMode } from './context.ts';

/** A run that goes on or has ended. */
export interface Run {
  readonly id: number;
  readonly uri: string;
  readonly policy: string;
  readonly principal: string;
  readonly events: readonly TraceEvent[];
  /** Absent while the run goes on. */
  readonly ended?: RunEnded;
}

/** Events kept per run; the rest is counted by the server's own limit. */
const MAX_KEPT_EVENTS = 200_000;

/** Starts and stops runs and tells the views about them. */
export class Runs implements Disposable {
  readonly #client: Client;
  readonly #changed = new EventEmitter<Run>();
  readonly #disposables: Disposable[] = [this.#changed];
  readonly #runs = new Map<string, Run>();
  #latest: Run | undefined;

  /** Fires when a run starts, has new events, or ends. */
  readonly onDidChange = this.#changed.event;

  constructor(client: Client) {
    this.#client = client;
    this.#disposables.push(
      client.onNotification('rehearsal/runEvents', ({ runId, events }) => {
        const run = this.#find(runId);
        if (run !== undefined && run.events.length < MAX_KEPT_EVENTS)
          this.#set({ ...run, events: run.events.concat(events) });
      }),
      client.onNotification('rehearsal/runEnded', (ended) => {
        const run = this.#find(ended.runId);
        if (run !== undefined) this.#set({ ...run, ended });
      }),
    );
  }

  /** The newest run of a script, or of the window when no script is named. */
  latest(uri?: string): Run | undefined {
    return uri === undefined ? this.#latest : this.#runs.get(uri);
  }

  /** Runs a script; a run of the same script that still goes on is stopped first. Gives the reason when it cannot start. */
  async start(uri: Uri): Promise<{ readonly run: Run } | { readonly error: string }> {
    const key = uri.toString();
    await this.stop(key);
    const started = await this.#client.request('rehearsal/run', {
      uri: key,
      limits: runLimits(uri),
      mode: runMode(uri),
    });
    if ('error' in started) return started;
    const run: Run = { id: started.runId, uri: key, policy: started.policy, principal: started.principal, events: [] };
    this.#set(run);
    return { run };
  }

  /** Stops the run of a script, or every run when none is named. Says whether anything was stopped. */
  async stop(uri?: string): Promise<boolean> {
    const going = [...this.#runs.values()].filter(
      (run) => run.ended === undefined && (uri === undefined || run.uri === uri),
    );
    const answers = await Promise.all(going.map((run) => this.#client.request('rehearsal/stop', { runId: run.id })));
    return answers.some((answer) => answer.stopped);
  }

  /** The policies that mattered to a decision of a run, clause by clause; none where the server has forgotten the run. */
  async explain(run: Run, event: TraceEvent): Promise<readonly ExplainedPolicy[]> {
    try {
      return await this.#client.request('rehearsal/explain', { runId: run.id, event: JSON.stringify(event) });
    } catch {
      // The server was restarted: the rest of the panel does not need it.
      return [];
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #find(id: number): Run | undefined {
    return [...this.#runs.values()].find((run) => run.id === id);
  }

  #set(run: Run): void {
    this.#runs.set(run.uri, run);
    if (this.#latest === undefined || this.#latest.uri === run.uri || run.id > this.#latest.id) this.#latest = run;
    const running = [...this.#runs.values()].some((candidate) => candidate.ended === undefined);
    void commands.executeCommand('setContext', IDS.runningKey, running);
    this.#changed.fire(run);
  }
}
