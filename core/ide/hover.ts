// Hover in scripts: what a name is, what an SDK call checks, and what the policy will say to it.

import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Identifier, Name, Node } from '#core/rhai/syntax/ast.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { Hover } from './answers.ts';
import { libraryMarkdown, scriptMarkdown } from './callables.ts';
import { describeValue } from './describeValue.ts';
import { importedHover } from './importedHover.ts';
import { functionMarkdown } from './renderFunction.ts';
import { callSiteAt, type ScriptModel } from './scriptModel.ts';
import { symbolAt } from './scriptSymbol.ts';

/** The hover at an offset, or undefined where nothing is to be said. */
export function hover(model: ScriptModel, offset: number): Hover | undefined {
  const site = callSiteAt(model, offset);
  const meant = site === undefined ? [] : functionsMeant(model, site);
  if (site !== undefined && meant.length > 0) {
    const prediction = model.predictionAt(site.span);
    const parts = [...(prediction === undefined ? [] : [prediction, '---']), functionMarkdown(meant)];
    return { markdown: parts.join('\n\n'), span: site.nameSpan };
  }
  const path = pathAt(model.parse.root, offset);
  const node = path[path.length - 1];
  if (node === undefined) return undefined;
  return (
    importedHover(model, offset) ??
    functionHover(model, offset) ??
    libraryHover(model, node, path[path.length - 2]) ??
    moduleHover(model, node, path[path.length - 2]) ??
    variableHover(model, node)
  );
}

/** The overloads that fit; where none does yet, as while arguments are typed, all of the name. */
function functionsMeant(model: ScriptModel, site: CallSite): readonly CatalogFunction[] {
  if (site.candidates.length > 0 || site.failure?.kind !== 'noOverload' || site.form !== 'function')
    return site.candidates;
  return model.catalog.functionsByName(site.name).filter(({ form }) => form === 'function' || form === 'constructor');
}

/** Hover of a function of the script, with its documentation comment. */
function functionHover(model: ScriptModel, offset: number): Hover | undefined {
  const found = symbolAt(model, offset);
  if (found?.symbol.kind !== 'function') return undefined;
  return { markdown: scriptMarkdown(model, found.symbol.definitions), span: found.span };
}

/** Hover of a function of Rhai's library, with the overloads for the value before the dot. */
function libraryHover(model: ScriptModel, node: Node, parent: Node | undefined): Hover | undefined {
  if (node.kind !== 'name' || parent === undefined) return undefined;
  const isCall = parent.kind === 'call' && parent.modules.length === 0;
  if ((!isCall && parent.kind !== 'methodCall') || parent.name !== node) return undefined;
  const receiver = parent.kind === 'methodCall' ? parent.receiver : undefined;
  const markdown = libraryMarkdown(
    node.text,
    receiver === undefined ? undefined : (model.flow.typeOf(receiver) ?? 'any'),
  );
  return markdown === undefined ? undefined : { markdown, span: node.span };
}

/** Hover of a module's name, or of a constant behind it. */
function moduleHover(model: ScriptModel, node: Node, parent: Node | undefined): Hover | undefined {
  if (node.kind !== 'name' || parent === undefined || (parent.kind !== 'path' && parent.kind !== 'call'))
    return undefined;
  const first = parent.modules[0];
  if (first === undefined) return undefined;
  if (parent.modules.includes(node)) {
    const module = model.catalog.module(node.text);
    if (module === undefined) return undefined;
    const names = [
      ...module.constants.map((constant) => constant.name),
      ...model.catalog.moduleFunctions(module.name).map((fn) => `${fn.name}(...)`),
    ];
    return {
      markdown: `\`\`\`rhai\n${module.name}::\n\`\`\`\n\n${module.documentation}\n\n${names.map((name) => `\`${name}\``).join(', ')}`,
      span: node.span,
    };
  }
  const member = model.catalog.moduleMember(first.text, node.text);
  if (member === undefined) return undefined;
  if (member.kind === 'functions') return { markdown: functionMarkdown(member.functions), span: node.span };
  const { name, type, documentation, aliasOf } = member.constant;
  const alias = aliasOf === undefined ? '' : ` The same as \`${aliasOf}\`.`;
  return {
    markdown: `\`\`\`rhai\n${first.text}::${name}: ${type}\n\`\`\`\n\n${documentation}${alias}`,
    span: node.span,
  };
}

function variableHover(model: ScriptModel, node: Node): Hover | undefined {
  if (!isNaming(node)) return undefined;
  const variable = model.resolution.variableOf(node);
  if (variable === undefined) return undefined;
  const kind = {
    let: 'let',
    const: 'const',
    parameter: 'parameter',
    loop: 'loop variable',
    counter: 'loop counter',
    catch: 'caught error',
    argument: 'script argument',
  }[variable.kind];
  const value =
    node.kind === 'identifier'
      ? model.flow.valueOf(node)
      : variable.initializer && model.flow.valueOf(variable.initializer);
  const type =
    node.kind === 'identifier'
      ? model.flow.typeOf(node)
      : variable.initializer && model.flow.typeOf(variable.initializer);
  const known = value === undefined ? undefined : describeValue(value);
  const head = `\`\`\`rhai\n(${kind}) ${variable.name}${type === undefined ? '' : `: ${type}`}\n\`\`\``;
  return { markdown: known === undefined ? head : `${head}\n\nValue: ${known}`, span: node.span };
}

function isNaming(node: Node): node is Identifier | Name {
  return node.kind === 'identifier' || node.kind === 'name';
}
