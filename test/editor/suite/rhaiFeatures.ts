// Every feature of scripts as the editor asks for it: completion, hover, navigation, rename, fixes, formatting, colours, hints.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open, test, withUntitled, workspaceFile } from './harness.ts';

const FILE = 'scripts/orders.rhai';

/** Place behind the first occurrence of a text. */
function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `${text} is in the document`);
  return document.positionAt(at + text.length);
}

function ask<T>(provider: string, ...args: readonly unknown[]): Promise<T> {
  return Promise.resolve(vscode.commands.executeCommand<T>(`vscode.execute${provider}`, ...args));
}

function findings(document: vscode.TextDocument, code: string): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => diagnostic.code === code);
}

/** The one finding with this code, once it is there. */
function finding(document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> {
  return eventually(`${code} in ${document.uri.path}`, () => findings(document, code)[0]);
}

async function labelsAt(document: vscode.TextDocument, position: vscode.Position): Promise<readonly string[]> {
  const list = await ask<vscode.CompletionList>('CompletionItemProvider', document.uri, position);
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

/** Lines, from 1, of what a request for places gives. */
function linesOf(found: readonly (vscode.Location | vscode.LocationLink)[]): readonly number[] {
  return found.map((place) => ('targetUri' in place ? place.targetRange : place.range).start.line + 1);
}

/** Text of all hovers at a place. */
async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, position);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** Applies the fix with this title for a finding. */
async function fix(document: vscode.TextDocument, code: string, title: string): Promise<void> {
  const edit = await eventually(`the fix ${title}`, async () => {
    const { range } = await finding(document, code);
    const actions = await ask<vscode.CodeAction[]>('CodeActionProvider', document.uri, range, 'quickfix', 20);
    return actions.find((one) => one.title === title)?.edit;
  });
  assert.ok(await vscode.workspace.applyEdit(edit));
  await eventually(`no ${code} any more`, () => (findings(document, code).length === 0 ? true : undefined));
}

test('scripts: a denied call is an error that leads into the policy, and an edit takes it away', async () => {
  const editor = await open(FILE);
  const { document } = editor;
  const denied = await finding(document, 'denied-call');
  assert.equal(document.getText(denied.range), 'rm("/etc/shop/orders.conf")');
  assert.equal(
    denied.relatedInformation?.[0]?.location.uri.toString(),
    workspaceFile('policies/log-reports.cedar').toString(),
  );
  const start = behind(document, 'rm("');
  await editor.edit((edit) => edit.replace(new vscode.Range(start, start.translate(0, 9)), '/srv/reports'));
  await eventually('the denial is gone', () => (findings(document, 'denied-call').length === 0 ? true : undefined));
  await vscode.commands.executeCommand('undo');
  await finding(document, 'denied-call');
  await vscode.commands.executeCommand('workbench.action.files.revert');
});

test('scripts: completion of variables, of members of a type, and of flags in their place', () =>
  withUntitled('rhai', 'let total = "a,b";\ntot\ntotal.\ncat([], "/x")', async (document) => {
    assert.ok((await labelsAt(document, new vscode.Position(1, 3))).includes('total'));
    const members = await labelsAt(document, new vscode.Position(2, 6));
    assert.ok(members.includes('split') && !members.includes('cat'), members.join(' '));
    const flags = await labelsAt(document, new vscode.Position(3, 5));
    assert.ok(flags.includes('cat::number'), flags.join(' '));
  }));

test('scripts: an accepted completion stands in the text', () =>
  withUntitled('rhai', 'ca', async (document) => {
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 2, 0, 2);
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await eventually('cat and its brackets', async () => {
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      return document.getText().startsWith('cat(') ? true : undefined;
    });
  }));

test('scripts: hover shows a verdict, a comment of a function and the value of a variable', async () => {
  const { document } = await open(FILE);
  const denied = await hoverAt(document, behind(document, '\nr'));
  assert.match(denied, /Denied/);
  assert.match(denied, /\/etc\/shop\/orders\.conf/);
  assert.match(await hoverAt(document, behind(document, 'failed = cou')), /Lines of a log that have a word/);
  assert.match(await hoverAt(document, behind(document, 'cat(fol')), /\/var\/log\/shop/);
});

