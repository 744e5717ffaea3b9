// Mends how scripts use the objects, options and paths of the SDK.

import type { Node } from '#core/rhai/syntax/ast.ts';
import type { CodeAction, Finding, TextChange } from '../answers.ts';
import { callablesOf } from '../callables.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { freeName, indentAt, nodeOfKind, quickFix, statementAt, textOf } from './fix.ts';

function preferred(title: string, finding: Finding, ...changes: readonly TextChange[]): readonly CodeAction[] {
  return [{ ...quickFix(title, finding, changes), preferred: true }];
}

const written = ({ parse }: ScriptModel, { span }: Node): string => parse.text.slice(span.start, span.end);

/** `base.read(true)` is called on a copy of the builder, which is a value of its own. */
export function copyBuilder(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const name = textOf(finding, 'name');
  const statement = statementAt(model, finding.span.start);
  if (name === undefined || statement === undefined) return [];
  const { text } = model.parse;
  const copy = freeName(text, `${name}_copy`);
  const { start } = statement.span;
  const declaration = `let ${copy} = ${name};\n${indentAt(text, start)}`;
  return preferred(
    `Call it on a copy of ${name}`,
    finding,
    { span: { start, end: start }, newText: declaration },
    { span: finding.span, newText: copy },
  );
}

/** Adds the setter of an option that is missing, with a value of its type to be filled in. */
export function addOption(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const field = textOf(finding, 'field');
  const call = nodeOfKind(model, finding.span.start, 'methodCall');
  const type = call && model.flow.typeOf(call.receiver);
  if (field === undefined || call === undefined || type === undefined) return [];
  const setter = model.catalog.methodsOf(type).find((fn) => fn.sets === field);
  const value = setter && (VALUES[field] ?? VALUES[setter.parameters[0]?.type ?? '']);
  if (setter === undefined || value === undefined) return [];
  const { end } = call.receiver.span;
  return preferred(`Set ${field}`, finding, { span: { start: end, end }, newText: `.${setter.name}(${value})` });
}

/** What stands for a value until the author says which; permissions by what files have as a rule. */
const VALUES: Readonly<Record<string, string>> = {
  permissions: '0o644',
  path: '"/"',
  string: '""',
  i64: '1',
  f64: '1.0',
  bool: 'true',
  array: '[]',
  map: '#{}',
  Signal: 'Signal::SIGTERM',
  MetricUnitType: 'MetricUnitType::COUNT',
};

/** Makes a path absolute, or writes it without `..`. */
export function mendPath(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const literal = nodeOfKind(model, finding.span.start, 'string');
  if (literal === undefined || /["\\`]|\$\{/.test(literal.value)) return [];
  const start = literal.span.start + 1;
  // Raw strings have longer quotes.
  if (model.parse.text.slice(start, literal.span.end - 1) !== literal.value) return [];
  if (!literal.value.startsWith('/')) {
    const plain = literal.value.replace(/^(\.\/)+/, '');
    const span = { start, end: start + literal.value.length - plain.length };
    return [quickFix(`Write /${plain}`, finding, [{ span, newText: '/' }])];
  }
  const parts: string[] = [];
  for (const part of literal.value.split('/').slice(1)) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  const path = `/${parts.join('/')}`;
  if (path === literal.value) return [];
  return preferred(`Write ${path}`, finding, { span: { start, end: literal.span.end - 1 }, newText: path });
}

/** `grep` takes a pattern and a path and gives lines, as `awk_filter` does; or the text that the pattern is about. */
export function mendPattern(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'call');
  const actions: CodeAction[] = [];
  if (call?.name.text === 'awk_filter')
    actions.push(...preferred('Search with grep', finding, { span: call.name.span, newText: 'grep' }));
  const literal = nodeOfKind(model, finding.span.start, 'string');
  const plain = literal?.value.replace(/^\^|\$$/g, '').replaceAll(/^\.\*|\.\*$/g, '');
  if (literal === undefined || plain === undefined || !/^[\w :/-]+$/.test(plain)) return actions;
  return [...actions, quickFix(`Look for "${plain}"`, finding, [{ span: literal.span, newText: `"${plain}"` }])];
}

/** `dir.find(options, |e| ...)` becomes a loop over the entries of the folder. */
export function loopOverEntries(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start - 1, 'methodCall');
  const closure = call?.args[1];
  if (call === undefined || closure?.kind !== 'closure' || closure.parameters.length !== 1) return [];
  if (statementAt(model, call.span.start)?.span.start !== call.span.start) return [];
  const [parameter] = closure.parameters;
  const body = closure.body.kind === 'block' ? written(model, closure.body) : `{ ${written(model, closure.body)} }`;
  const newText = `for ${parameter?.text ?? '_'} in ${written(model, call.receiver)}.list_entries().values() ${body}`;
  return preferred('Go over the entries of the folder', finding, { span: call.span, newText });
}

