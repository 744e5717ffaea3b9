// `wrong-arguments`: the name exists, but not for these types or this number of arguments.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import arities from '#core/catalog/facts/library-arities.json' with { type: 'json' };
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import { LIBRARY } from '#core/rhai/types/library.ts';
import { libraryRefuses, signaturesFor } from '#core/rhai/types/librarySignatures.ts';
import { type OtherName, otherName } from '#core/rhai/types/otherNames.ts';
import { argumentTypes } from './argumentTypes.ts';

/** At most this many signatures are shown. */
const SHOWN = 3;

/** How many arguments Rhai's own functions take, the receiver counted, as the runner's engine registers them. */
const ARITIES: ReadonlyMap<string, readonly number[]> = new Map(Object.entries(arities));

/** What a script's typed function calls its type, where the catalog calls it otherwise. */
const FRIENDLY_TYPES = new Map([
  ['int', 'i64'],
  ['float', 'f64'],
]);

/**
 * The engine refuses such a call when it is reached: an error unless a `try` catches it. `receiverType` is the type
 * before the dot where it is certain.
 */
export function wrongArguments(
  site: CallSite,
  receiverType: string | undefined,
  resolution: Resolution,
  catalog: SdkCatalog,
): Diagnostic | undefined {
  const found =
    overloadMessage(site, receiverType, catalog) ??
    arityMessage(site, receiverType) ??
    libraryMessage(site, receiverType) ??
    typedMessage(site, receiverType, resolution, catalog);
  if (found === undefined) return undefined;
  const { message, use } = typeof found === 'string' ? { message: found } : found;
  return {
    code: 'wrong-arguments',
    severity: site.caught ? 'warning' : 'error',
    message,
    span: site.span,
    ...(use === undefined ? {} : { data: { use } }),
  };
}

/** What is said, and the name that would take the arguments. */
interface Refusal {
  readonly message: string;
  readonly use?: string | undefined;
}

function overloadMessage(site: CallSite, receiverType: string | undefined, catalog: SdkCatalog): Refusal | undefined {
  const { failure, name, modules } = site;
  if (failure?.kind !== 'noOverload') return undefined;
  const given = `${name}(${failure.types.join(', ')}) does not exist.`;
  const other = modules.length > 0 ? undefined : otherName(name, argumentTypes(site, receiverType));
  if (other !== undefined) return suggesting(given, other);
  const signatures = catalog.functionsByName(name).slice(0, SHOWN).map(signatureOf);
  return { message: signatures.length === 0 ? given : `${given} There is ${signatures.join(', ')}.` };
}

/** A function of Rhai's library that takes this number of arguments, but no such types. */
function libraryMessage(site: CallSite, receiverType: string | undefined): Refusal | undefined {
  const { target, form, name, modules, throughPointer, receiver } = site;
  if (target !== 'library' || form === 'getter' || throughPointer || modules.length > 0) return undefined;
  if (form === 'method' && (receiverType === undefined || mayHold(receiver, receiverType, name))) return undefined;
  const types = argumentTypes(site, receiverType);
  if (!libraryRefuses(name, types)) return undefined;
  const given = `${name}(${types.map((type) => (type === 'unit' ? '()' : (type ?? '?'))).join(', ')}) does not exist.`;
  const other = otherName(name, types);
  if (other !== undefined) return suggesting(given, other);
  return { message: `${given} There is ${signaturesFor(name, types[0]).slice(0, SHOWN).join(', ')}.` };
}

/** Whether a map may hold a function of this name. */
function mayHold(receiver: CallSite['receiver'], type: string, name: string): boolean {
  return type === 'map' && !(receiver?.kind === 'map' && receiver.complete && !receiver.entries.has(name));
}

function suggesting(given: string, { use, note }: OtherName): Refusal {
  return { message: `${given} ${note ?? `Did you mean ${use}?`}`, use };
}

/** A call of Rhai's library with a number of arguments that none of its overloads takes. A map may hold its own function. */
function arityMessage(site: CallSite, receiverType: string | undefined): string | undefined {
  const { target, name, modules, args, receiver } = site;
  if (target !== 'library' || site.form === 'getter' || site.throughPointer || modules.length > 0) return undefined;
  if (receiver !== undefined && (receiverType === undefined || receiverType === 'map')) return undefined;
  const count = args.length + (receiver === undefined ? 0 : 1);
  const known = ARITIES.get(name);
  if (known === undefined || known.includes(count)) return undefined;
  const own = receiver === undefined ? 0 : 1;
  return `${name} does not take ${args.length} argument${args.length === 1 ? '' : 's'} here, but ${known.map((n) => n - own).join(' or ')}.`;
}

/** A function that the script declares only for other types than that of the receiver. */
function typedMessage(
  { target, form, name, args }: CallSite,
  receiverType: string | undefined,
  resolution: Resolution,
  catalog: SdkCatalog,
): string | undefined {
  if (target !== 'script' || form !== 'method' || receiverType === undefined) return undefined;
  if (LIBRARY.has(name) || catalog.functionsByName(name).length > 0) return undefined;
  const types = resolution.functionsOf(name, args.length).map(({ definition }) => definition.thisType?.text);
  const declared = types.filter((type) => type !== undefined).map((type) => FRIENDLY_TYPES.get(type) ?? type);
  if (declared.length < types.length || declared.includes(receiverType) || catalog.type(receiverType) !== undefined)
    return undefined;
  return `${name} is declared for ${declared.join(' and ')}, not for ${receiverType}.`;
}

function signatureOf(fn: CatalogFunction): string {
  const parameters = fn.parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
  return `${fn.receiver === undefined ? '' : `${fn.receiver}.`}${fn.name}(${parameters})`;
}
