// Mends values that are not what they look like: `let t = s.trim()`, `try` for its value, `a & b != c`, a map used in its own closure.

import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { freeName, indentAt, nodeOfKind, numberOf, quickFix, statementAt } from './fix.ts';

/** `let t = s.trim();` becomes `let t = s; t.trim();`. */
export function splitInPlace(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = nodeOfKind(model, finding.span.start, 'let', 'const');
  if (node?.kind !== 'let' || node.value?.kind !== 'methodCall') return [];
  const { text } = model.parse;
  const { receiver, name, span } = node.value;
  const call = text.slice(name.span.start, span.end);
  const source = text.slice(receiver.span.start, receiver.span.end);
  const newText = `${source};\n${indentAt(text, node.span.start)}${node.name.text}.${call}`;
  return [
    { ...quickFix(`Call ${name.text} on ${node.name.text} afterwards`, finding, [{ span, newText }]), preferred: true },
  ];
}

/** `|x| x.trim()` becomes `|x| { x.trim(); x }`, and `use(s.trim())` becomes `s.trim(); use(s)`. */
export function callBefore(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'methodCall');
  const statement = statementAt(model, finding.span.start);
  if (call?.receiver.kind !== 'identifier' || statement === undefined) return [];
  const { name } = call.receiver;
  const variable = model.resolution.variableOf(call.receiver);
  if (variable === undefined || variable.kind === 'const') return [];
  const { text } = model.parse;
  const written = text.slice(call.span.start, call.span.end);
  const title = `Call ${call.name.text} on ${name} first`;
  const closure = nodeOfKind(model, finding.span.start, 'closure');
  if (closure !== undefined) {
    if (closure.body !== call) return [];
    return [
      { ...quickFix(title, finding, [{ span: call.span, newText: `{ ${written}; ${name} }` }]), preferred: true },
    ];
  }
  const isOwn = statement.kind === 'assignment' && statement.value === call && statement.operator === '=';
  if (isOwn && statement.target.kind === 'identifier' && statement.target.name === name)
    return [{ ...quickFix(title, finding, [{ span: statement.span, newText: written }]), preferred: true }];
  // What is declared comes before it otherwise, and a loop asks again each time.
  if (statement.kind === 'let' || statement.kind === 'while' || statement.kind === 'do' || statement.kind === 'for')
    return [];
  const { start } = statement.span;
  const before = { span: { start, end: start }, newText: `${written};\n${indentAt(text, start)}` };
  return [quickFix(title, finding, [before, { span: call.span, newText: name }])];
}

export function returnValue(_: ScriptModel, finding: Finding): readonly CodeAction[] {
  const at = numberOf(finding, 'insert') ?? finding.span.start;
  const change = { span: { start: at, end: at }, newText: 'return ' };
  return [{ ...quickFix('Return the value', finding, [change]), preferred: true }];
}

export function parenthesize(_: ScriptModel, finding: Finding): readonly CodeAction[] {
  const start = numberOf(finding, 'start');
  const end = numberOf(finding, 'end');
  if (start === undefined || end === undefined) return [];
  const changes = [
    { span: { start, end: start }, newText: '(' },
    { span: { start: end, end }, newText: ')' },
  ];
  return [{ ...quickFix('Put it in parentheses', finding, changes), preferred: true }];
}

/** What stands before the closure's method is computed before the closure takes hold of the map. */
export function assignFirst(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const start = numberOf(finding, 'start');
  const end = numberOf(finding, 'end');
  const statement = statementAt(model, finding.span.start);
  if (start === undefined || end === undefined || statement === undefined) return [];
  const { text } = model.parse;
  const receiver = text.slice(start, end);
  const name = freeName(text, /\.keys\(\)$/.test(receiver) ? 'keys' : 'items');
  const { start: before } = statement.span;
  const changes = [
    { span: { start: before, end: before }, newText: `let ${name} = ${receiver};\n${indentAt(text, before)}` },
    { span: { start, end }, newText: name },
  ];
  return [{ ...quickFix(`Assign ${receiver} to a variable first`, finding, changes), preferred: true }];
}
