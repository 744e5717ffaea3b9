// Names that the engine refuses at compile time. What people see is the engine's own error; this says where and why.

import type { Span } from '#core/base/span.ts';
import type { Resolution, Variable } from './symbols.ts';

export interface NameProblem {
  readonly kind: 'undefinedVariable' | 'undefinedModule' | 'assignmentToConstant';
  readonly name: string;
  readonly span: Span;
}

/** What else defines names. */
export interface KnownNames {
  /** Names of the script arguments; undefined when they are not known, and then any name may be one. */
  readonly arguments: ReadonlySet<string> | undefined;
  /** Modules of the SDK. */
  readonly modules: ReadonlySet<string>;
}

/** The problems in the order of the text. */
export function nameProblems(resolution: Resolution, known: KnownNames): readonly NameProblem[] {
  const problems: NameProblem[] = [];
  for (const { node, namesFunction } of resolution.unresolved) {
    // An argument used in a function compiles; it fails when it is reached.
    if (namesFunction || known.arguments === undefined || known.arguments.has(node.name)) continue;
    problems.push({ kind: 'undefinedVariable', name: node.name, span: node.span });
  }
  for (const { name, import: origin } of resolution.modules) {
    if (origin !== undefined || name.text === 'global' || known.modules.has(name.text)) continue;
    problems.push({ kind: 'undefinedModule', name: name.text, span: name.span });
  }
  for (const variable of resolution.variables) problems.push(...constantAssignments(variable));
  return problems.sort((a, b) => a.span.start - b.span.start);
}

/** Only assignments to the constant itself are refused at compile time, and only where the engine sees its declaration. */
function constantAssignments(variable: Variable): readonly NameProblem[] {
  if (variable.kind !== 'const') return [];
  return variable.references
    .filter(({ access, owner }) => access.kind === 'write' && owner === variable.owner)
    .map(({ span }) => ({ kind: 'assignmentToConstant', name: variable.name, span }));
}
