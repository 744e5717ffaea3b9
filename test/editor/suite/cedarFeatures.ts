// Policies, schemas and Cedar's JSON forms in the editor: diagnostics as one types, completion, rename over files, formatting.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open, test, workspaceFile } from './harness.ts';

const POLICY = `// é😀
permit (principal == shop::User::"ana", action == shop::Action::"open", resource) when { resource.weight > 1 };
`;

/** Offset of a mark in a document, at its end. */
function behind(document: vscode.TextDocument, mark: string): vscode.Position {
  return document.positionAt(document.getText().indexOf(mark) + mark.length);
}

/** Diagnostics of a file once there are as many as wanted. */
function diagnostics(path: string, count: number): Promise<readonly vscode.Diagnostic[]> {
  return eventually(`${count} diagnostics in ${path}`, () => {
    const found = vscode.languages.getDiagnostics(workspaceFile(path));
    return found.length === count ? found : undefined;
  });
}

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = document.positionAt(document.getText().indexOf(from));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(start, start.translate(0, from.length)), to);
  await vscode.workspace.applyEdit(edit);
}

test('policies are validated as one types, by the schemas that rehearsal.json names', async () => {
  const { document } = await open('shop/read.cedar');
  await diagnostics('shop/read.cedar', 0);
  await replace(document, 'resource.weight', 'resource.wieght');
  const [found] = await diagnostics('shop/read.cedar', 1);
  assert.equal(found === undefined ? '' : document.getText(found.range), 'resource.wieght');
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    found?.range,
  );
  assert.deepEqual(
    actions.map(({ title }) => title).filter((title) => title.startsWith('Write')),
    ['Write weight'],
  );
  await replace(document, 'resource.wieght', 'resource.weight');
  await diagnostics('shop/read.cedar', 0);
  await document.save();
});

test('completion offers what the schema has', async () => {
  const { document } = await open('shop/read.cedar');
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    behind(document, 'resource.'),
  );
  const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  assert.ok(labels.includes('weight') && labels.includes('maker'), labels.join(' '));
});

test('a type is renamed in policies, schemas in both forms, entities and links', async () => {
  const { document } = await open('shop/shop.cedarschema');
  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    document.uri,
    behind(document, 'entity Us'),
    'Person',
  );
  const files = edit.entries().map(([uri]) => uri.path.slice(uri.path.lastIndexOf('/') + 1));
  assert.deepEqual(
    files.sort(),
    ['actions.cedarschema.json', 'read.cedar', 'shop.cedarschema', 'shop.cedarlinks.json', 'shop.entities.json'].sort(),
  );
});

test('definition leads from a template link to the template, and references back', async () => {
  const { document } = await open('shop/shop.cedarlinks.json');
  const found = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    behind(document, '"template_id": "rea'),
  );
  const [first] = found;
  const target = first === undefined ? undefined : 'targetUri' in first ? first.targetUri : first.uri;
  assert.equal(target?.toString(), workspaceFile('shop/readers.cedar').toString());
  await diagnostics('shop/shop.cedarlinks.json', 0);
});

test('schemas are formatted, comments stay', async () => {
  const { document } = await open('shop/shop.cedarschema');
  const changes = await vscode.commands.executeCommand<vscode.TextEdit[]>(
    'vscode.executeFormatDocumentProvider',
    document.uri,
    { tabSize: 2, insertSpaces: true },
  );
  // The editor cuts the change down to what differs.
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, changes);
  assert.ok(await vscode.workspace.applyEdit(edit));
  const formatted = `// é😀
namespace shop {
  entity User;
  entity Box in [Box] { weight: Long, maker: User }; // last
}
`;
  assert.equal(document.getText(), formatted);
  await vscode.commands.executeCommand('workbench.action.files.revert');
});

test('a policy of the workspace is what the tests above expect', async () => {
  const { document } = await open('shop/read.cedar');
  assert.equal(document.getText(), POLICY);
});
