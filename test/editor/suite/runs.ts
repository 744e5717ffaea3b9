// Runs in the sandbox: they end as the runner would, stop at once, and say why when they cannot start.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION, eventually, open, test, workspaceFile } from './harness.ts';

/** The part of the extension's own interface that is used here. */
interface Api {
  readonly runs: { latest(uri?: string): RunView | undefined; stop(uri?: string): Promise<boolean> };
  readonly statusBar: {
    readonly status: { readonly kind: string; readonly label: string; readonly detail: string } | undefined;
  };
}

interface RunView {
  readonly id: number;
  readonly events: readonly { readonly kind: string; readonly decision?: string }[];
  readonly ended?: {
    readonly outcome: string;
    readonly summary: string;
    readonly output: string;
    readonly marks: readonly { readonly line: number; readonly mark: string }[];
  };
}

async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>(EXTENSION);
  assert.ok(extension);
  return extension.activate();
}

async function run(path: string): Promise<RunView & { readonly ended: NonNullable<RunView['ended']> }> {
  const { runs } = await api();
  await open(path);
  const before = runs.latest(workspaceFile(path).toString())?.id ?? 0;
  await vscode.commands.executeCommand('rehearsal.runInSandbox');
  return eventually(`the end of ${path}`, () => {
    const latest = runs.latest(workspaceFile(path).toString());
    return latest?.ended !== undefined && latest.id > before ? { ...latest, ended: latest.ended } : undefined;
  });
}

test('a script that the policy allows succeeds, with its output', async () => {
  const { ended, events } = await run('scripts/error-report.rhai');
  assert.equal(ended.outcome, 'success', ended.summary);
  assert.equal(ended.output, 'checkout.log: 2\nworker.log: 1\n');
  assert.ok(events.filter((event) => event.kind === 'decision').every((event) => event.decision === 'allow'));
});

test('a denied script ends with the denial, and the line has a mark', async () => {
  const { ended } = await run('scripts/clean-up.rhai');
  assert.equal(ended.outcome, 'error');
  assert.match(ended.summary, /ACCESS_DENIED_EXCEPTION: IoErrorKind: PermissionDenied: .*ledger\.csv/);
  assert.deepEqual(
    ended.marks.map(({ line, mark }) => [line + 1, mark]),
    [
      [4, 'allow'],
      [7, 'deny'],
    ],
  );
});

test('Stop ends an endless loop', async () => {
  const { runs } = await api();
  await open('scripts/endless.rhai');
  const uri = workspaceFile('scripts/endless.rhai').toString();
  await vscode.commands.executeCommand('rehearsal.runInSandbox');
  await eventually('the run', () => runs.latest(uri));
  await vscode.commands.executeCommand('rehearsal.stop');
  const ended = await eventually('the end', () => runs.latest(uri)?.ended, 2_000);
  assert.equal(ended.outcome, 'stopped');
});

test('the next run after a Stop works', async () => {
  assert.equal((await run('scripts/error-report.rhai')).ended.outcome, 'success');
});

test('the status item names the policy in force, or says why there is none', async () => {
  const { statusBar } = await api();
  await open('scripts/clean-up.rhai');
  await eventually('the bound policy', () => (statusBar.status?.label === 'log-reports.cedar' ? true : undefined));
  await open('unbound.rhai');
  const unbound = await eventually('no policy', () =>
    statusBar.status?.kind === 'unbound' ? statusBar.status : undefined,
  );
  assert.match(unbound.detail, /Select a policy/);
});

test('Select Policy binds a script, keeps the rest of rehearsal.json, and the next run works', async () => {
  const { statusBar } = await api();
  await open('unbound.rhai');
  await vscode.commands.executeCommand(
    'rehearsal.selectPolicy',
    workspaceFile('unbound.rhai'),
    workspaceFile('policies/operations.cedar').toString(),
  );
  await eventually('the new binding', () => (statusBar.status?.label === 'operations.cedar' ? true : undefined));
  const config = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceFile('rehearsal.json')));
  assert.match(config, /"unbound\.rhai"/);
  assert.match(config, /scripts\/error-report\.rhai/);
  assert.equal((await run('unbound.rhai')).ended.outcome, 'success');
});
