// Run on This Host: the real runner, on the real host, only after a person has seen what it can touch and said yes.

import { userInfo } from 'node:os';
import { commands, type Disposable, EventEmitter, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { RealRunInputs } from '#protocol';
import type { Client } from '../client.ts';
import { IDS } from '../context.ts';
import {
  comparablePayload,
  type FoundRunner,
  findRunner,
  type RealRun,
  type RealRunEnding,
  startRealRun,
} from '../realRun.ts';
import type { Run, Runs } from '../runs.ts';
import { scriptOf } from './run.ts';
import type { Command } from './types.ts';

const SCHEME = 'rehearsal-payload';
/** Resources and calls that the confirmation lists; more would not fit on a screen. */
const MAX_LISTED = 16;
const MAX_REFUSABLE = 6;
const CONFIRM = 'Run on This Host';

/** Real runs of this window, and the payloads that are shown of them. */
export class HostRuns implements Disposable {
  readonly #going = new Set<RealRun>();
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #disposables: Disposable[] = [
    this.#changed,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
    }),
    workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('rehearsal.runner')) this.refresh();
    }),
  ];

  constructor() {
    this.refresh();
  }

  /** Tells menus and palette whether the command can be used. */
  refresh(): void {
    const found = workspace.isTrusted ? runner() : undefined;
    void commands.executeCommand('setContext', IDS.runnerFoundKey, found !== undefined && 'file' in found);
  }

  async start(file: string, inputs: RealRunInputs): Promise<RealRunEnding> {
    const run = startRealRun(file, inputs);
    this.#going.add(run);
    this.#tellGoing();
    try {
      return await window.withProgress(
        { location: ProgressLocation.Notification, title: 'Running on this host', cancellable: true },
        (_, token) => {
          token.onCancellationRequested(() => stop(run));
          return run.ending;
        },
      );
    } finally {
      this.#going.delete(run);
      this.#tellGoing();
    }
  }

  /** Stops every real run; says whether there was one. */
  stop(): boolean {
    for (const run of this.#going) stop(run);
    return this.#going.size > 0;
  }

  /** Shows the two payloads side by side. */
  async compare(script: Uri, sandbox: string, host: string): Promise<void> {
    const name = workspace.asRelativePath(script);
    const [left, right] = (['sandbox', 'host'] as const).map((side) =>
      Uri.from({ scheme: SCHEME, path: `/${name}.json`, query: side }),
    );
    if (left === undefined || right === undefined) return;
    this.#texts.set(left.toString(), comparablePayload(sandbox));
    this.#texts.set(right.toString(), comparablePayload(host));
    this.#changed.fire(left);
    this.#changed.fire(right);
    await commands.executeCommand('vscode.diff', left, right, `${name}: sandbox and this host`);
  }

  #tellGoing(): void {
    void commands.executeCommand('setContext', IDS.runningOnHostKey, this.#going.size > 0);
  }

  dispose(): void {
    this.stop();
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** The runner goes on for a while after it was asked to end, so that this is said. */
function stop(run: RealRun): void {
  run.stop();
  window.setStatusBarMessage('$(loading~spin) Stopping: the runner gives the script ten seconds.', run.ending);
}

export function runOnThisHostCommand(client: Client, runs: Runs, hostRuns: HostRuns): Command {
  return {
    id: IDS.runOnThisHost,
    async execute(target) {
      const problem = await runOnThisHost(scriptOf(target), { client, runs, hostRuns });
      if (problem !== undefined) void window.showErrorMessage(problem);
    },
  };
}

interface Parts {
  readonly client: Client;
  readonly runs: Runs;
  readonly hostRuns: HostRuns;
}

/** Gives the reason for people where it cannot go on. */
async function runOnThisHost(script: Uri | undefined, { client, runs, hostRuns }: Parts): Promise<string | undefined> {
  if (script === undefined) return 'Open a Rhai script to run it on this host.';
  if (!workspace.isTrusted) return 'In Restricted Mode nothing is run on this host. Trust the workspace first.';
  const found = runner();
  if (found === undefined)
    return 'There is no rex-runner on the path. Name one in the setting rehearsal.runner.path, or use Run in Sandbox.';
  if ('problem' in found) return found.problem;
  const inputs = await client.request('rehearsal/realRunInputs', { uri: script.toString() });
  if ('error' in inputs) return inputs.error;
  const answer = await window.showWarningMessage(
    `Run ${workspace.asRelativePath(script)} on this machine, for real?`,
    { modal: true, detail: detailOf(found.file, inputs) },
    CONFIRM,
  );
  if (answer !== CONFIRM) return undefined;
  const sandbox = await sandboxPayload(runs, script);
  // Trust and the program may have changed while the question stood.
  if (!workspace.isTrusted) return 'In Restricted Mode nothing is run on this host. Trust the workspace first.';
  const ending = await hostRuns.start(found.file, inputs);
  switch (ending.kind) {
    case 'stopped':
      if (ending.stdout !== '') await hostRuns.compare(script, sandbox, ending.stdout);
      void window.showInformationMessage('The run on this host was stopped. What it did until then stays done.');
      return undefined;
    case 'failed':
      return `The run on this host failed: ${ending.reason}.`;
    case 'ended':
      await hostRuns.compare(script, sandbox, ending.stdout === '' ? ending.stderr : ending.stdout);
      return undefined;
  }
}

function runner(): FoundRunner | undefined {
  const setting = workspace.getConfiguration('rehearsal.runner').get<string>('path', '');
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return findRunner(setting.trim(), process.env['PATH'] ?? '', folders);
}

/** The manifest first: what some run of the script can touch, whatever the policy says of it. */
function detailOf(file: string, inputs: RealRunInputs): string {
  const { policyName, principal, touches, assumes, calls, notAllowed } = inputs;
  const user = userInfo().username;
  const refusable = calls.filter((call) => !call.endsWith(': allowed'));
  return [
    `${file} runs it as ${user}, under ${policyName}.`,
    ...(user === principal ? [] : [`The verdicts below are those for ${principal}; ${user} may get others.`]),
    'Nothing of it can be undone here.',
    '',
    touches.length === 0 ? 'It makes no call that is authorized.' : 'What it can touch:',
    ...shortened(touches, MAX_LISTED),
    ...assumes,
    '',
    `The policy surely allows ${calls.length - notAllowed} of ${calls.length} calls.`,
    ...shortened(refusable, MAX_REFUSABLE),
  ].join('\n');
}

function shortened(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `and ${lines.length - most} more`];
}

/** The sandbox's payload of the same inputs; its run shows in the editor as any other. */
async function sandboxPayload(runs: Runs, script: Uri): Promise<string> {
  const started = await runs.start(script);
  if ('error' in started) return started.error;
  const { id } = started.run;
  const endedOf = (run: Run | undefined): string | undefined =>
    run?.id === id && run.ended !== undefined ? (run.ended.payload ?? run.ended.summary) : undefined;
  return new Promise((resolve) => {
    const listener = runs.onDidChange((run) => settle(endedOf(run)));
    const settle = (payload: string | undefined): void => {
      if (payload === undefined) return;
      listener.dispose();
      resolve(payload);
    };
    settle(endedOf(runs.latest(script.toString())));
  });
}
