// What a call can mean, in one form for signature help, hints and hover: functions of the SDK, of Rhai's library and of the script.

import { type ArgumentType, accepts } from '#core/catalog/overloads.ts';
import { type StandardSignature, standardFunction } from '#core/catalog/standardLibrary.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import { importedName, moduleAt, moduleMembers } from '#core/rhai/resolve/modules.ts';
import type { FunctionSymbol } from '#core/rhai/resolve/symbols.ts';
import type { CallExpression, Expression, MethodCall } from '#core/rhai/syntax/ast.ts';
import { docComment } from './docComment.ts';
import { signatureOf } from './renderFunction.ts';
import type { ValuedScript } from './scriptModel.ts';

export interface CallableParameter {
  readonly name: string;
  /** A catalog type id; `any` for functions of the script. */
  readonly type: string;
}

/** One overload; the receiver of a method is not among the parameters. */
export interface Callable {
  readonly label: string;
  readonly parameters: readonly CallableParameter[];
  readonly documentation: string;
}

/** Every overload that the name of a call stands for, whatever its arguments are. */
export function callablesOf(model: ValuedScript, node: CallExpression | MethodCall): readonly Callable[] {
  const name = node.name.text;
  const module = node.kind === 'call' ? node.modules[0]?.text : undefined;
  const target = node.kind === 'call' && module !== undefined ? moduleAt(model, node.modules) : undefined;
  if (target?.kind === 'module') {
    const { functions } = moduleMembers(target.module);
    return functions.filter((fn) => fn.name === name).map((fn) => scriptCallable(target.module, fn));
  }
  if (target !== undefined) return [];
  if (module !== undefined) {
    const member = model.catalog.moduleMember(module, name);
    return member?.kind === 'functions' ? member.functions.map(sdkCallable) : [];
  }
  const own = model.resolution.functions.filter((fn) => fn.name === name);
  if (own.length > 0) return own.map((fn) => scriptCallable(model, fn));
  const imported = node.kind === 'methodCall' ? importedName(model, node) : undefined;
  if (imported !== undefined) return imported.functions.map((fn) => scriptCallable(imported.module, fn));
  return node.kind === 'call' ? freeCallables(model, name) : methodCallables(model, node);
}

function freeCallables(model: ValuedScript, name: string): readonly Callable[] {
  const sdk = model.catalog.functionsByName(name).filter(({ form }) => form === 'function' || form === 'constructor');
  if (sdk.length > 0) return sdk.map(sdkCallable);
  const library = standardFunction(name);
  return library === undefined
    ? []
    : library.signatures.map((one) => libraryCallable(name, one, library.documentation));
}

function methodCallables(model: ValuedScript, { name, receiver }: MethodCall): readonly Callable[] {
  const type = model.flow.typeOf(receiver);
  const all = model.catalog.functionsByName(name.text).filter(({ form }) => form === 'method');
  const sdk = type === undefined ? all : all.filter((fn) => fn.receiver === type);
  const library = standardFunction(name.text);
  const signatures = (library?.signatures ?? []).filter(({ parameters: [first] }) => {
    return first !== undefined && (type === undefined || accepts(first.type, type));
  });
  return [
    ...sdk.map(sdkCallable),
    ...signatures.map((one) => methodCallable(name.text, one, library?.documentation ?? '')),
  ];
}

function sdkCallable(fn: CatalogFunction): Callable {
  return { label: signatureOf(fn), parameters: fn.parameters, documentation: fn.documentation };
}

/** Signature and documentation comment of a function of the script. */
export function scriptCallable(model: Pick<ValuedScript, 'parse'>, { definition, name }: FunctionSymbol): Callable {
  const owner = definition.thisType === undefined ? '' : `${definition.thisType.text}.`;
  const names = definition.parameters.map(({ text }) => text);
  return {
    label: `fn ${owner}${name}(${names.join(', ')})`,
    parameters: names.map((parameter) => ({ name: parameter, type: 'any' })),
    documentation: docComment(model.parse, definition),
  };
}

function libraryCallable(name: string, { parameters, returns }: StandardSignature, documentation: string): Callable {
  return {
    label: `${name}(${parameters.map((one) => `${one.name}: ${one.type}`).join(', ')}) -> ${returns}`,
    parameters,
    documentation,
  };
}

function methodCallable(name: string, signature: StandardSignature, documentation: string): Callable {
  const [first, ...others] = signature.parameters;
  const plain = libraryCallable(name, { ...signature, parameters: others }, documentation);
  return { ...plain, label: `${first?.type ?? 'any'}.${plain.label}` };
}

/** The overloads whose first parameters take what the arguments are as far as they are written; all where none does. */
export function fitting(
  callables: readonly Callable[],
  types: readonly ArgumentType[],
  atLeast: number,
): readonly Callable[] {
  const judged = callables.filter(
    ({ parameters }) =>
      parameters.length >= atLeast &&
      types.every((type, index) => {
        const parameter = parameters[index];
        return parameter !== undefined && accepts(parameter.type, type);
      }),
  );
  return judged.length > 0 ? judged : callables;
}

/** The types of arguments as far as they are certain. */
export function argumentTypesOf(model: ValuedScript, args: readonly Expression[]): readonly ArgumentType[] {
  return args.map((arg) => model.flow.typeOf(arg) ?? 'any');
}

/** What a hover shows of a function of Rhai's library, with the overloads for a type of receiver where it is known. */
export function libraryMarkdown(name: string, receiver: string | undefined): string | undefined {
  const library = standardFunction(name);
  if (library === undefined) return undefined;
  const fits = library.signatures.filter(({ parameters: [first] }) => {
    return receiver === undefined || (first !== undefined && accepts(first.type, receiver));
  });
  const shown = (fits.length > 0 ? fits : library.signatures).slice(0, MAX_SIGNATURES);
  const labels = shown.map((one) =>
    receiver === undefined ? libraryCallable(name, one, '').label : methodCallable(name, one, '').label,
  );
  return `\`\`\`rhai\n${labels.join('\n')}\n\`\`\`\n\n${library.documentation}`;
}

/** `to_string` has dozens. */
const MAX_SIGNATURES = 5;

/** What a hover shows of functions of the script. */
export function scriptMarkdown(model: Pick<ValuedScript, 'parse'>, functions: readonly FunctionSymbol[]): string {
  return functions
    .map((fn) => scriptCallable(model, fn))
    .map(
      ({ label, documentation }) => `\`\`\`rhai\n${label}\n\`\`\`${documentation === '' ? '' : `\n\n${documentation}`}`,
    )
    .join('\n\n---\n\n');
}
