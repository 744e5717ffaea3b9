// `unused-function`: a function that nothing calls, in a script that does something itself.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { FunctionSymbol } from '#core/rhai/resolve/symbols.ts';
import type { FunctionDefinition, Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { RuleContext } from './rule.ts';

export function unusedFunctions({ parse, resolution }: RuleContext): readonly Diagnostic[] {
  // Who exports something is there to be imported, and its functions with it.
  const isLibrary = parse.root.statements.every(
    (node) => ['function', 'const', 'import', 'export'].includes(node.kind) || (node.kind === 'let' && node.exported),
  );
  const mentions = mentionsIn(parse.root, new Set(resolution.functions.map(({ name }) => name)));
  if (mentions === undefined) return [];
  const takes = (name: string, arity: number): boolean => resolution.functionsOf(name, arity).length > 0;
  return resolution.functions
    .filter(({ name, definition }) => name !== '' && !name.startsWith('_') && (!isLibrary || definition.private))
    .filter((fn) => !isMentioned(fn, mentions.get(fn.name) ?? [], (arity) => takes(fn.name, arity)))
    .map(({ name, definition }) => ({
      code: 'unused-function',
      severity: 'hint',
      message: `${name} is never called.`,
      span: definition.name.span,
      unnecessary: true,
      data: { name },
    }));
}

interface Mention {
  /** Undefined for a bare name, which means any number of parameters. */
  readonly arity: number | undefined;
  readonly within: FunctionDefinition | undefined;
}

/** Where names of functions stand; undefined when a name is computed and could be any. */
function mentionsIn(root: Node, names: ReadonlySet<string>): ReadonlyMap<string, readonly Mention[]> | undefined {
  const mentions = new Map<string, Mention[]>();
  const add = (name: string, mention: Mention): void => {
    const known = mentions.get(name);
    if (known === undefined) mentions.set(name, [mention]);
    else known.push(mention);
  };
  let isOpen = false;
  walk(root, (node, ancestors) => {
    const note = (name: string, arity: number | undefined): void =>
      add(name, { arity, within: ancestors.find((outer) => outer.kind === 'function') });
    if (node.kind === 'identifier' && names.has(node.name)) note(node.name, undefined);
    if (node.kind === 'string' && names.has(node.value)) note(node.value, undefined);
    if (node.kind !== 'call' && node.kind !== 'methodCall') return true;
    if (names.has(node.name.text)) note(node.name.text, node.args.length);
    if (node.kind === 'call' && node.name.text === 'Fn' && node.args[0]?.kind !== 'string') isOpen = true;
    return true;
  });
  return isOpen ? undefined : mentions;
}

/** A call with a number of arguments that no function of this name takes is meant for one of them. */
function isMentioned(
  { arity, definition }: FunctionSymbol,
  mentions: readonly Mention[],
  isTaken: (arity: number) => boolean,
): boolean {
  return mentions.some(
    (mention) =>
      mention.within !== definition &&
      (mention.arity === undefined || mention.arity === arity || !isTaken(mention.arity)),
  );
}
