// Rhai's standard library as scripts of the runner see it: signatures from the engine, descriptions in our own words.

import signatures from './facts/stdlib-signatures.json' with { type: 'json' };
import { STANDARD_LIBRARY_TEXT } from './standardLibraryText.ts';
import type { CatalogParameter, TypeId } from './types.ts';

/** One overload. `range` and `range=` are Rhai's exclusive and inclusive ranges; `any` takes every value. */
export interface StandardSignature {
  readonly parameters: readonly CatalogParameter[];
  readonly returns: TypeId;
  /** The first argument is changed in place or at least not copied. */
  readonly byReference: boolean;
  readonly fallible: boolean;
}

/** How a name is written; `keyword` functions are part of the language and cannot be shadowed. */
export type StandardForm = 'function' | 'getter' | 'setter' | 'operator' | 'keyword';

export interface StandardFunction {
  /** As in the source; the property for getters and setters. */
  readonly name: string;
  readonly form: StandardForm;
  readonly signatures: readonly StandardSignature[];
  /** Empty for operators. */
  readonly documentation: string;
}

interface SignatureFact {
  readonly name: string;
  readonly parameters: readonly CatalogParameter[];
  readonly returns: TypeId;
  readonly byReference?: boolean;
  readonly fallible?: boolean;
}

/** Functions of the language itself, which the registry does not list. */
const KEYWORD_FUNCTIONS: readonly SignatureFact[] = [
  { name: 'type_of', parameters: [{ name: 'value', type: 'any' }], returns: 'string' },
  { name: 'Fn', parameters: [{ name: 'name', type: 'string' }], returns: 'function', fallible: true },
  { name: 'call', parameters: [{ name: 'function', type: 'function' }], returns: 'any', fallible: true },
  { name: 'curry', parameters: [{ name: 'function', type: 'function' }], returns: 'function' },
  { name: 'is_shared', parameters: [{ name: 'variable', type: 'any' }], returns: 'bool' },
  { name: 'is_def_var', parameters: [{ name: 'name', type: 'string' }], returns: 'bool' },
  {
    name: 'is_def_fn',
    parameters: [
      { name: 'name', type: 'string' },
      { name: 'parameters', type: 'i64' },
    ],
    returns: 'bool',
  },
];

/** Registered, but the runner refuses to compile a script that names it. */
const DISABLED = new Set(['print']);

let loaded: readonly StandardFunction[] | undefined;

/** Every name of the standard library, each once per form, sorted by name. */
export function standardLibrary(): readonly StandardFunction[] {
  loaded ??= buildLibrary();
  return loaded;
}

/** What a plain name, method or keyword function means; operators and properties are not looked up here. */
export function standardFunction(name: string): StandardFunction | undefined {
  return standardLibrary().find((fn) => fn.name === name && (fn.form === 'function' || fn.form === 'keyword'));
}

/** What can follow the dot after a value of that type: functions and getters, with only the overloads that take it first. */
export function standardMembers(type: TypeId): readonly StandardFunction[] {
  return standardLibrary()
    .filter(({ form }) => form === 'function' || form === 'getter')
    .map((fn) => ({ ...fn, signatures: fn.signatures.filter((signature) => takesFirst(signature, type)) }))
    .filter((fn) => fn.signatures.length > 0);
}

function takesFirst({ parameters: [first] }: StandardSignature, type: TypeId): boolean {
  return first !== undefined && (first.type === type || first.type === 'any');
}

function buildLibrary(): readonly StandardFunction[] {
  const groups = new Map<string, SignatureFact[]>();
  const facts: readonly SignatureFact[] = signatures;
  for (const fact of facts) {
    if (DISABLED.has(fact.name)) continue;
    const group = groups.get(fact.name);
    if (group === undefined) groups.set(fact.name, [fact]);
    else group.push(fact);
  }
  const registered = [...groups].map(([name, overloads]) => standardFunctionOf(name, overloads, formOf(name)));
  const keywords = KEYWORD_FUNCTIONS.map((fact) => standardFunctionOf(fact.name, [fact], 'keyword'));
  return [...registered, ...keywords].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function standardFunctionOf(
  registeredName: string,
  overloads: readonly SignatureFact[],
  form: StandardForm,
): StandardFunction {
  const name = registeredName.replace(/^[gs]et\$/, '');
  return {
    name,
    form,
    signatures: overloads.map(({ parameters, returns, byReference = false, fallible = false }) => ({
      parameters,
      returns,
      byReference,
      fallible,
    })),
    documentation: STANDARD_LIBRARY_TEXT[name] ?? '',
  };
}

function formOf(registeredName: string): StandardForm {
  if (registeredName.startsWith('get$')) return 'getter';
  if (registeredName.startsWith('set$')) return 'setter';
  return /^\w/.test(registeredName) ? 'function' : 'operator';
}
