// Converts between the forms of strings: double quotes with escapes, and back-ticks that take text as it stands.

import type { Span } from '#core/base/span.ts';
import type { StringLiteral } from '#core/rhai/syntax/ast.ts';
import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix } from './fix.ts';

/** Makes an escape in a back-tick string do what it says. */
export function mendEscapes(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const literal = nodeOfKind(model, finding.span.start, 'string');
  const { text } = model.parse;
  if (literal !== undefined) {
    const inner = text.slice(literal.span.start + 1, literal.span.end - 1);
    const newText = `"${inner
      .replaceAll('``', '`')
      .replaceAll(/(?<!\\)"/g, '\\"')
      .replaceAll('\n', '\\n')}"`;
    return [
      { ...quickFix('Use a string in double quotes', finding, [{ span: literal.span, newText }]), preferred: true },
    ];
  }
  const interpolated = nodeOfKind(model, finding.span.start, 'interpolation');
  if (interpolated === undefined) return [];
  const changes = interpolated.parts
    .filter(({ kind }) => kind === 'text')
    .flatMap(({ span }) =>
      [...text.slice(span.start, span.end).matchAll(/\\[ntr"]/g)].map((match) => ({
        span: { start: span.start + match.index, end: span.start + match.index + 2 },
        newText: match[0] === '\\"' ? '"' : `\${"${match[0]}"}`,
      })),
    );
  return [{ ...quickFix('Write the escapes so that they count', finding, changes), preferred: true }];
}

/** Offers the other form of the string at a place. */
export function convertString(model: ScriptModel, { start }: Span): readonly CodeAction[] {
  const node = nodeOfKind(model, start, 'string');
  if (node === undefined) return [];
  const quote = model.parse.text[node.span.start];
  // Such a text would interpolate.
  if (quote === '"' && node.value.includes('${')) return [];
  if (quote !== '"' && quote !== '`') return [];
  const title = quote === '"' ? 'Convert to a back-tick string' : 'Convert to a string in double quotes';
  const newText = quote === '"' ? inBackTicks(node) : inQuotes(node);
  return [{ title, kind: 'refactor', documents: [{ changes: [{ span: node.span, newText }] }] }];
}

/** The same text in back-ticks; holes in it then count. */
export function inBackTicks({ value }: StringLiteral): string {
  // A line break right behind the opening back-tick is dropped by the engine.
  const text = value.replaceAll('`', '``');
  return `\`${/^\r?\n/.test(text) ? '\n' : ''}${text}\``;
}

function inQuotes({ value }: StringLiteral): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}