/** Converts the object under a key where `to_json` would write its type. */
export function convertEntry(_: ScriptModel, finding: Finding): readonly CodeAction[] {
  const use = textOf(finding, 'use');
  const { end } = finding.span;
  return use === undefined
    ? []
    : preferred(`Convert with ${use.slice(1)}`, finding, { span: { start: end, end }, newText: use });
}

/** `parse_json(text)` of a list becomes the list of an object. */
export function wrapList(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'call', 'methodCall');
  const whole = call?.name.text === 'parse_json' ? call : nodeOfKind(model, finding.span.end + 1, 'methodCall');
  if (whole?.name.text !== 'parse_json') return [];
  const text = model.parse.text.slice(finding.span.start, finding.span.end);
  const newText = `parse_json(\`{"items": \${${text}}}\`).items`;
  return preferred('Parse it as a part of an object', finding, { span: whole.span, newText });
}

/** Compares with the constant that a text names, or two values as texts. */
export function mendComparison(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = nodeOfKind(model, finding.span.start, 'binary');
  if (node === undefined) return [];
  const use = textOf(finding, 'use');
  const literal = [node.left, node.right].find(({ kind }) => kind === 'string');
  if (use !== undefined && literal !== undefined)
    return preferred(`Compare with ${use}`, finding, { span: literal.span, newText: use });
  const other = [node.left, node.right].find((side) => ['i64', 'f64', 'bool'].includes(model.flow.typeOf(side) ?? ''));
  const isText = [node.left, node.right].some((side) => model.flow.typeOf(side) === 'string');
  if (other === undefined || !isText) return [];
  if (other.kind === 'int' || other.kind === 'float' || other.kind === 'bool')
    return preferred('Compare as texts', finding, { span: other.span, newText: `"${written(model, other)}"` });
  if (!/^[\w.]+$/.test(written(model, other))) return [];
  const { end } = other.span;
  return preferred('Compare as texts', finding, { span: { start: end, end }, newText: '.to_string()' });
}

/** Compares the kind of an error with the constant that the text names, or its text. */
export function mendKind(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const use = textOf(finding, 'use');
  const { start, end } = finding.span;
  const comparison = nodeOfKind(model, start, 'binary');
  const literal = comparison && [comparison.left, comparison.right].find(({ kind }) => kind === 'string');
  const asText = quickFix('Compare its text', finding, [{ span: { start: end, end }, newText: '.to_string()' }]);
  if (use === undefined || literal === undefined) return [{ ...asText, preferred: true }];
  return [...preferred(`Compare with ${use}`, finding, { span: literal.span, newText: use }), asText];
}

/** `Fn("+")` becomes a function that uses the operator. */
export function callOperator(_: ScriptModel, finding: Finding): readonly CodeAction[] {
  const use = textOf(finding, 'use');
  return use === undefined ? [] : preferred(`Write ${use}`, finding, { span: finding.span, newText: use });
}

/** Takes away the arguments that no definition of the function has. */
export function dropArguments(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'call');
  if (call === undefined) return [];
  const most = Math.max(...callablesOf(model, call).map(({ parameters }) => parameters.length));
  if (call.args.length <= most) return [];
  const last = call.args[most - 1];
  const first = call.args[most];
  const end = call.args[call.args.length - 1]?.span.end;
  if (first === undefined || end === undefined) return [];
  return [
    quickFix(`Call it with ${most} ${most === 1 ? 'argument' : 'arguments'}`, finding, [
      { span: { start: last?.span.end ?? first.span.start, end }, newText: '' },
    ]),
  ];
}
