// `object-to-json`: `to_json` of a map with an object of the SDK in it, whose type name is written where a value should stand.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import { certainType, SDK_NUMBERS } from '#core/rhai/types/valueTypes.ts';
import type { RuleContext } from './rule.ts';

/** Source: recorded runs; the text that comes out is no JSON. */
export function objectToJson(node: Node, _: readonly Node[], context: RuleContext): Diagnostic | undefined {
  const subject = subjectOf(node);
  if (subject === undefined) return undefined;
  const value = context.flow.valueOf(subject);
  const bad = value === undefined ? undefined : unwritable(value, context, 0);
  if (bad === undefined) return undefined;
  const where = bad.key === undefined ? '' : ` under ${bad.key}`;
  const entry = subject.kind === 'map' ? subject.entries.find(({ key }) => key.text === bad.key) : undefined;
  const convert = ['to_map', 'to_string'].find((name) =>
    context.catalog.methodsOf(bad.type, name).some(({ parameters }) => parameters.length === 0),
  );
  const advice = convert === undefined ? '' : ` Convert it with ${convert}() first.`;
  return {
    code: 'object-to-json',
    severity: 'warning',
    message: `to_json writes ${bad.type}${where} as the name of its type, which is no JSON.${advice}`,
    span: entry?.value.span ?? subject.span,
    ...(convert === undefined || entry === undefined ? {} : { data: { use: `.${convert}()` } }),
  };
}

function subjectOf(node: Node): Expression | undefined {
  if (node.kind === 'methodCall' && node.name.text === 'to_json' && node.args.length === 0) return node.receiver;
  if (node.kind !== 'call' || node.name.text !== 'to_json' || node.modules.length > 0 || node.args.length !== 1)
    return undefined;
  return node.args[0];
}

/** How far into maps and arrays is looked. */
const DEEPEST = 8;

function unwritable(
  value: AbstractValue,
  context: RuleContext,
  depth: number,
): { readonly type: string; readonly key?: string } | undefined {
  if (depth > DEEPEST) return undefined;
  if (value.kind === 'array') return firstOf(value.items, (item) => unwritable(item, context, depth + 1));
  if (value.kind !== 'map') {
    const type = depth === 0 ? undefined : certainType(value);
    return type === undefined || context.catalog.type(type) === undefined || SDK_NUMBERS.has(type)
      ? undefined
      : { type };
  }
  return firstOf([...value.entries], ([key, item]) => {
    const found = unwritable(item, context, depth + 1);
    return found === undefined ? undefined : { type: found.type, key };
  });
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
