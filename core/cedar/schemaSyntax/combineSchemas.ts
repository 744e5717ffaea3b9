// Several schema texts as one. The engine takes a namespace once, so those of the same name are put together.

import type { SchemaTree } from './ast.ts';
import { parseSchema } from './parseSchema.ts';

/** The texts as one; a single text stays as it is. Declarations keep their source, in the order of the texts. */
export function combineSchemas(texts: readonly string[]): string {
  const [only, ...others] = texts;
  if (only === undefined || others.length === 0) return only ?? '';
  const namespaces = new Map<string, string[]>();
  const rest: string[] = [];
  for (const tree of texts.map(parseSchema)) {
    // What cannot be taken apart is handed on whole, for the engine to complain about.
    if (tree.errors.length > 0) rest.push(tree.text);
    else collect(tree, namespaces, rest);
  }
  const bodies = [...namespaces].map(([head, parts]) => `${head} {\n${parts.join('\n')}\n}`);
  return `${[...rest, ...bodies].join('\n')}\n`;
}

function collect(tree: SchemaTree, namespaces: Map<string, string[]>, rest: string[]): void {
  for (const item of tree.items) {
    if (item.kind !== 'namespace' || item.bodySpan === undefined) {
      rest.push(tree.text.slice(item.span.start, item.span.end));
      continue;
    }
    // Annotations of a namespace say nothing that validation asks for, and cannot stand twice.
    const head = `namespace ${item.name?.text ?? ''}`;
    const body = tree.text.slice(item.bodySpan.start + 1, item.bodySpan.end - 1);
    namespaces.set(head, [...(namespaces.get(head) ?? []), body]);
  }
}
