// Functions that the engine refuses because another one of the same name, arity and `this` type stands before them.

import type { Script } from './ast.ts';
import type { SyntaxProblem } from './tokens.ts';

/** An error for each repeated definition. */
export function duplicateFunctions(script: Script): readonly SyntaxProblem[] {
  const seen = new Set<string>();
  const errors: SyntaxProblem[] = [];
  for (const statement of script.statements) {
    if (statement.kind !== 'function') continue;
    const { name, parameters, thisType } = statement;
    const key = `${typeName(thisType?.text)}.${name.text}/${parameters.length}`;
    if (seen.has(key)) errors.push({ message: `function ${name.text} is defined twice`, span: name.span });
    seen.add(key);
  }
  return errors;
}

/** The engine's own names of the two types that scripts may shorten. */
function typeName(name: string | undefined): string {
  if (name === 'int') return 'i64';
  return name === 'float' ? 'f64' : (name ?? '');
}
