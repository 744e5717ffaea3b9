// Formatting of a part of a policy or schema text: the policies and declarations that a range touches, each as a whole.

import type { Span } from '#core/base/span.ts';
import { parseSchema } from '#core/cedar/schemaSyntax/parseSchema.ts';
import { withLineEndsOf } from '#core/cedar/syntax/lineEnds.ts';
import type { FormatOptions, TextChange } from '../answers.ts';
import type { CedarDocument, PolicyDocument, SchemaDocument } from './cedarDocument.ts';

/** What makes the layout: of one policy, and of a whole schema. Undefined for texts that have errors. */
export interface FormatPort {
  policy(text: string): string | undefined;
  schema(text: string, options: FormatOptions): string | undefined;
}

/** The changes for all that a range touches. Policies count one by one, so that a broken one does not disturb the others. */
export function formatRange(
  document: CedarDocument,
  range: Span,
  options: FormatOptions,
  port: FormatPort,
): readonly TextChange[] {
  switch (document.kind) {
    case 'policies':
      return policyChanges(document, range, port);
    case 'schema':
      return schemaChanges(document, range, options, port);
    case 'json':
      return [];
  }
}

/** The changes when `;` or `}` has been typed: for the policy or declaration that ends directly before the offset. */
export function formatEnded(
  document: CedarDocument,
  offset: number,
  options: FormatOptions,
  port: FormatPort,
): readonly TextChange[] {
  const ends =
    document.kind === 'policies'
      ? document.tree.policies.map(({ span }) => span)
      : document.kind === 'schema'
        ? partSpans(document.tree)
        : [];
  const ended = ends.find(({ end }) => end === offset);
  return ended === undefined ? [] : formatRange(document, ended, options, port);
}

function policyChanges({ tree }: PolicyDocument, range: Span, port: FormatPort): readonly TextChange[] {
  return tree.policies.flatMap(({ span }) => {
    if (!overlaps(span, range)) return [];
    const written = tree.text.slice(span.start, span.end);
    const formatted = port.policy(written);
    if (formatted === undefined) return [];
    const newText = withLineEndsOf(tree.text, formatted.trimEnd());
    return newText === written ? [] : [{ span, newText }];
  });
}

/** Formatting keeps the order of declarations, so that each is found again by its place among them. */
function schemaChanges(
  { tree }: SchemaDocument,
  range: Span,
  options: FormatOptions,
  port: FormatPort,
): readonly TextChange[] {
  const formatted = port.schema(tree.text, options);
  if (formatted === undefined) return [];
  const after = partSpans(parseSchema(formatted));
  return partSpans(tree).flatMap((part, index) => {
    const made = after[index];
    if (made === undefined || !overlaps(part, range)) return [];
    const span = withIndent(tree.text, part);
    const { start, end } = withIndent(formatted, made);
    const newText = formatted.slice(start, end);
    return newText === tree.text.slice(span.start, span.end) ? [] : [{ span, newText }];
  });
}

/** Declarations in order; a namespace is its declarations, and itself where it has none. */
function partSpans({ items }: SchemaDocument['tree']): readonly Span[] {
  return items.flatMap((item) =>
    item.kind === 'namespace' && item.declarations.length > 0 ? item.declarations.map(({ span }) => span) : [item.span],
  );
}

/** With the white space before it where nothing else stands on its line. */
function withIndent(text: string, { start, end }: Span): Span {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return { start: text.slice(lineStart, start).trim() === '' ? lineStart : start, end };
}

/** Whether a range, which may be a place, has something of a span. */
function overlaps(span: Span, range: Span): boolean {
  return range.start === range.end
    ? span.start <= range.start && range.start <= span.end
    : span.start < range.end && range.start < span.end;
}
