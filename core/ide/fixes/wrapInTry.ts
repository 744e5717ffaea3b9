// Wraps the statement around an SDK call that may fail in `try`, with its error in the log.

import type { Span } from '#core/base/span.ts';
import type { CodeAction } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { freeName, indentAt, statementAt } from './fix.ts';

export function wrapInTry(model: ScriptModel, { start }: Span): readonly CodeAction[] {
  const site = model.flow.callSites.find(({ nameSpan }) => nameSpan.start <= start && start <= nameSpan.end);
  const statement = statementAt(model, start);
  if (site === undefined || statement === undefined || site.caught) return [];
  if (!site.candidates.some(({ fallible }) => fallible)) return [];
  const { text } = model.parse;
  const indent = indentAt(text, statement.span.start);
  const error = freeName(text, 'error');
  const handler = (body: string): string =>
    `try {\n${indent}    ${body};\n${indent}} catch (${error}) {\n${indent}    warn(\`${site.name}: \${${error}}\`);\n${indent}}`;
  const semicolon = /^[ \t]*;/.exec(text.slice(statement.span.end))?.[0].length ?? 0;
  const span = { start: statement.span.start, end: statement.span.end + semicolon };
  const written = text.slice(statement.span.start, statement.span.end);
  if (statement.kind === 'let' && statement.value !== undefined && !statement.exported) {
    const name = statement.name.text;
    const value = text.slice(statement.value.span.start, statement.value.span.end);
    return [action(span, `let ${name} = ();\n${indent}${handler(`${name} = ${value}`)}`)];
  }
  const isPlain = ['call', 'methodCall', 'assignment', 'member', 'index'].includes(statement.kind);
  return isPlain ? [action(span, handler(written))] : [];
}

function action(span: Span, newText: string): CodeAction {
  return { title: 'Wrap in try', kind: 'refactor', documents: [{ changes: [{ span, newText }] }] };
}
