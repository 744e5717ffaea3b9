// Names that a known module does not offer: `unknown-function`, `wrong-arity` and `unknown-constant` behind the name of an import.

import type { Diagnostic, Severity } from '#core/base/diagnostic.ts';
import { editDistance } from '#core/catalog/suggestions.ts';
import { type ImportingScript, type ModuleScript, moduleAt, moduleMembers } from '#core/rhai/resolve/modules.ts';
import type { CallExpression, PathExpression } from '#core/rhai/syntax/ast.ts';

/** The engine looks such names up when it comes to them. `severityOf` says how loud, by whether the module is certain. */
export function unknownMember(
  script: ImportingScript,
  node: CallExpression | PathExpression,
  severityOf: (certain: boolean) => Severity,
): Diagnostic | undefined {
  for (let count = 1; count <= node.modules.length; count++) {
    const target = moduleAt(script, node.modules, count);
    if (target === undefined || target.kind === 'unknown') return undefined;
    if (target.kind === 'missing') {
      const inner = node.modules[count - 1];
      // Of the first, its import says so.
      if (inner === undefined || count === 1) return undefined;
      return {
        code: 'unknown-function',
        severity: severityOf(target.certain),
        message: `${inner.text} is no module here: ${target.reason}.`,
        span: spanOf(node),
      };
    }
    if (count < node.modules.length) continue;
    const { module, certain } = target;
    const found = node.kind === 'call' ? functionFinding(module, node) : constantFinding(module, node);
    return found && { ...found, severity: severityOf(certain), span: spanOf(node) };
  }
  return undefined;
}

/** Where the engine says it: at the name of a function, at the begin of a path. */
function spanOf(node: CallExpression | PathExpression): Diagnostic['span'] {
  return node.kind === 'call' ? node.name.span : node.span;
}

type Found = Pick<Diagnostic, 'code' | 'message' | 'data'>;

function functionFinding(module: ModuleScript, { name, args }: CallExpression): Found | undefined {
  const { functions, methods } = moduleMembers(module);
  const named = functions.filter((fn) => fn.name === name.text);
  if (named.some(({ arity }) => arity === args.length)) return undefined;
  if (named.length > 0) {
    const counts = [...new Set(named.map(({ arity }) => arity))].sort((a, b) => a - b).join(' or ');
    const noun = counts === '1' ? 'argument' : 'arguments';
    return {
      code: 'wrong-arity',
      message: `${name.text} of ${module.label} takes ${counts} ${noun}, not ${args.length}.`,
    };
  }
  const code = 'unknown-function';
  const isMethod = methods.some((fn) => fn.name === name.text);
  if (isMethod) return { code, message: `${name.text} of ${module.label} is declared for a type: call it with a dot.` };
  const isPrivate = module.resolution.functions.some((fn) => fn.name === name.text);
  if (isPrivate) return { code, message: `${name.text} is private in ${module.label}.` };
  const what = `${module.label} has no function ${name.text}.`;
  return {
    code,
    ...suggested(
      what,
      name.text,
      [...functions].filter((fn) => fn.arity === args.length).map((fn) => fn.name),
    ),
  };
}

function constantFinding(module: ModuleScript, { name, modules }: PathExpression): Found | undefined {
  const { exports, functions } = moduleMembers(module);
  if (exports.has(name.text)) return undefined;
  const code = 'unknown-constant';
  if (functions.some((fn) => fn.name === name.text))
    return {
      code,
      message: `${name.text} of ${module.label} is a function, which is no value by its name. Write a closure that calls it.`,
    };
  const isDeclared = module.resolution.root.variables.some((variable) => variable.name === name.text);
  if (isDeclared) return { code, message: `${name.text} is not exported by ${module.label}.` };
  const { message, data } = suggested(`${module.label} exports no ${name.text}.`, name.text, [...exports.keys()]);
  // A fix writes the name with one module before it.
  return { code, message, ...(data === undefined || modules.length > 1 ? {} : { data }) };
}

/** A name is meant where at most a third of it is written otherwise. */
function suggested(what: string, written: string, names: readonly string[]): Pick<Found, 'message' | 'data'> {
  const [best] = names
    .map((name) => ({ name, distance: editDistance(written, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best === undefined
    ? { message: what }
    : { message: `${what} Did you mean ${best.name}?`, data: { use: best.name } };
}
