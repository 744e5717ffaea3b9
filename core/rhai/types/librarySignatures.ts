// Which types Rhai's own functions and properties take. Source: what the engine registers; a test asks it again.

import { type StandardFunction, standardFunction, standardMembers } from '#core/catalog/standardLibrary.ts';
import { OWN_TYPES } from './valueTypes.ts';

/**
 * Whether no overload of a library function takes values of these types, the receiver first. A type that is undefined or
 * not Rhai's own leaves it open, and so does a function that is no part of the library.
 */
export function libraryRefuses(name: string, types: readonly (string | undefined)[]): boolean {
  const fn = standardFunction(name);
  if (fn === undefined || fn.form === 'keyword') return false;
  return !fn.signatures.some(
    ({ parameters }) =>
      parameters.length === types.length && parameters.every(({ type }, index) => mayTake(type, types[index])),
  );
}

/** Whether values of one of Rhai's own types certainly have no such property; those of a map are its keys. */
export function lacksProperty(type: string, name: string): boolean {
  if (!OWN_TYPES.has(type) || type === 'map') return false;
  return !membersOf(type).some((member) => member.form === 'getter' && member.name === name);
}

/** Names that can follow the dot after a value of a type. */
export function memberNames(type: string, form: 'function' | 'getter'): readonly string[] {
  return membersOf(type)
    .filter((member) => member.form === form)
    .map(({ name }) => name);
}

/** Overloads of a library function that take values of a type first, as one would write them. */
export function signaturesFor(name: string, type: string | undefined): readonly string[] {
  const signatures = standardFunction(name)?.signatures ?? [];
  const own = signatures.filter(({ parameters: [first] }) => first?.type === type);
  return (own.length > 0 ? own : signatures).map(
    ({ parameters }) => `${name}(${parameters.map((parameter) => parameter.type).join(', ')})`,
  );
}

function mayTake(parameter: string, type: string | undefined): boolean {
  return parameter === 'any' || type === undefined || !OWN_TYPES.has(type) || parameter === type;
}

const members = new Map<string, readonly StandardFunction[]>();

function membersOf(type: string): readonly StandardFunction[] {
  const known = members.get(type) ?? standardMembers(type);
  members.set(type, known);
  return known;
}