test('scripts: signature help names the parameter that is being written', async () => {
  const { document } = await open(FILE);
  const help = await ask<vscode.SignatureHelp>('SignatureHelpProvider', document.uri, behind(document, 'grep(word, '));
  assert.equal(help.activeParameter, 1);
  assert.match(help.signatures[help.activeSignature]?.label ?? '', /^grep\(/);
});

test('scripts: definition, references and highlights of a function and a variable', async () => {
  const { document } = await open(FILE);
  const called = behind(document, 'failed = cou');
  assert.deepEqual(linesOf(await ask('DefinitionProvider', document.uri, called)), [4]);
  assert.deepEqual(linesOf(await ask('ReferenceProvider', document.uri, called)), [4, 10]);
  const folder = behind(document, 'let fol');
  const highlights = await ask<vscode.DocumentHighlight[]>('DocumentHighlights', document.uri, folder);
  assert.deepEqual(
    highlights.map(({ range }) => range.start.line + 1),
    [9, 10, 11],
  );
});

test('scripts: a rename changes every use, behind an emoji too, and refuses a name that is none', async () => {
  const { document } = await open(FILE);
  const at = behind(document, 'let fail');
  const edit = await ask<vscode.WorkspaceEdit>('DocumentRenameProvider', document.uri, at, 'errors');
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.equal(document.getText().split('errors').length - 1, 3);
  assert.ok(document.getText().includes(`info(\`\${errors} of \${size}\`);`));
  await assert.rejects(ask('DocumentRenameProvider', document.uri, behind(document, 'let err'), 'not a name'));
  await vscode.commands.executeCommand('workbench.action.files.revert');
});

test('scripts: a quick fix corrects the spelling of a function and of a method', () =>
  withUntitled('rhai', 'let text = "a b";\ngerp("ERROR", "/var/log/a.log");\ntext.splitt(" ")\n', async (document) => {
    await fix(document, 'unknown-function', 'Change to grep');
    await fix(document, 'unknown-method', 'Change to split');
    assert.equal(document.getText(), 'let text = "a b";\ngrep("ERROR", "/var/log/a.log");\ntext.split(" ")\n');
  }));

test('scripts: formatting changes white space alone', () =>
  withUntitled('rhai', 'if true{info("a") ;// why\n}', async (document) => {
    await vscode.commands.executeCommand('editor.action.formatDocument');
    await eventually('the formatted text', () =>
      document.getText().trim() === 'if true {\n    info("a"); // why\n}' ? true : undefined,
    );
  }));

test('scripts: semantic tokens colour functions, parameters and SDK calls', async () => {
  const { document } = await open(FILE);
  const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
    'vscode.provideDocumentSemanticTokensLegend',
    document.uri,
  );
  const found = await vscode.commands.executeCommand<vscode.SemanticTokens>(
    'vscode.provideDocumentSemanticTokens',
    document.uri,
  );
  const types = kindsOf(document, found, legend);
  assert.equal(types.get('count'), 'function');
  assert.equal(types.get('word'), 'parameter');
  assert.equal(types.get('folder'), 'variable');
});

/** The kind of each coloured text. */
function kindsOf(
  document: vscode.TextDocument,
  { data }: vscode.SemanticTokens,
  { tokenTypes }: vscode.SemanticTokensLegend,
): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  let line = 0;
  let start = 0;
  for (let i = 0; i + 4 < data.length; i += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(i, i + 4);
    line += down;
    start = down === 0 ? start + right : right;
    kinds.set(document.getText(new vscode.Range(line, start, line, start + length)), tokenTypes[type] ?? '');
  }
  return kinds;
}

test('scripts: inlay hints tell types, name parameters at literals and mark a denied call', async () => {
  const { document } = await open(FILE);
  const hints = await eventually('the mark of the denial', async () => {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const found = (await ask<vscode.InlayHint[]>('InlayHintProvider', document.uri, whole)).map(textOf);
    return found.some((hint) => hint.endsWith('⊘ denied')) ? found : undefined;
  });
  for (const hint of ['5 : array', '10 : i64', '10 word:', '15 ⊘ denied'])
    assert.ok(hints.includes(hint), hints.join(' | '));
});

/** Line, from 1, and text of a hint. */
function textOf({ position, label }: vscode.InlayHint): string {
  const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
  return `${position.line + 1} ${text.trim()}`;
}

test('scripts: folding, outline and selection follow the tree', async () => {
  const { document } = await open(FILE);
  const folds = await ask<vscode.FoldingRange[]>('FoldingRangeProvider', document.uri);
  assert.ok(folds.some(({ start }) => start === 3) && folds.some(({ start }) => start === 11), JSON.stringify(folds));
  const symbols = await ask<vscode.DocumentSymbol[]>('DocumentSymbolProvider', document.uri);
  const names = symbols.map(({ name }) => name);
  for (const name of ['folder', 'failed', 'size']) assert.ok(names.includes(name), names.join(' '));
  assert.ok(names.some((name) => name.startsWith('count')));
  const [selection] = await ask<vscode.SelectionRange[]>('SelectionRangeProvider', document.uri, [
    behind(document, 'grep(wo'),
  ]);
  assert.equal(document.getText(selection?.range), 'word');
  assert.ok(selection?.parent?.range.contains(selection.range));
});

test('scripts: the line above says what the calls will get', async () => {
  const { document } = await open(FILE);
  const lenses = await eventually('lenses', async () => {
    const found = await ask<vscode.CodeLens[]>('CodeLensProvider', document.uri);
    return found.some(({ command }) => command?.title.includes('allowed') === true) ? found : undefined;
  });
  const titles = lenses.map(({ command }) => command?.title ?? '');
  assert.ok(
    titles.some((title) => title.includes('2 allowed') && title.includes('1 denied')),
    titles.join(' | '),
  );
  assert.ok(titles.includes('Policy: policies/log-reports.cedar'), titles.join(' | '));
});

test('scripts: calls are followed both ways', async () => {
  const { document } = await open(FILE);
  const [item] = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
    'vscode.prepareCallHierarchy',
    document.uri,
    behind(document, 'fn cou'),
  );
  assert.ok(item !== undefined);
  const incoming = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
    'vscode.provideIncomingCalls',
    item,
  );
  assert.deepEqual(
    incoming.flatMap(({ fromRanges }) => fromRanges.map(({ start }) => start.line + 1)),
    [10],
  );
});
