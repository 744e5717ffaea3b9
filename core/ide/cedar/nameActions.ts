// Quick fixes for names in schemas and JSON forms that nothing declares: the nearest name of the same namespace.

import { nearest } from '#core/cedar/pitfalls/nearest.ts';
import { declarationsOf, type SchemaTree, typeNamesOf } from '#core/cedar/schemaSyntax/ast.ts';
import type { CodeAction, Finding } from '../answers.ts';
import { type CedarDocument, schemaTreeOf } from './cedarDocument.ts';
import { SchemaNames } from './schemaNames.ts';

/** `fragments` are the texts of the schema in force. */
export function nameActions(
  document: CedarDocument,
  findings: readonly Finding[],
  fragments: readonly SchemaTree[],
): readonly CodeAction[] {
  return findings.flatMap((finding) => {
    const newText = replacementOf(finding) ?? nearestType(document, finding, fragments);
    if (newText === undefined) return [];
    const documents = [{ changes: [{ span: finding.span, newText }] }];
    return { title: `Write ${newText}`, kind: 'quickfix', documents, fixes: finding, preferred: true };
  });
}

/** What the rule itself says to write. */
function replacementOf({ data }: Finding): string | undefined {
  if (typeof data !== 'object' || data === null || !('replacement' in data)) return undefined;
  return typeof data.replacement === 'string' ? data.replacement : undefined;
}

/** A type of the namespace that the name says, or of the one around it, or of none. */
function nearestType(document: CedarDocument, { span }: Finding, fragments: readonly SchemaTree[]): string | undefined {
  const tree = schemaTreeOf(document);
  const used = (tree === undefined ? [] : declarationsOf(tree)).flatMap(({ namespace, declaration }) =>
    typeNamesOf(declaration).map((name) => ({ namespace, name })),
  );
  const found = used.find(({ name }) => name.span.start === span.start && name.span.end === span.end);
  if (tree === undefined || found === undefined) return undefined;
  const names = new SchemaNames(fragments.includes(tree) ? fragments : [tree]);
  const { text } = found.name;
  const written = text.split('::').slice(0, -1).join('::');
  const candidates = [...names.entityTypes, ...names.commonTypes.keys()].flatMap((name) => {
    const [namespace, short] = [name.split('::').slice(0, -1).join('::'), name.split('::').at(-1) ?? ''];
    if (written !== '') return namespace === written ? name : [];
    return namespace === '' || namespace === found.namespace ? short : [];
  });
  return nearest(
    text,
    [...new Set(candidates)].filter((name) => name !== text),
  );
}
