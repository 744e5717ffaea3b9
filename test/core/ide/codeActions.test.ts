// Code actions of scripts: the text before and after, with the findings as the checks make them.
import { expect, test } from 'vitest';
import { LineIndex } from '#core/base/lineIndex.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { compileDiagnostic } from '#core/check/compileDiagnostic.ts';
import { languageDiagnostics } from '#core/check/language/registry.ts';
import { codeActions } from '#core/ide/codeActions.ts';
import { createRhaiCompiler } from '#core/node/rhaiWasm.ts';
import { analyzeScript } from '#core/verdict/analyzeScript.ts';
import { readCursor } from '#test/markers.ts';
import { engineModule } from '#test/rhaiEngine.ts';
import { runTest } from '#test/sandbox.ts';
import { changed, modelOf } from '#test/scriptModel.ts';

const compiler = createRhaiCompiler(engineModule, loadCatalog().data);

/** The text after the action of that title, at the cursor. */
function after(source: string, title: string): string {
  const { text, cursor } = readCursor(source);
  const model = modelOf(text);
  const { diagnostics } = analyzeScript(model.parse, model.resolution, { catalog: model.catalog });
  const printed = /\bprint\(/.exec(text);
  const compile = printed === null ? [] : [{ code: 'compile', span: { start: printed.index, end: printed.index + 5 } }];
  const findings = [...diagnostics, ...languageDiagnostics(model), ...compile];
  const found = codeActions(model, { start: cursor, end: cursor }, findings);
  const action = found.find((each) => each.title === title);
  return action === undefined
    ? `only: ${found.map((each) => each.title).join('; ')}`
    : changed(text, action.documents[0]?.changes ?? []);
}

test.each([
  ['info(ct$0("/x"));', 'Change to cat', 'info(cat("/x"));'],
  ['cat([cat::numbr$0], "/x")', 'Change to cat::number', 'cat([cat::number], "/x")'],
  ['let text = "a b"; text.splitt$0(" ")', 'Change to split', 'let text = "a b"; text.split(" ")'],
  ['let t = read$0_file("/x"); t', 'Change to cat', 'let t = cat("/x"); t'],
  ['print$0(1 + 1);', 'Write it to the log with info', 'info(`$[1 + 1]`);'],
  ['println$0("x");', 'Write it to the log with info', 'info("x");'],
  [
    'let d = DirConfig().path("/x").build().open$0(OpenDirOptions());',
    'Add .build()',
    'let d = DirConfig().path("/x").build().open(OpenDirOptions().build());',
  ],
  ['let a$0 = 1;\nlet b = 2;\nb', 'Remove a', 'let b = 2;\nb'],
  ['let a$0 = cat("/x");\nlet b = 2;\nb', 'Remove a', 'cat("/x");\nlet b = 2;\nb'],
  ['let a$0 = cat("/x");', 'Rename to _a', 'let _a = cat("/x");'],
  ['fn f$0() { 1 }\ninfo("x");', 'Remove f', 'info("x");'],
  ['import "lib" as l$0;\ninfo("x");', 'Remove the import l', 'info("x");'],
  [
    'fn f() {\n  return 1;\n  in$0fo("x");\n}\nf()',
    'Remove the code that no run reaches',
    'fn f() {\n  return 1;\n}\nf()',
  ],
  ['let n = 1;\nfn f(a) { a + $0n }\nf(2);', 'Pass n to f', 'let n = 1;\nfn f(a, n) { a + n }\nf(2, n);'],
  ['let n = 1;\nfn f() { $0n }\nf();', 'Pass n to f', 'let n = 1;\nfn f(n) { n }\nf(n);'],
  ['  let t = cat("/x").tr$0im();\n  t', 'Call trim on t afterwards', '  let t = cat("/x");\n  t.trim();\n  t'],
  ['info(`a$0\\n"b"`);', 'Use a string in double quotes', 'info("a\\n\\"b\\"");'],
  ['let n = 1; if n & 1$0 != 0 { n }', 'Put it in parentheses', 'let n = 1; if (n & 1) != 0 { n }'],
  ['fn f() { try { "$0a" } catch { 1 } }\nf()', 'Return the value', 'fn f() { try { return "a" } catch { 1 } }\nf()'],
  [
    'let m = #{ a: 1 };\nlet k = m.keys().fil$0ter(|k| m[k] > 0);\nk',
    'Assign m.keys() to a variable first',
    'let m = #{ a: 1 };\nlet keys = m.keys();\nlet k = keys.filter(|k| m[k] > 0);\nk',
  ],
  ['ca$0t("/x");', 'Wrap in try', 'try {\n    cat("/x");\n} catch (error) {\n    warn(`cat: $[error]`);\n}'],
  [
    'let t = ca$0t("/x");',
    'Wrap in try',
    'let t = ();\ntry {\n    t = cat("/x");\n} catch (error) {\n    warn(`cat: $[error]`);\n}',
  ],
  ['let s = "a$0\\tb";', 'Convert to a back-tick string', 'let s = `a\tb`;'],
  ['let s = `a$0 "b"`;', 'Convert to a string in double quotes', 'let s = "a \\"b\\"";'],
])('%s: %s', (source, title, expected) => {
  const text = after(source, title);
  // `$[` stands for the start of an interpolation.
  expect(text).toBe(expected.replace(/\$\[([^\]]*)\]/, '$${$1}'));
  expect(compiler.compile(text, [])).toMatchObject({ ok: true });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
/** Fixes whose result must run, each with a script that the engine refuses when it gets there. */
test.each([
  ['let m = #{a: 1}; for (k, v) in m$0 { info(`${k} ${v}`); }', 'Go over the keys and look each value up'],
  ['let f = |x| x + 1; f$0(1)', 'Call it with .call'],
  ['let a = [1, 2, 3]; a[0$0..2]', 'Use extract'],
  ['let l = [1]; if l$0 { info("x"); }', 'Ask with is_empty()'],
  ['let l = "a"; if !l$0 { info("x"); }', 'Ask with is_empty()'],
  ['let n = 5; if n$0 { info("x"); }', 'Compare with 0'],
  ['IoErrorKind::Other.to_string$0()', 'Put it into a back-tick string'],
  ['const C = #{ a: 1 }; C$0.a = 2; C.a', 'Declare C with let'],
  ['["a", "b"].join$0(", ")', 'Put the items together with reduce'],
  ['try { throw "x"; } catch (e) { info(e.kind$0 + ""); }', 'Ask first whether e is a map'],
  ['parse_json("[1, 2]$0")', 'Parse it as a part of an object'],
  ['let t = "[1]"; t$0.parse_json().len()', 'Parse it as a part of an object'],
  ['fn f(a) { a } f$0(1, 2)', 'Call it with 1 argument'],
  ['let s = " a "; info(s.tr$0im());', 'Call trim on s first'],
  ['ChmodDirOptions().bu$0ild()', 'Set permissions'],
  ['TraceOptions().bu$0ild()', 'Set ns_pid'],
])('%s fails, and %s mends it', (source, title) => {
  expect(runTest(readCursor(source).text).payload.status).toBe('ERROR');
  expect(runTest(after(source, title)).payload.status).toBe('SUCCESS');
});

test.each([
  [
    'let b = OpenFileOptions();\nlet r = b$0.read(true).build();\nlet w = b.build();',
    'Call it on a copy of b',
    'let b = OpenFileOptions();\nlet b_copy = b;\nlet r = b_copy.read(true).build();\nlet w = b.build();',
  ],
  ['awk_filter("^ER$0R.*", "/x")', 'Search with grep', 'grep("^ERR.*", "/x")'],
  ['awk_filter("^ER$0R.*", "/x")', 'Look for "ERR"', 'awk_filter("ERR", "/x")'],
  [
    'try { cat("/x") } catch (e) { e.ki$0nd == "PermissionDenied" }',
    'Compare with IoErrorKind::PermissionDenied',
    'try { cat("/x") } catch (e) { e.kind == IoErrorKind::PermissionDenied }',
  ],
  [
    'try { cat("/x") } catch (e) { switch e.ki$0nd { "NotFound" => 1, _ => 2 } }',
    'Compare its text',
    'try { cat("/x") } catch (e) { switch e.kind.to_string() { "NotFound" => 1, _ => 2 } }',
  ],
  ['cat("./a$0/b")', 'Write /a/b', 'cat("/a/b")'],
  ['cat("/a/../b$0")', 'Write /b', 'cat("/b")'],
  [
    'let d = DirConfig().path("/x").build().open(OpenDirOptions().build());\nd.find(FindOptions().build(), |e$0| info(e.name));',
    'Go over the entries of the folder',
    'let d = DirConfig().path("/x").build().open(OpenDirOptions().build());\nfor e in d.list_entries().values() { info(e.name) };',
  ],
  [
    'ls("/x").values().filter(|e| e.type() $0== "file")',
    'Compare with EntryType::FILE',
    'ls("/x").values().filter(|e| e.type() == EntryType::FILE)',
  ],
  ['let n = 5; n $0== "5"', 'Compare as texts', 'let n = 5; n.to_string() == "5"'],
  ['["a "].map(|x| x.tr$0im())', 'Call trim on x first', '["a "].map(|x| { x.trim(); x })'],
  [
    '#{ s: $0TcpState::LISTEN }.to_json()',
    'Convert with to_string()',
    '#{ s: TcpState::LISTEN.to_string() }.to_json()',
  ],
  ['let s = cat("/x");\ns.to_up$0per();\ns', 'Assign the result to s', 'let s = cat("/x");\ns = s.to_upper();\ns'],
  ['switch 1 { 1 => 2, 1$0 => 3, _ => 4 }', 'Remove the case', 'switch 1 { 1 => 2, _ => 4 }'],
  ['let n = 1; info("a ${n$0}");', 'Use a back-tick string', 'let n = 1; info(`a ${n}`);'],
  ['OpenFileOptions().permissions(64$04)', 'Write it in octal', 'OpenFileOptions().permissions(0o644)'],
  ['MetricBuilder().name("Rex$0Load")', 'Remove Rex', 'MetricBuilder().name("Load")'],
  ['MetricBuilder().val$0ue(3)', 'Give a number with a point', 'MetricBuilder().value(3.0)'],
  [
    'let r = Client().get("http://a").send(); switch r.status$0 { 200 => 1, _ => 2 }',
    'Convert with to_int()',
    'let r = Client().get("http://a").send(); switch r.status.to_int() { 200 => 1, _ => 2 }',
  ],
])('%s: %s gives %s', (source, title, expected) => {
  expect(after(source, title)).toBe(expected);
});

test.each([
  ['var x = 1; x', 'Write let'],
  ['let x = null; x', 'Write ()'],
  ['let i = 0; i++;', 'Write += 1'],
  ['1 === 1', 'Write =='],
  ["let s = 'abc'; s", 'Use double quotes'],
  ['#{with: 1}', 'Put with in quotes'],
  ['let with = 1; with + 1', 'Rename to with_'],
  ['let m = #{}; m.with', 'Write ["with"]'],
  ['let m = #{a: 1, a: 2}; m', 'Remove the second a'],
  ['Signals::SIGKILL', 'Change to Signal::SIGKILL'],
  ['const K = 1; fn f() { K } f()', 'Use global::K'],
  ['const K = 1; K = 2;', 'Declare K with let'],
  ['let count = 1; info(`${cuont}`);', 'Change to count'],
])('what the engine does not compile: %s is mended by %s', (text, title) => {
  const outcome = compiler.compile(text, []);
  if (outcome.ok) throw new Error('the engine accepts it');
  const model = modelOf(text);
  const finding = compileDiagnostic(outcome.error, new LineIndex(text), model.parse);
  const actions = codeActions(model, finding.span, [finding]);
  const action = actions.find((each) => each.title === title);
  expect(actions.map((each) => each.title)).toContain(title);
  expect(compiler.compile(changed(text, action?.documents[0]?.changes ?? []), [])).toMatchObject({ ok: true });
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours

test('what is in a try already is not wrapped again', () => {
  expect(after('try { ca$0t("/x"); } catch { }', 'Wrap in try')).toMatch(/^only/);
});

test('a suggestion comes from the namespace of the name alone', () => {
  expect(after('tail([tail::fromm$0], "/x")', 'nothing')).not.toMatch(/Change to (cat|grep|wc|ls)/);
});
