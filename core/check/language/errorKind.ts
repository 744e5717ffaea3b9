// `error-kind`: the kind of a caught error that is compared with a text, while it is a constant of the SDK and equals no text.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { SdkArea } from '#core/catalog/types.ts';
import type { Expression, MemberExpression, Node, TryStatement } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { RuleContext } from './rule.ts';

export function errorKind(node: Node, ancestors: readonly Node[], context: RuleContext): Diagnostic | undefined {
  const compared = comparison(node);
  if (compared === undefined) return undefined;
  const handled = tryOf(compared.kind, ancestors, context);
  if (handled === undefined || throwsOther(context)) return undefined;
  const areas = areasOf(handled, context);
  if (areas.size === 0) return undefined;
  const use = compared.text === undefined ? undefined : constantFor(compared.text, areas, context.catalog);
  const hint = use === undefined ? 'Compare its text: kind.to_string().' : `Write ${use}.`;
  return {
    code: 'error-kind',
    severity: 'warning',
    message: `The kind of an error is a constant of the SDK and never a text. ${hint}`,
    span: compared.kind.span,
    ...(use === undefined ? {} : { data: { use } }),
  };
}

interface Compared {
  readonly kind: MemberExpression;
  /** On the other side of `==` or `!=`. */
  readonly text: string | undefined;
}

/** `e.kind == "a"`, `e.kind in ["a"]` and `switch e.kind { "a" => ... }`. */
function comparison(node: Node): Compared | undefined {
  if (node.kind === 'switch') {
    const hasText = node.arms.some(({ patterns }) => patterns.some(({ kind }) => kind === 'string'));
    return isKind(node.subject) && hasText ? { kind: node.subject, text: undefined } : undefined;
  }
  if (node.kind !== 'binary' || !COMPARISONS.has(node.operator)) return undefined;
  for (const [side, other] of [[node.left, node.right] as const, [node.right, node.left] as const]) {
    if (!isKind(side)) continue;
    if (other.kind === 'string') return { kind: side, text: other.value };
    if (other.kind === 'array' && other.items.some(({ kind }) => kind === 'string'))
      return { kind: side, text: undefined };
  }
  return undefined;
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', 'in', '!in']);

function isKind(node: Expression): node is MemberExpression {
  return node.kind === 'member' && node.name.text === 'kind' && node.object.kind === 'identifier';
}

/** The statement that catches the error whose kind is asked for. */
function tryOf(
  { object }: MemberExpression,
  ancestors: readonly Node[],
  { resolution }: RuleContext,
): TryStatement | undefined {
  const variable = object.kind === 'identifier' ? resolution.variableOf(object) : undefined;
  if (variable === undefined) return undefined;
  return ancestors.find(
    (outer): outer is TryStatement =>
      outer.kind === 'try' && outer.variable !== undefined && resolution.variableOf(outer.variable) === variable,
  );
}

/** Whether the script, or one that it imports, may throw a map with a kind of its own. */
function throwsOther({ parse, resolution }: RuleContext): boolean {
  if (resolution.imports.length > 0) return true;
  let found = false;
  walk(parse.root, (node) => {
    if (node.kind === 'throw' && node.value !== undefined && !isPlain(node.value, resolution)) found = true;
    return !found;
  });
  return found;
}

/** A text, or an error that was caught and goes on. */
function isPlain(value: Expression, resolution: RuleContext['resolution']): boolean {
  if (value.kind === 'string' || value.kind === 'interpolation') return true;
  return value.kind === 'identifier' && resolution.variableOf(value)?.kind === 'catch';
}

/** Areas of the SDK whose functions the body calls. */
function areasOf({ body }: TryStatement, { siteOf }: RuleContext): ReadonlySet<SdkArea> {
  const areas = new Set<SdkArea>();
  walk(body, (node) => {
    if (node.kind !== 'call' && node.kind !== 'methodCall') return true;
    for (const { area, checks } of siteOf(node)?.candidates ?? []) if (checks.length > 0) areas.add(area);
    return true;
  });
  return areas;
}

/** The only constant of that name that the areas' errors can have. */
function constantFor(text: string, areas: ReadonlySet<SdkArea>, catalog: SdkCatalog): string | undefined {
  const modules = catalog.data.modules.filter(
    ({ name, constants }) => name.endsWith('ErrorKind') && constants.some((constant) => constant.name === text),
  );
  const near = modules.filter(({ area }) => areas.has(area));
  const [module, ...others] = near.length > 0 ? near : modules;
  return module === undefined || others.length > 0 ? undefined : `${module.name}::${text}`;
}
