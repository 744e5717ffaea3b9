// Scripts and policies as languages: diagnostics appear, hover and completion know the SDK, policies are formatted.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open, test, withUntitled, workspaceFile } from './harness.ts';

async function diagnosticsOf(path: string, code: string): Promise<readonly vscode.Diagnostic[]> {
  return eventually(`diagnostic ${code} in ${path}`, () => {
    const found = vscode.languages.getDiagnostics(workspaceFile(path)).filter((diagnostic) => diagnostic.code === code);
    return found.length > 0 ? found : undefined;
  });
}

test('a denied call is an error with the policy as related information', async () => {
  await open('scripts/clean-up.rhai');
  const denied = await diagnosticsOf('scripts/clean-up.rhai', 'denied-call');
  assert.deepEqual(
    denied.map((diagnostic) => [diagnostic.range.start.line + 1, diagnostic.severity]),
    [7, 10, 11].map((line) => [line, vscode.DiagnosticSeverity.Error]),
  );
  assert.match(denied[0]?.message ?? '', /forbidden by policy\d+ \(log-reports\.cedar:\d+\)/);
  const place = denied[0]?.relatedInformation?.[0]?.location;
  assert.equal(place?.uri.toString(), workspaceFile('policies/log-reports.cedar').toString());
});

test('names that the SDK does not have are errors', async () => {
  await open('scripts/first-draft.rhai');
  const unknown = await diagnosticsOf('scripts/first-draft.rhai', 'unknown-function');
  assert.deepEqual(
    unknown.map((diagnostic) => diagnostic.range.start.line + 1),
    [2, 9],
  );
});

test('what the engine does not compile is an error at its place, and goes away when it is corrected', async () => {
  const editor = await open('scripts/error-report.rhai');
  await editor.edit((edit) => edit.insert(new vscode.Position(4, 0), 'let é😀 = ;\n'));
  const [error] = await diagnosticsOf('scripts/error-report.rhai', 'compile');
  assert.equal(error?.range.start.line, 4);
  await vscode.commands.executeCommand('undo');
  await eventually('the error is gone', () => {
    const left = vscode.languages.getDiagnostics(workspaceFile('scripts/error-report.rhai'));
    return left.some((diagnostic) => diagnostic.code === 'compile') ? undefined : true;
  });
  await vscode.commands.executeCommand('workbench.action.files.revert');
});

test('a half-typed policy has a diagnostic and its scripts say that it cannot be used', async () => {
  const editor = await open('policies/log-reports.cedar');
  await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'permit (principal == \n'));
  await diagnosticsOf('policies/log-reports.cedar', 'policy-syntax');
  await open('scripts/clean-up.rhai');
  await diagnosticsOf('scripts/clean-up.rhai', 'unusable-policy');
  await open('policies/log-reports.cedar');
  await vscode.commands.executeCommand('workbench.action.files.revert');
  await open('scripts/clean-up.rhai');
  await diagnosticsOf('scripts/clean-up.rhai', 'denied-call');
});

test('hover names the checks of a call and what the policy says', async () => {
  await open('scripts/clean-up.rhai');
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    workspaceFile('scripts/clean-up.rhai'),
    new vscode.Position(6, 1),
  );
  const text = hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
  assert.match(text, /Denied/);
  assert.match(text, /Cedar checks, in order/);
  assert.match(text, /`delete` on File/);
});

test('completion offers the members of a module', () =>
  withUntitled('rhai', 'grep::', async (document) => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(0, 6),
    );
    const labels = list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
    assert.ok(labels.includes('ignore_case') && labels.includes('max_count'), labels.join(' '));
  }));

test("policies are formatted by Cedar's own formatter", () =>
  withUntitled('cedar', 'permit(principal,action,resource)when{true};', async (document) => {
    await vscode.commands.executeCommand('editor.action.formatDocument');
    await eventually('the formatted text', () =>
      /permit \(principal, action, resource\)\nwhen \{ true \};/.test(document.getText()) ? true : undefined,
    );
  }));
