// What can follow a dot: members of SDK types, of Rhai's own types, keys of maps, and functions of the script that use `this`.

import { standardMembers } from '#core/catalog/standardLibrary.ts';
import type { Expression, MemberExpression, MethodCall } from '#core/rhai/syntax/ast.ts';
import { pathAt, walk } from '#core/rhai/syntax/walk.ts';
import type { CompletionItem } from '../answers.ts';
import type { ValuedScript } from '../scriptModel.ts';
import { callSnippet, functionItems, libraryItem } from './items.ts';
import { importedMethods, isFor } from './modules.ts';

/** Members of the expression before the dot; of every type when its type is not known. */
export function memberItems(model: ValuedScript, offset: number): readonly CompletionItem[] {
  const member = memberAt(model, offset);
  const receiver = member && receiverOf(member);
  const type = receiver === undefined ? undefined : model.flow.typeOf(receiver);
  return [
    ...(receiver === undefined ? [] : keyItems(model, receiver)),
    ...sdkMembers(model, type),
    ...libraryMembers(type),
    ...ownMethods(model, type),
    ...importedMethods(model, type),
  ];
}

function sdkMembers({ catalog }: ValuedScript, type: string | undefined): readonly CompletionItem[] {
  if (type !== undefined) return functionItems([...catalog.gettersOf(type), ...catalog.methodsOf(type)], 0);
  return functionItems(
    catalog.data.functions.filter((fn) => fn.form === 'method' || fn.form === 'getter'),
    1,
  );
}

function libraryMembers(type: string | undefined): readonly CompletionItem[] {
  if (type !== undefined) return standardMembers(type).map((fn) => libraryItem(fn, 'member', 1));
  const names = new Map(['string', 'array', 'map'].flatMap(standardMembers).map((fn) => [fn.name, fn]));
  return [...names.values()].map((fn) => libraryItem(fn, 'member', 2));
}

/** Keys that the map before the dot is known to have. */
function keyItems({ flow }: ValuedScript, receiver: Expression): readonly CompletionItem[] {
  const value = flow.valueOf(receiver);
  if (value?.kind !== 'map') return [];
  return [...value.entries.keys()]
    .filter((key) => /^[A-Za-z_]\w*$/.test(key))
    .map((key) => ({ label: key, kind: 'property', detail: 'key', snippet: key, rank: 0 }));
}

/** Functions of the script that work on `this`. */
function ownMethods({ resolution }: ValuedScript, type: string | undefined): readonly CompletionItem[] {
  return resolution.functions.flatMap(({ name, definition }) => {
    const owner = definition.thisType?.text;
    const fits = owner === undefined ? usesThis(definition) : isFor(owner, type);
    if (!fits) return [];
    const parameters = definition.parameters.map(({ text }) => text);
    return [
      {
        label: name,
        kind: 'method' as const,
        detail: `fn ${name}(${parameters.join(', ')})`,
        snippet: callSnippet(name, parameters),
        rank: 1,
      },
    ];
  });
}

function usesThis(definition: Parameters<typeof walk>[0]): boolean {
  let found = false;
  walk(definition, (node) => {
    if (node.kind === 'this') found = true;
    return !found;
  });
  return found;
}

/** The member that a name at `offset` is, or would be once it is written behind the dot there. */
export function memberAt({ parse }: ValuedScript, offset: number): MemberExpression | MethodCall | undefined {
  const { root, text } = parse;
  const dot = text.slice(0, offset).trimEnd().length - 1;
  return pathAt(root, dot).findLast((node): node is MemberExpression | MethodCall => {
    if (node.kind !== 'methodCall' && node.kind !== 'member') return false;
    const { start } = node.name.span;
    return receiverOf(node).span.end <= dot && dot < start && (start === offset || node.name.text === '');
  });
}

/** What stands before the dot. */
export function receiverOf(node: MemberExpression | MethodCall): Expression {
  return node.kind === 'member' ? node.object : node.receiver;
}
