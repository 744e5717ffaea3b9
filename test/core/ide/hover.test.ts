// Hover in scripts: what a name is, the checks of a call in their order, the prediction before them, and silence elsewhere.

import { expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { hover } from '#core/ide/hover.ts';
import { modelAt } from '#test/scriptModel.ts';

/** Markdown of the hover at `$0`, and the text it belongs to in brackets. */
function hoverAt(source: string): { readonly markdown: string; readonly word: string } | undefined {
  const { model, cursor } = modelAt(source);
  const found = hover(model, cursor);
  return found && { markdown: found.markdown, word: model.parse.text.slice(found.span.start, found.span.end) };
}

test.each([
  ['an SDK function', 'let a = 1; c$0at("/srv/a")', 'cat', 'cat(path: string) -> string'],
  ['a function with flags', 'ls([ls::recursive], "/srv"); $0ls("/srv")', 'ls', 'ls(path: string)'],
  [
    'a method on what a chain builds',
    'DirConfig().path("/srv").build().o$0pen(OpenDirOptions().build())',
    'open',
    'DirConfig.open(',
  ],
  [
    'a method on a variable',
    'let d = DirConfig().path("/srv").build().open(OpenDirOptions().build()); d.list_ent$0ries()',
    'list_entries',
    'RcDirHandle.list_entries()',
  ],
  ['a constant of a module', 'ls([ls::recu$0rsive], "/srv")', 'recursive', 'ls::recursive'],
  ['a module', 'ls([l$0s::recursive], "/srv")', 'ls', 'ls::'],
  ['a variable with its value', 'let folder = "/srv"; cat(fol$0der + "/a")', 'folder', '(let) folder: string'],
  ['a constant', 'const ROOT = "/srv"; cat(RO$0OT)', 'ROOT', '(const) ROOT: string'],
  ['a parameter', 'fn f(target) { cat(tar$0get) } f("/srv")', 'target', '(parameter) target'],
  ['a loop variable', 'for name in ["a", "b"] { cat(na$0me) }', 'name', '(loop variable) name'],
  ['a caught error', 'try { cat("/a") } catch (err) { info(e$0rr) }', 'err', '(caught error) err'],
  ['a name inside an interpolated string', `let a = "x"; cat(\`/srv/$${'{$0a}'}\`)`, 'a', '(let) a: string'],
])('%s', (_, source, word, head) => {
  const found = hoverAt(source);
  expect(found?.word).toBe(word);
  expect(found?.markdown).toContain(head);
});

test.each([
  ['a comment', '// c$0at\n'],
  ['a plain string', '"c$0at"'],
  ['the text of an interpolated string', `\`c$0at $${'{1}'}\``],
  ['white space', 'let a = 1; $0 '],
  ['a number', 'let a = 1$02;'],
  ['an empty script', '$0'],
  ['a name that does not exist', 'read_f$0ile("/srv")'],
])('says nothing on %s', (_, source) => {
  expect(hoverAt(source)).toBeUndefined();
});

test('lists every check of a call in its order, with what a refusal does', () => {
  const markdown = hoverAt('ca$0t("/srv/a")')?.markdown ?? '';
  const cat = loadCatalog().function('cat(string)');
  const actions = cat?.checks.map(({ action }) => /"(.*)"/.exec(action)?.[1]);
  const listed = markdown.split('\n').filter((line) => /^\d+\. /.test(line));
  expect(listed.map((line) => /^\d+\. `(\w+)`/.exec(line)?.[1])).toEqual(actions);
  expect(listed.find((line) => line.includes('redacted_read'))).toContain('asked when check 4 is refused');
  expect(hoverAt('inf$0o("x")')?.markdown).not.toContain('Cedar checks');
});

test('the prediction stands before everything else', () => {
  const { model, cursor } = modelAt('c$0at("/srv/a")');
  const found = hover({ ...model, predictionAt: () => '**Denied.** by policy0' }, cursor);
  expect(found?.markdown).toMatch(/^\*\*Denied\.\*\* by policy0\n\n---\n\n```rhai\ncat\(/);
});

test('half-typed text has the hovers of what is there already', () => {
  expect(hoverAt('let a = c$0at("/srv/a"')?.word).toBe('cat');
  expect(hoverAt('if true { c$0at(')?.word).toBe('cat');
  expect(hoverAt('let x = "/srv"; x.; let y = $0x')?.markdown).toContain('(let) x');
});
