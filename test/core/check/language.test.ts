// Findings about the language: each under the text it speaks of, and none where a script is right.
import { expect, test } from 'vitest';
import type { Span } from '#core/base/span.ts';
import { certainFindings } from '#core/check/language/brokenText.ts';
import { languageDiagnostics, withLanguage } from '#core/check/language/registry.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import { analyzeScript } from '#core/verdict/analyzeScript.ts';
import { type Marker, normalizeMarkers, readMarkers, writeMarkers } from '#test/markers.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { runTest } from '#test/sandbox.ts';
import { modelOf } from '#test/scriptModel.ts';

function findingsIn(text: string): readonly Marker[] {
  return languageDiagnostics(modelOf(text))
    .map(({ code, span }) => ({ span, text: code }))
    .sort((a, b) => a.span.start - b.span.start);
}

test.each([
  ['let unused = 1;\n//  ^^^^^^ unused-variable\n2'],
  ['let n = 1;\n//  ^ unused-variable\nn = 2;'],
  ['let _n = 1; let m = 2; m'],
  ['fn never(a) { a }\n// ^^^^^ unused-function\ninfo("x");'],
  ['fn again(a) { again(a) }\n// ^^^^^ unused-function\ninfo("x");'],
  ['fn used(a) { a }\ninfo(used("x"));'],
  ['fn used(a) { a }\n[1].map(used);'],
  ['fn used(a) { a }\nlet p = Fn("used"); p'],
  ['fn library(a) { a }'],
  ['import "x" as lib;\n//            ^^^ unused-import'],
  ['fn f() { return 1; info("x"); }\n//                 ^^^^^^^^^ unreachable-code\nf()'],
  ['switch 1 { 1 => 2, 1 => 3, _ => 4 }\n//                 ^ duplicate-case'],
  ['switch 1 { 1 if true => 2, 1 => 3, _ => 4 }'],
  ['const C = #{ a: 1 };\nC.a = 2;\n// <- constant-changed'],
  ['let n = 1;\n//  ^ unused-variable\nfn f() { n }\n//       ^ outer-variable\nf()'],
  ['fn f(a) { a }\nf(1);\nf(1, 2);\n// <- wrong-arity'],
  // A function that is called with a wrong number of arguments only is not unused as well.
  ['fn f(a) { a }\nf(1, 2);\n// <- wrong-arity'],
  ['fn f(a) { a }\n// ^ unused-function\nfn f(a, b) { a }\nf(1, 2);'],
  ['let t = cat("/x").trim();\n//                ^^^^ unit-result\nt'],
  ['let t = cat("/x"); t.trim(); t'],
  ['let s = cat("/x");\ns.to_upper();\n//^^^^^^^^ ignored-result\ns'],
  ['info(`a\\nb`);\n//     ^^ template-escape'],
  ['info("a\\nb");'],
  ['let n = 5;\nif n & 1 != 0 { info("odd") }\n// ^^^^^^^^^^ bit-precedence'],
  ['let n = 5;\nif (n & 1) != 0 { info("odd") }'],
  ['let n = 5;\nif n == 1 | n == 2 { info("few") }'],
  ['try { throw "x"; } catch (e) { info(e.kind); }\n//                                  ^^^^^^ plain-error'],
  ['try { throw "x"; } catch (e) { if type_of(e) == "map" { info(e.kind); } }'],
  ['try { info(cat("/x")); } catch (e) { info(e.message); }'],
  ['fn f() { try { "a" } catch (e) { "b" } }\n//             ^^^ try-value\nf()'],
  ['fn f() { try { return "a"; } catch (e) { return "b"; } }\nf()'],
  ['let m = #{ a: 1 };\nm.keys().filter(|k| m[k] > 0)\n//       ^^^^^^ map-in-closure'],
  ['let m = #{ a: 1 };\nlet keys = m.keys();\nkeys.filter(|k| m[k] > 0)'],
  ['["a"].join(",");\n//    ^^^^ array-join'],
  // What a function says of itself holds while the text is broken elsewhere.
  ['fn whole() {\n  let dead = 1;\n//    ^^^^ unused-variable\n  return 2;\n}\nlet x = ;\nwhole();'],
  ['fn broken() {\n  let dead = 1;\n  let x = ;\n}\nlet unknown = 1;'],
  ['let m = #{};\nfor k in m { info(k); }\n//       ^ map-loop'],
  ['awk_filter("^ERR.*", "/x");\n//         ^^^^^^^^ plain-pattern'],
  ['let a = "abc"; a[0..2]'],
  ['cat("x");\n//  ^^^ wrong-path'],
  ['TraceOptions().build();\n//             ^^^^^ missing-option'],
  [
    'let b = OpenFileOptions();\nlet r = b.read(true).build();\n//      ^ shared-builder\nlet w = b.write(true).build();\n[r, w]',
  ],
  ['let b = DirConfig();\nlet r = b.path("/a").build();\nlet w = b.path("/b").build();\n[r, w]'],
  ['let b = OpenFileOptions();\nb.read(true);\nb.write(true);\nb.build()'],
  ['let b = OpenFileOptions();\nif true { b.read(true).build() } else { b.build() }'],
  ['let b = OpenFileOptions();\nlet r = b.read(true).build();\nb = OpenFileOptions();\n[r, b.build()]'],
  [
    'let u = [SizeUnit::BYTES]; u.contains(SizeUnit::BYTES)\n//                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-equality',
  ],
  ['[Signal::SIGKILL].contains(Signal::SIGTERM)'],
  ['#{ a: 1, s: State::ACTIVE }.to_json()\n//          ^^^^^^^^^^^^^ object-to-json'],
  ['#{ a: 1, s: [1.5, "x", ()] }.to_json()'],
  ['parse_json("[1, 2]")\n//         ^^^^^^^^ json-list'],
  ['parse_json(`{"a": [1]}`).a'],
  ['let n = cat("/x").len(); n == "5"\n//                       ^^^^^^^^ never-equal'],
  ['let n = cat("/x").len(); n == 5.0 || cat("/x") == \'x\''],
  ['ls("/x").values().filter(|e| e.type() == "file")\n//                           ^^^^^^^^^^^^^^^^^^ never-equal'],
  [
    'try { cat("/x") } catch (e) { if e.kind == "NotFound" { info("x") } }\n//                               ^^^^^^ error-kind',
  ],
  [
    'try { cat("/x") } catch (e) { switch e.kind { "NotFound" => 1, _ => 2 } }\n//                                   ^^^^^^ error-kind',
  ],
  ['try { cat("/x") } catch (e) { e.kind !in ["A", "B"] }\n//                            ^^^^^^ error-kind'],
  ['try { cat("/x") } catch (e) { e.kind == IoErrorKind::NotFound || e.kind.to_string() == "NotFound" }'],
  // Errors of the script itself may have any kind, and those of imported ones too.
  ['try { cat("/x"); throw #{ kind: "own" } } catch (e) { e.kind == "own" }'],
  ['let e = #{ kind: "own" }; try { cat("/x") } catch { e.kind == "own" }'],
  ['[1].reduce(Fn("+"))\n//         ^^^^^^^ reserved-function'],
  ['[1].map(Fn("to_string"))'],

  ['import "a" as alone;\n//            ^^^^^ unused-import\nlet x = ;'],
  ['fn alone() { 1 }\n// ^^^^^ unused-function\nlet x = ;'],
  ['State::ACTIVE.to_string()'],
  ['TcpState::LISTEN.to_string()\n//               ^^^^^^^^^ constant-method'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
  ['info("${nothing}");'],
])('%s', (source) => {
  const { text } = readMarkers(source);
  expect(writeMarkers(text, findingsIn(text))).toBe(normalizeMarkers(source));
});

/** Rules that say that a run fails or that code does nothing; the others are matters of taste. */
const CERTAIN = [
  'outer-variable',
  'wrong-arity',
  'constant-changed',
  'map-in-closure',
  'array-join',
  'bit-precedence',
  'constant-method',
  'json-list',
  'map-loop',
  'no-equality',
  'range-index',
  'reserved-function',
  'variable-call',
];

test('no recorded run that ended well has a finding that says it cannot', () => {
  const wrong = recordedCases()
    .filter(({ error }) => error === undefined)
    .flatMap(({ area, name, script }) => {
      const model = modelOf(script);
      // What a `try` catches does not end the run.
      const isCaught = ({ start }: Span) => pathAt(model.parse.root, start).some(({ kind }) => kind === 'try');
      return languageDiagnostics(model)
        .filter(({ code, severity, span }) => severity === 'error' || (CERTAIN.includes(code) && !isCaught(span)))
        .map(({ code }) => `${area}/${name} ${code}`);
    });
  expect(wrong).toEqual([]);
});

/** Each says of a whole script that it cannot end well; the engine says so too. */
test.each([
  ['fn f(a) { a } f(1, 2)', 'wrong-arity'],
  ['const C = #{ a: 1 }; C.a = 2;', 'constant-changed'],
  ['let m = #{ a: 1 }; m.keys().filter(|k| m[k] > 0)', 'map-in-closure'],
  ['["a"].join(",")', 'array-join'],
  ['let n = 5; if n & 1 != 0 { 1 }', 'bit-precedence'],
  ['TcpState::LISTEN.to_string()', 'constant-method'],
  ['parse_json("[1]")', 'json-list'],
  ['for k in #{} { k }', 'map-loop'],
  ['[SizeUnit::BYTES].contains(SizeUnit::BYTES)', 'no-equality'],
  ['SizeUnit::BYTES !in [SizeUnit::BYTES]', 'no-equality'],
  ['let a = [1, 2]; a[0..1]', 'range-index'],
  ['let f = |x| x; f(1)', 'variable-call'],
  ['[1].reduce(Fn("+"))', 'reserved-function'],
  ['let f = Fn("type_of"); f', 'reserved-function'],
  ['ChmodDirOptions().build()', 'missing-option'],
  ['let n = 1; fn f() { n } f()', 'outer-variable'],
])('the engine ends %s with an error, as %s says', (script, code) => {
  expect(languageDiagnostics(modelOf(script)).map((finding) => finding.code)).toContain(code);
  expect(runTest(script).payload.status).toBe('ERROR');
});

test('the kind of an error equals no text, but the constant', () => {
  const script = (kind: string) => `let r = 0; try { cat("/x") } catch (e) { if ${kind} { r = 1; } } r`;
  const output = (kind: string) =>
    runTest(script(kind), { policy: 'forbid(principal, action, resource);' }).payload.output;
  expect(output('e.kind == "PermissionDenied"')).toBe('0');
  expect(output('e.kind == IoErrorKind::PermissionDenied')).toBe('1');
  expect(output('e.kind.to_string() == "PermissionDenied"')).toBe('1');
});

/** The findings of the calls that stay while the text is broken: the engine says no more than where it stops. */
test.each([
  ['cat(1);\nlet x = ;', ['wrong-arguments']],
  ['read_file("/x");\nlet x = ;', ['unknown-function']],
  ['info(true ? "a" : "b");', []],
  ['def f(a) { a }\nf(1);', []],
  ['fn g(a: int, b) { a }\ng(1, 2);', []],
])('%s keeps %j', (script, expected) => {
  const model = modelOf(script);
  const { diagnostics } = analyzeScript(model.parse, model.resolution, { catalog: model.catalog });
  const all = certainFindings(withLanguage(diagnostics, languageDiagnostics(model)), model.parse);
  expect(all.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(expected);
});
