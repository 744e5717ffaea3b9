// Completion in schemas: declarations, types and actions that the text declares, and the words that can follow.

import { qualify, type SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';
import { displayUid } from '#core/cedar/types.ts';
import type { Completion, CompletionItem } from '../answers.ts';
import type { SchemaDocument } from './cedarDocument.ts';
import { keyword, plain, snippetItem } from './completionItems.ts';
import { openBracket, typedName } from './cursorTokens.ts';
import { SchemaNames } from './schemaNames.ts';
import { ANNOTATIONS, BUILT_IN_TYPES, SCHEMA_WORDS } from './words.ts';

/** What can be typed at an offset; undefined in comments. `fragments` are all texts that hold together with this one. */
export function schemaCompletion(
  { tree }: SchemaDocument,
  offset: number,
  fragments: readonly SchemaTree[],
): Completion | undefined {
  const names = new SchemaNames(fragments.includes(tree) ? fragments : [tree]);
  const typed = typedName(tree, offset);
  if (typed === undefined) return undefined;
  const { tokens } = tree;
  const before = typed.before?.text ?? '';
  const open = openBracket(tokens, typed.beforeIndex);
  const namespace = namespaceAt();
  const items = typed.inString ? [] : inCode();
  return {
    items: items.filter(({ label }) => typed.qualifier === '' || label.startsWith(`${typed.qualifier}::`)),
    span: typed.span,
  };

  function inCode(): readonly CompletionItem[] {
    if (before === '@')
      return [...ANNOTATIONS.keys()].map((name) => snippetItem(name, 'annotation', `${name}("$1")`, 0));
    const declaration = declarationWord();
    if (open?.text === '{' && tokens[open.index - 1]?.text === 'appliesTo') {
      if (before === ':') return appliesToKey() === 'context' ? contextItems() : entityItems();
      return APPLIES_TO.map((word) =>
        snippetItem(word, 'keyword', word === 'context' ? `${word}: { $0 }` : `${word}: [$0]`, 0),
      );
    }
    if (open?.text === '[') return declaration === 'action' && !isInAppliesTo() ? actionItems() : entityItems();
    if (before === ':' || before === '<' || before === '=' || before === 'tags') return typeItems();
    if (before === 'in') return declaration === 'action' ? actionItems() : entityItems();
    if (declaration === undefined) return open === undefined ? [...STARTS, NAMESPACE] : STARTS;
    if (open !== undefined && !isNamespaceBrace(open.index)) return [];
    return behindName(declaration);
  }

  /** The word that the declaration around the cursor begins with; undefined between declarations. */
  function declarationWord(): string | undefined {
    for (let i = typed?.beforeIndex ?? -1; i >= 0; i--) {
      const token = tokens[i];
      if (token?.text === ';' || isNamespaceBrace(i)) return undefined;
      if (token?.kind !== 'identifier' || !DECLARATIONS.has(token.text)) continue;
      const previous = tokens[i - 1]?.text;
      if (previous === undefined || previous === ';' || previous === ')' || previous === '}' || isNamespaceBrace(i - 1))
        return token.text;
    }
    return undefined;
  }

  function isNamespaceBrace(index: number): boolean {
    return tree.items.some((item) => item.kind === 'namespace' && item.bodySpan?.start === tokens[index]?.start);
  }

  function isInAppliesTo(): boolean {
    const outer = open === undefined ? undefined : openBracket(tokens, open.index - 1);
    return outer !== undefined && tokens[outer.index - 1]?.text === 'appliesTo';
  }

  function appliesToKey(): string | undefined {
    return tokens[(typed?.beforeIndex ?? 0) - 1]?.text;
  }

  function namespaceAt(): string {
    const item = tree.items.find(
      (node) => node.kind === 'namespace' && node.span.start < offset && offset <= node.span.end,
    );
    return item?.kind === 'namespace' ? (item.name?.text ?? '') : '';
  }

  /** Names of the own namespace without it. */
  function named(all: readonly string[], detail: string): readonly CompletionItem[] {
    const own = namespace === '' ? '' : `${namespace}::`;
    return all.map((name): CompletionItem => {
      const isOwn =
        own !== '' && name.startsWith(own) && !name.slice(own.length).includes('::') && typed?.qualifier === '';
      const label = isOwn ? name.slice(own.length) : name;
      return { label, kind: 'type', detail, snippet: plain(label), rank: isOwn || !name.includes('::') ? 0 : 1 };
    });
  }

  function entityItems(): readonly CompletionItem[] {
    return named([...names.entityTypes], 'entity type');
  }

  function contextItems(): readonly CompletionItem[] {
    return [snippetItem('{ }', 'record', '{ $0 }', 0), ...named([...names.commonTypes.keys()], 'common type')];
  }

  function typeItems(): readonly CompletionItem[] {
    const builtIn = [...BUILT_IN_TYPES].map(
      ([name, documentation]): CompletionItem => ({
        label: name,
        kind: 'type',
        detail: 'built-in type',
        snippet: name === 'Set' ? 'Set<$1>' : name,
        rank: 0,
        documentation,
      }),
    );
    return [...builtIn, ...contextItems(), ...entityItems()];
  }

  function actionItems(): readonly CompletionItem[] {
    return names.declarations.flatMap(({ namespace: place, declaration }) => {
      if (declaration.kind !== 'action') return [];
      return declaration.names.map(({ text }): CompletionItem => {
        const isPlain = /^[_a-zA-Z]\w*$/.test(text);
        const short = isPlain ? text : JSON.stringify(text);
        const label =
          place === namespace && typed?.qualifier === ''
            ? short
            : displayUid({ type: qualify(place, 'Action'), id: text });
        return {
          label,
          kind: 'constant',
          detail: declaration.appliesTo === undefined ? 'action group' : 'action',
          snippet: plain(label),
          rank: declaration.appliesTo === undefined ? 0 : 1,
        };
      });
    });
  }
}

const DECLARATIONS = new Set(['entity', 'action', 'type']);
const APPLIES_TO = ['principal', 'resource', 'context'];
const STARTS: readonly CompletionItem[] = [
  snippetItem('entity', 'entity type', `entity \${1:Name} {\n\t$0\n};`, 0),
  snippetItem(
    'action',
    'action',
    `action \${1:name} appliesTo {\n\tprincipal: [\${2:User}],\n\tresource: [$3],\n};$0`,
    0,
  ),
  snippetItem('type', 'common type', `type \${1:Name} = $0;`, 0),
];
const NAMESPACE = snippetItem('namespace', 'namespace', `namespace \${1:name} {\n\t$0\n}`, 1);

function behindName(declaration: string): readonly CompletionItem[] {
  const words = declaration === 'entity' ? ['in', 'tags', 'enum'] : declaration === 'action' ? ['in', 'appliesTo'] : [];
  return words.map((word) =>
    word === 'appliesTo'
      ? snippetItem(word, 'keyword', 'appliesTo {\n\tprincipal: [$1],\n\tresource: [$2],\n}', 0)
      : keyword(word, SCHEMA_WORDS.get(word) ?? '', 0),
  );
}
