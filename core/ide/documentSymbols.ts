// The outline of a script: its functions, imports and top-level variables, and the variables inside functions.

import type { FunctionDefinition, Node, Script, Statement } from '#core/rhai/syntax/ast.ts';
import { childrenOf } from '#core/rhai/syntax/walk.ts';
import type { OutlineItem } from './answers.ts';

/** The outline in the order of the text. */
export function documentSymbols(root: Script): readonly OutlineItem[] {
  return root.statements.flatMap(itemsOf);
}

function itemsOf(node: Statement): readonly OutlineItem[] {
  switch (node.kind) {
    case 'function':
      return [functionItem(node)];
    case 'let':
    case 'const': {
      const { name, span, value } = node;
      const children = value?.kind === 'closure' ? nested(value.body) : [];
      const kind = node.kind === 'const' ? 'constant' : value?.kind === 'closure' ? 'function' : 'variable';
      return [{ name: name.text, detail: node.kind, kind, span, nameSpan: name.span, children }];
    }
    case 'import': {
      const { alias, span, path } = node;
      const detail = path.kind === 'string' ? path.value : '';
      return [
        { name: alias?.text ?? detail, detail, kind: 'module', span, nameSpan: alias?.span ?? path.span, children: [] },
      ];
    }
    default:
      return nested(node);
  }
}

function functionItem(node: FunctionDefinition): OutlineItem {
  const parameters = node.parameters.map(({ text }) => text).join(', ');
  const owner = node.thisType === undefined ? '' : `${node.thisType.text}.`;
  return {
    name: `${owner}${node.name.text}`,
    detail: `(${parameters})${node.private ? ' private' : ''}`,
    kind: 'function',
    span: node.span,
    nameSpan: node.name.span,
    children: nested(node.body),
  };
}

/** Declarations anywhere below a node, without the blocks between. */
function nested(node: Node): readonly OutlineItem[] {
  return childrenOf(node).flatMap((child) =>
    child.kind === 'let' || child.kind === 'const' || child.kind === 'function' ? itemsOf(child) : nested(child),
  );
}
