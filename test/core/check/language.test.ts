// Findings about the language: each under the text it speaks of, and none where a script is right.
import { expect, test } from 'vitest';
import { languageDiagnostics } from '#core/check/language/registry.ts';
import { type Marker, normalizeMarkers, readMarkers, writeMarkers } from '#test/markers.ts';
import { recordedCases } from '#test/recordedCases.ts';
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
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Rhai's interpolation, not ours
  ['info("${nothing}");'],
])('%s', (source) => {
  const { text } = readMarkers(source);
  expect(writeMarkers(text, findingsIn(text))).toBe(normalizeMarkers(source));
});

/** Rules that say that a run fails or that code does nothing; the others are matters of taste. */
const CERTAIN = ['outer-variable', 'wrong-arity', 'constant-changed', 'map-in-closure', 'array-join', 'bit-precedence'];

test('no recorded run that ended well has a finding that says it cannot', () => {
  const wrong = recordedCases()
    .filter(({ error }) => error === undefined)
    .flatMap(({ area, name, script }) =>
      languageDiagnostics(modelOf(script))
        .filter(({ code, severity }) => severity === 'error' || CERTAIN.includes(code))
        .map(({ code }) => `${area}/${name} ${code}`),
    );
  expect(wrong).toEqual([]);
});
