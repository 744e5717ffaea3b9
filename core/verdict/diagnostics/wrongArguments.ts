// `wrong-arguments`: the name exists, but not for these types or this number of arguments.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import arities from '#core/catalog/facts/library-arities.json' with { type: 'json' };
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import { LIBRARY } from '#core/rhai/types/library.ts';

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
  const message =
    overloadMessage(site, catalog) ??
    arityMessage(site, receiverType) ??
    typedMessage(site, receiverType, resolution, catalog);
  if (message === undefined) return undefined;
  return { code: 'wrong-arguments', severity: site.caught ? 'warning' : 'error', message, span: site.span };
}

function overloadMessage({ failure, name }: CallSite, catalog: SdkCatalog): string | undefined {
  if (failure?.kind !== 'noOverload') return undefined;
  const signatures = catalog.functionsByName(name).slice(0, SHOWN).map(signatureOf);
  const given = `${name}(${failure.types.join(', ')}) does not exist.`;
  return signatures.length === 0 ? given : `${given} There is ${signatures.join(', ')}.`;
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
