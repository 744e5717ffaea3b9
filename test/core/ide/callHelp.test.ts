// Signature help and inlay hints of scripts.
import { expect, test } from 'vitest';
import { inlayHints } from '#core/ide/inlayHints.ts';
import { signatureHelp } from '#core/ide/signatureHelp.ts';
import { changed, modelAt, modelOf } from '#test/scriptModel.ts';

const OPEN_FILE = 'RcDirHandle.open_file(file_name: string, [open_file_options: OpenFileOptions]) -> RcFileHandle';

/** The active signature with its active parameter in brackets; and how many there are. */
function help(source: string): string | undefined {
  const { model, cursor } = modelAt(source);
  const found = signatureHelp(model, cursor);
  const active = found?.signatures[found.activeSignature];
  if (found === undefined || active === undefined) return undefined;
  const span = active.parameters[found.activeParameter];
  const { label } = active;
  return span === undefined
    ? label
    : `${label.slice(0, span.start)}[${label.slice(span.start, span.end)}]${label.slice(span.end)}`;
}

test.each([
  ['cat("$0', 'cat([path: string]) -> string'],
  ['cat("/x"$0);', 'cat([path: string]) -> string'],
  ['cat([cat::number], $0);', 'cat(flags: array, [path: string]) -> string'],
  ['cat([cat::number$0], "/x");', 'cat([flags: array], path: string) -> string'],
  ['tail::n($0)', 'tail::n([count: i64]) -> TailFlag'],
  ['let d = DirConfig().path("/x").build().open(OpenDirOptions().build()); d.open_file("a", $0)', OPEN_FILE],
  ['fn f(a, b) { a } f(1, $0', 'fn f(a, [b])'],
  ['fn f(a, b) { a } f(g(1, 2), $0', 'fn f(a, [b])'],
  ['fn f(a, b) { a } f(#{ x: 1, y: 2 }, $0)', 'fn f(a, [b])'],
  ['"abc".sub_string(1, $0)', 'string.sub_string(start: i64, [len: i64]) -> string'],
  ['fn f(a) { a } f(|x| { $0 })', undefined],
  ['let x = (1 + $0);', undefined],
  ['cat("/x")$0;', undefined],
])('signature help in %s', (source, expected) => {
  expect(help(source)).toBe(expected);
});

test('signature help carries the documentation comment of a function', () => {
  const { model, cursor } = modelAt('/// Adds one.\nfn inc(a) { a + 1 }\ninc($0)');
  expect(signatureHelp(model, cursor)?.signatures[0]?.documentation).toBe('Adds one.');
});

/** The text with its hints written in. */
function hinted(text: string): string {
  const hints = inlayHints(modelOf(text), { start: 0, end: text.length });
  return changed(
    text,
    hints.map(({ offset, label, kind }) => ({
      span: { start: offset, end: offset },
      newText: kind === 'type' ? `«: ${label}»` : kind === 'result' ? `« -> ${label}»` : `«${label}:»`,
    })),
  );
}

test.each([
  ['let text = cat("/etc/hosts");', 'let text«: string» = cat("/etc/hosts");'],
  ['let n = 1; let s = "a"; let d = DirConfig();', 'let n = 1; let s = "a"; let d = DirConfig();'],
  ['fn f(depth, all) { depth } f(2, true);', 'fn f(depth«: i64», all)« -> i64» { depth } f(«depth:»2, «all:»true);'],
  [
    'fn f(depth, all) { depth } let n = 2; f(n, true);',
    'fn f(depth«: i64», all)« -> i64» { depth } let n = 2; f(n, «all:»true);',
  ],
  ['fn f(a) { a } f(1); f("x");', 'fn f(a) { a } f(«a:»1); f(«a:»"x");'],
  ['fn f(a) { a }', 'fn f(a) { a }'],
  ['fn f() { cat("/x") } f();', 'fn f()« -> string» { cat("/x") } f();'],
  ['fn f(a /* ) */) { a } f(1);', 'fn f(a«: i64» /* ) */) { a } f(«a:»1);'],
  ['for line in "a b".split() { info(line); }', 'for line«: string» in "a b".split() { info(line); }'],
])('hints in %s', (source, expected) => {
  expect(hinted(source)).toBe(expected);
});
