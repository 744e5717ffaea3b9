// Verdicts in the editor: the permit for a denied call with what it changes, marks before a run, and the lines above policies.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { EXTENSION, eventually, open, test, workspaceFile } from './harness.ts';

const SCRIPT = 'scripts/clean-up.rhai';
const POLICY = 'policies/log-reports.cedar';

async function deniedLines(): Promise<readonly number[]> {
  return vscode.languages
    .getDiagnostics(workspaceFile(SCRIPT))
    .filter(({ code }) => code === 'denied-call')
    .map(({ range }) => range.start.line + 1);
}

test('the permit for a denied call is confirmed, and lets the call through', async () => {
  const editor = await open(SCRIPT);
  await eventually('three denied calls', async () => ((await deniedLines()).length === 3 ? true : undefined));
  const line = editor.document.lineAt(9).range;
  const permit = await eventually('the fix', async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      line,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    return actions.find(({ title }) => title === 'Permit this call in log-reports.cedar');
  });
  assert.equal(permit.command?.command, 'rehearsal.previewPermit');
  // `apply` stands for the person who agrees to what the preview shows.
  await vscode.commands.executeCommand('rehearsal.previewPermit', permit.command.arguments?.[0], 'apply');
  const policy = await eventually('the policy in front', () => {
    const front = vscode.window.activeTextEditor;
    return front?.document.uri.toString() === workspaceFile(POLICY).toString() ? front : undefined;
  });
  assert.match(policy.document.getText(), /resource == file_system::File::"\/etc\/shop\/payment\.conf"\n\);\n$/);
  await open(SCRIPT);
  await eventually('the call is allowed', async () => ((await deniedLines()).includes(10) ? undefined : true));
  assert.deepEqual(await deniedLines(), [7, 11]);
  await open(POLICY);
  await vscode.commands.executeCommand('workbench.action.files.revert');
});

test('denied lines are marked before a run', async () => {
  const extension = vscode.extensions.getExtension<{
    readonly predictions: { shown(uri: string): readonly { readonly line: number; readonly mark: string }[] };
  }>(EXTENSION);
  assert.ok(extension);
  const { predictions } = await extension.activate();
  await vscode.commands.executeCommand('rehearsal.clearMarks');
  await open(SCRIPT);
  const marks = await eventually('three marks', () => {
    const shown = predictions.shown(workspaceFile(SCRIPT).toString());
    return shown.length === 3 ? shown : undefined;
  });
  assert.deepEqual(
    marks.map(({ line, mark }) => `${line + 1} ${mark}`),
    ['7 deny', '10 deny', '11 deny'],
  );
});

test('lines above policies say what they permit and deny, and lead there', async () => {
  await open(POLICY);
  const lenses = await eventually('the lines', async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      workspaceFile(POLICY),
      50,
    );
    return found.some(({ command }) => command?.title.startsWith('denies')) ? found : undefined;
  });
  const titles = lenses.map(({ command }) => command?.title ?? '');
  assert.ok(
    titles.some((title) => /^permits \d+ calls? in \d+ scripts?$/.test(title)),
    titles.join('; '),
  );
  assert.ok(
    titles.some((title) => /^denies \d+ calls? in \d+ scripts?$/.test(title)),
    titles.join('; '),
  );
  const single = lenses.find(({ command }) => command?.title === 'permits 1 call in 1 script')?.command;
  assert.ok(single, titles.join('; '));
  await vscode.commands.executeCommand(single.command, ...(single.arguments ?? []));
  await eventually('the call in front', () =>
    vscode.window.activeTextEditor?.document.languageId === 'rhai' ? true : undefined,
  );
});

test('another policy, and the least policy for the last run', async () => {
  await open(SCRIPT);
  await vscode.commands.executeCommand('rehearsal.checkUnderPolicy', undefined, 'policies/operations.cedar');
  const list = await eventually('the list of decisions', () =>
    vscode.workspace.textDocuments.find(({ uri, lineCount }) => uri.scheme === 'rehearsal-decisions' && lineCount > 1),
  );
  assert.match(list.getText(), /^policies\/operations\.cedar in place of log-reports\.cedar\n\d+ calls? change/);
  const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', list.uri);
  assert.ok(links.length > 0);
  await open(SCRIPT);
  await vscode.commands.executeCommand('rehearsal.policyFromRun');
  const made = await eventually('the policy', () =>
    vscode.workspace.textDocuments.find(
      (document) => document.isUntitled && document.languageId === 'cedar' && document.getText().includes('permit'),
    ),
  );
  assert.match(made.getText(), /resource == file_system::File::"\/srv\/reports\/old\.txt"/);
  await vscode.window.showTextDocument(made);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
});
