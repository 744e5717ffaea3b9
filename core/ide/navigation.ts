// Definition and implementation of names that scripts declare.

import type { Node } from '#core/rhai/syntax/ast.ts';
import { ancestorsOf } from '#core/rhai/syntax/walk.ts';
import type { Target } from './answers.ts';
import { type ImportedSymbol, importedSymbolAt } from './importedSymbol.ts';
import { type NamedScript, type ScriptSymbol, symbolAt } from './scriptSymbol.ts';

/** Where the name at an offset is declared, in this script or an imported one. Script arguments are declared nowhere. */
export function definition(script: NamedScript, offset: number): readonly Target[] {
  const imported = importedSymbolAt(script, offset);
  if (imported !== undefined) return inModule(imported);
  const symbol = symbolAt(script, offset)?.symbol;
  return symbol === undefined ? [] : declarations(script, symbol);
}

function inModule({ module, symbol }: ImportedSymbol): readonly Target[] {
  const start = { start: 0, end: 0 };
  const found = symbol.kind === 'file' ? [{ span: start, name: start }] : declarations(module, symbol);
  return found.map(({ span, name }) => ({ uri: module.uri, span: module.placeOf(span), name: module.placeOf(name) }));
}

function declarations(script: NamedScript, symbol: ScriptSymbol): readonly Target[] {
  switch (symbol.kind) {
    case 'variable': {
      const { declaration } = symbol.variable;
      if (declaration === undefined) return [];
      return [{ span: statementOf(script, declaration).span, name: declaration.span }];
    }
    case 'function':
      return symbol.definitions.map(({ definition: { span, name } }) => ({ span, name: name.span }));
    case 'module': {
      const { span, alias } = symbol.statement;
      return [{ span, name: alias?.span ?? span }];
    }
    case 'export':
      return [{ span: symbol.name.span, name: symbol.name.span }];
  }
}

/** The code behind a name: the closure that a variable is given, or a function's definition. */
export function implementation(script: NamedScript, offset: number): readonly Target[] {
  const imported = importedSymbolAt(script, offset);
  if (imported?.symbol.kind === 'function') return inModule(imported);
  const symbol = symbolAt(script, offset)?.symbol;
  if (symbol?.kind === 'function') return definition(script, offset);
  const value = symbol?.kind === 'variable' ? symbol.variable.initializer : undefined;
  return value?.kind === 'closure' ? [{ span: value.span, name: value.span }] : [];
}

function statementOf({ parse }: NamedScript, name: Node): Node {
  const [parent] = ancestorsOf(parse.root, name);
  return parent?.kind === 'let' || parent?.kind === 'const' ? parent : name;
}
