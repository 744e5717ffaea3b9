// What each name of a script is, for colouring by meaning. Literals, keywords and comments are left to the grammar, which
// knows their insides better.

import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { Access } from '#core/rhai/resolve/symbols.ts';
import type { CallExpression, Identifier, Name, Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import { LIBRARY } from '#core/rhai/types/library.ts';
import type { SemanticToken, TokenModifier, TokenType } from './answers.ts';
import { calledFunctions, type NamedScript } from './scriptSymbol.ts';

/** All tokens in the order of the text, without overlap. */
export function semanticTokens(script: NamedScript, catalog: SdkCatalog): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const add = ({ span }: Name | Identifier, type: TokenType, ...modifiers: readonly TokenModifier[]): void => {
    if (span.end > span.start) tokens.push(modifiers.length === 0 ? { span, type } : { span, type, modifiers });
  };
  const accesses = new Map<Node, Access>();
  for (const { references } of script.resolution.variables)
    for (const { node, access } of references) accesses.set(node, access);
  walk(script.parse.root, (node) => {
    if (node.kind === 'identifier' || node.kind === 'name') addVariable(node, script, accesses.get(node), add);
    else addNode(node, script, catalog, add);
    return true;
  });
  return tokens.sort((a, b) => a.span.start - b.span.start);
}

type Add = (name: Name | Identifier, type: TokenType, ...modifiers: readonly TokenModifier[]) => void;

function addNode(node: Node, script: NamedScript, catalog: SdkCatalog, add: Add): void {
  switch (node.kind) {
    case 'function':
      add(node.name, 'function', 'declaration');
      if (node.thisType !== undefined) add(node.thisType, 'type');
      return;
    case 'call':
      for (const module of node.modules) add(module, 'namespace', ...library(isSdkModule(module, script, catalog)));
      add(node.name, 'function', ...library(isLibraryCall(node, script, catalog)));
      return;
    case 'methodCall':
      add(
        node.name,
        'method',
        ...library(calledFunctions(script.resolution, node).length === 0 && isKnown(node.name.text, catalog)),
      );
      return;
    case 'member':
      add(node.name, 'property');
      return;
    case 'entry':
      add(node.key, 'property', 'declaration');
      return;
    case 'path':
      for (const module of node.modules) add(module, 'namespace', ...library(isSdkModule(module, script, catalog)));
      add(node.name, 'enumMember', 'readonly');
      return;
    case 'import':
      if (node.alias !== undefined) add(node.alias, 'namespace', 'declaration');
      return;
    default:
      return;
  }
}

function addVariable(node: Name | Identifier, { resolution }: NamedScript, access: Access | undefined, add: Add): void {
  const variable = resolution.variableOf(node);
  if (variable === undefined) {
    if (node.kind === 'identifier' && resolution.functions.some(({ name }) => name === node.name))
      add(node, 'function');
    return;
  }
  const modifiers: TokenModifier[] = [];
  if (variable.declaration === node) modifiers.push('declaration');
  if (variable.kind === 'const' || variable.kind === 'argument') modifiers.push('readonly');
  if (access?.kind === 'write' || access?.kind === 'part') modifiers.push('modification');
  const type = variable.kind === 'parameter' || variable.kind === 'argument' ? 'parameter' : 'variable';
  add(node, type, ...modifiers);
}

/** Functions of imported scripts may be called as those of the SDK are. */
function isLibraryCall(node: CallExpression, script: NamedScript, catalog: SdkCatalog): boolean {
  const [module] = node.modules;
  if (module !== undefined && !isSdkModule(module, script, catalog)) return false;
  return calledFunctions(script.resolution, node).length === 0 && isKnown(node.name.text, catalog);
}

function isSdkModule(module: Name, { resolution }: NamedScript, catalog: SdkCatalog): boolean {
  return catalog.module(module.text) !== undefined && resolution.importOf(module) === undefined;
}

function isKnown(name: string, catalog: SdkCatalog): boolean {
  return catalog.functionsByName(name).length > 0 || LIBRARY.has(name);
}

function library(known: boolean): readonly TokenModifier[] {
  return known ? ['defaultLibrary'] : [];
}
