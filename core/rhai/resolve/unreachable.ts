// Code that no run can come to: what follows a jump in the same block.

import { cover, type Span } from '#core/base/span.ts';
import type { Block, Node, Script, Statement } from '../syntax/ast.ts';
import { walk } from '../syntax/walk.ts';

/** The unreachable stretches, one per block, outermost only. */
export function unreachableCode(script: Script): readonly Span[] {
  const spans: Span[] = [];
  walk(script, (node) => {
    if (node.kind !== 'script' && node.kind !== 'block') return true;
    const dead = deadStatements(node.statements);
    const first = dead[0];
    const last = dead[dead.length - 1];
    if (first !== undefined && last !== undefined) spans.push(cover(first.span, last.span));
    return true;
  });
  return spans.filter(
    (span) => !spans.some((other) => other !== span && other.start <= span.start && span.end <= other.end),
  );
}

function deadStatements(statements: readonly Statement[]): readonly Statement[] {
  const end = statements.findIndex(leaves);
  // Functions are there wherever they stand.
  return end < 0 ? [] : statements.slice(end + 1).filter((statement) => statement.kind !== 'function');
}

/** Whether control never goes on behind a statement. */
export function leaves(statement: Node): boolean {
  switch (statement.kind) {
    case 'return':
    case 'throw':
    case 'break':
    case 'continue':
      return true;
    case 'block':
      return statement.statements.some(leaves);
    case 'if':
      return statement.otherwise !== undefined && leaves(statement.then) && leaves(statement.otherwise);
    case 'try':
      return leaves(statement.body) && leaves(statement.handler);
    case 'loop':
      return !breaks(statement.body);
    case 'paren':
      return leaves(statement.inner);
    default:
      return false;
  }
}

/** Whether a loop's body has a `break` of that loop. */
function breaks(body: Block): boolean {
  let found = false;
  walk(body, (node) => {
    if (node.kind === 'break') found = true;
    return (
      !found &&
      node.kind !== 'closure' &&
      node.kind !== 'while' &&
      node.kind !== 'loop' &&
      node.kind !== 'do' &&
      node.kind !== 'for'
    );
  });
  return found;
}
