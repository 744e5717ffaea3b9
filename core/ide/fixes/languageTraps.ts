// Mends what other languages have and Rhai writes otherwise.

import type { CodeAction, Finding, TextChange } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { freeName, nodeOfKind, quickFix, textOf } from './fix.ts';
import { inBackTicks } from './stringForm.ts';

function preferred(title: string, finding: Finding, ...changes: readonly TextChange[]): readonly CodeAction[] {
  return [{ ...quickFix(title, finding, changes), preferred: true }];
}

/** `"${name}"` puts the value in when it stands in back-ticks. */
export function useBackTicks(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const literal = nodeOfKind(model, finding.span.start, 'string');
  if (literal === undefined) return [];
  return preferred('Use a back-tick string', finding, { span: literal.span, newText: inBackTicks(literal) });
}

/** A constant in a back-tick string is shown as its method would. */
export function constantAsText(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'methodCall');
  if (call?.name.text !== 'to_string') return [];
  const constant = model.parse.text.slice(call.receiver.span.start, call.receiver.span.end);
  return preferred('Put it into a back-tick string', finding, { span: call.span, newText: `\`\${${constant}}\`` });
}

/** Takes `Rex` from the beginning of a name that is written down. */
export function dropRex(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const written = model.parse.text.slice(finding.span.start, finding.span.end);
  const prefix = /^["`](rex[-_.]*)(?=\w)/i.exec(written)?.[1];
  if (prefix === undefined) return [];
  const start = finding.span.start + 1;
  return preferred(`Remove ${prefix}`, finding, { span: { start, end: start + prefix.length }, newText: '' });
}

export function convertSubject(_: ScriptModel, finding: Finding): readonly CodeAction[] {
  const { end } = finding.span;
  return preferred('Convert with to_int()', finding, { span: { start: end, end }, newText: '.to_int()' });
}

/** `items[0..2]` becomes `items.extract(0..2)`. */
export function takePart(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const node = nodeOfKind(model, finding.span.start, 'index');
  if (node === undefined) return [];
  const range = model.parse.text.slice(node.index.span.start, node.index.span.end);
  const span = { start: node.object.span.end, end: node.span.end };
  return preferred('Use extract', finding, { span, newText: `.extract(${range})` });
}

/** `for (key, value) in map` goes over the keys and looks each value up. */
export function loopOverKeys(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const loop = nodeOfKind(model, finding.span.start, 'for');
  if (loop === undefined) return [];
  const { text } = model.parse;
  const keys = { span: { start: loop.iterable.span.end, end: loop.iterable.span.end }, newText: '.keys()' };
  if (loop.counter === undefined) return preferred('Go over the keys', finding, keys);
  if (loop.iterable.kind !== 'identifier') return [];
  const open = text.lastIndexOf('(', loop.variable.span.start);
  const close = text.indexOf(')', loop.counter.span.end);
  const body = { start: loop.body.span.start + 1, end: loop.body.span.start + 1 };
  return preferred(
    'Go over the keys and look each value up',
    finding,
    { span: { start: open, end: close + 1 }, newText: loop.variable.text },
    keys,
    { span: body, newText: ` let ${loop.counter.text} = ${loop.iterable.name}[${loop.variable.text}];` },
  );
}

/** Asks what the script means to know of a value that is no truth value. */
export function askQuestion(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const question = textOf(finding, 'question');
  if (question === undefined) return [];
  const { start, end } = finding.span;
  const value = model.parse.text.slice(start, end);
  const isSimple = /^[\w.]+$/.test(value);
  const negation = nodeOfKind(model, start, 'unary');
  const isNegated = negation?.operand.span.start === start && negation.operand.span.end === end;
  const asked = isSimple ? value : `(${value})`;
  if (question === 'is_empty()') {
    const span = isNegated ? negation.span : finding.span;
    return preferred('Ask with is_empty()', finding, { span, newText: `${isNegated ? '' : '!'}${asked}.is_empty()` });
  }
  if (isNegated)
    return preferred(`Compare with ${question.slice(3)}`, finding, {
      span: negation.span,
      newText: `(${asked} == ${question.slice(3)})`,
    });
  const isWhole = ['if', 'while', 'do'].some((kind) => isCondition(model, kind, finding));
  const newText = isWhole ? `${asked} ${question}` : `(${asked} ${question})`;
  return preferred(`Compare with ${question.slice(3)}`, finding, { span: finding.span, newText });
}

function isCondition(model: ScriptModel, kind: string, { span }: Finding): boolean {
  const node = nodeOfKind(model, span.start, 'if', 'while', 'do');
  return node?.kind === kind && node.condition.span.start === span.start && node.condition.span.end === span.end;
}

export function writeOctal(_: ScriptModel, finding: Finding): readonly CodeAction[] {
  const { start } = finding.span;
  return preferred('Write it in octal', finding, { span: { start, end: start }, newText: '0o' });
}

/** `f(1)` becomes `f.call(1)`. */
export function callVariable(_: ScriptModel, finding: Finding): readonly CodeAction[] {
  const { end } = finding.span;
  return preferred('Call it with .call', finding, { span: { start: end, end }, newText: '.call' });
}

/** A number that the SDK wants with a point. */
export function writeFloat(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'methodCall', 'call');
  const overloads = model.catalog.functionsByName(call?.name.text ?? '');
  const changes = (call?.args ?? []).flatMap((arg, index) => {
    const written = model.parse.text.slice(arg.span.start, arg.span.end);
    const isWanted = overloads.length > 0 && overloads.every(({ parameters }) => parameters[index]?.type === 'f64');
    if (!isWanted || model.flow.typeOf(arg) !== 'i64') return [];
    const end = { start: arg.span.end, end: arg.span.end };
    if (/^[-\d_]+$/.test(written)) return [{ span: end, newText: '.0' }];
    return /^[\w.()]+$/.test(written) ? [{ span: end, newText: '.to_float()' }] : [];
  });
  return changes.length === 0 ? [] : preferred('Give a number with a point', finding, ...changes);
}

/** A name that nothing in the text has, for a name that Rhai keeps for itself. */
export function replacementName(text: string, word: string): string {
  return freeName(text, `${word}_`);
}
