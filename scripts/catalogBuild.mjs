// Builds the catalog from its facts: signatures, constants, inventory, deviations, checks and documentation.

import { documentCatalog } from './catalogDocumentation.mjs';
import { buildFunction, runnerSignatures } from './catalogFunctions.mjs';
import { TypeNames } from './catalogTypeNames.mjs';

const REX_VERSION = '0.1.0';

/** The whole catalog, sorted, as plain data. */
export function buildCatalog(facts) {
  const customTypes = [...facts.sdk.customTypes, ...facts.runner.customTypes, ...facts.types.extra].filter(
    (type) => !(type.typeName in facts.deviations.types),
  );
  const names = new TypeNames(customTypes, facts.types.ids);
  const signatures = runnerSignatures(facts);
  nameAllTypes(signatures, names);
  const surface = indexSurface(facts.surface.calls);
  const functions = signatures
    .map((signature) => buildFunction(signature, { names, surface, elements: facts.types.parameterElements }))
    .sort(byId);
  rejectDuplicates(functions);
  const catalog = {
    rexVersion: REX_VERSION,
    types: buildTypes(facts, names, functions),
    functions: functions.map((f) => ({
      ...f,
      ...(f.id in facts.mapFields ? { mapFields: facts.mapFields[f.id] } : {}),
      documentation: '',
      checks: facts.checks[f.id] ?? [],
      ...(f.id in facts.results ? { result: facts.results[f.id] } : {}),
    })),
    modules: buildModules(facts, names, functions),
  };
  rejectUnknown(Object.keys(facts.checks), functions, 'checks.json');
  rejectUnknown(Object.keys(facts.results), functions, 'results.json');
  rejectUnknown(Object.keys(facts.mapFields), functions, 'map-fields.json');
  return documentCatalog(catalog, facts.documentation);
}

/** Types that only signatures name must be known before facts refer to them by their short name. */
function nameAllTypes(signatures, names) {
  const paths = signatures.flatMap(({ dumped }) => {
    const parameters = typeof dumped.parameters === 'number' ? [] : dumped.parameters.map((p) => p.type);
    return [...parameters, ...(dumped.returns === undefined ? [] : [dumped.returns])];
  });
  for (const path of paths) {
    const inner = /^core::result::Result<(.*),alloc::boxed/.exec(path)?.[1] ?? path;
    if (inner.includes('::')) names.id(inner);
  }
}

function indexSurface(calls) {
  const index = new Map(
    calls.map((call) => [key(call.name, call.receiver, call.parameters.length, call.getter ?? false), call]),
  );
  const aliases = { NetworkProcessInfo: 'network ProcessInfo', map: 'map' };
  return {
    find: (name, receiver, count, getter) => index.get(key(name, aliases[receiver] ?? receiver, count, getter)),
  };
}

function key(name, receiver, count, getter) {
  return `${receiver}|${name}|${count}|${getter}`;
}

function buildTypes(facts, names, functions) {
  const builders = new Map(facts.surface.builders.map((entry) => [entry.builder, entry]));
  return names.types().map((type) => {
    const builder = builders.get(type.id);
    return {
      ...type,
      clone: facts.types.shared.includes(type.id) ? 'shared' : 'value',
      ...(builder === undefined ? {} : { builder: buildBuilder(builder, functions) }),
      documentation: '',
    };
  });
}

function buildBuilder({ builder, builds, fields }, functions) {
  return {
    builds,
    fields: fields.map((field) => {
      const setter = functions.find((f) => f.receiver === builder && f.sets === field.name);
      if (setter === undefined) throw new Error(`${builder} has no setter for ${field.name}`);
      return {
        name: field.name,
        type: setter.parameters[0].type,
        required: field.default === 'required',
        default: defaultValue(field.default),
      };
    }),
  };
}

/** Null stands for "not set", for an empty list and for no limit. */
function defaultValue(text) {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d+( = |$)/.test(text)) return Number.parseInt(text, 10);
  if (/^(\w+::)?[A-Z]+$/.test(text) && text !== 'i64::MAX') return text.replace(/^\w+::/, '');
  return null;
}

function buildModules(facts, names, functions) {
  const dumped = Object.keys({ ...facts.sdk.modules, ...facts.runner.modules }).filter(
    (name) => !(name in facts.deviations.modules),
  );
  return dumped.sort().map((name) => {
    const constants = Object.entries(facts.constants[name] ?? {}).map(([constant, type]) => ({
      name: constant,
      type: names.idOfFact(type),
      documentation: '',
      ...(`${name}::${constant}` in facts.aliases ? { aliasOf: facts.aliases[`${name}::${constant}`] } : {}),
    }));
    const members = functions.filter((f) => f.module === name);
    const area = constants.length > 0 ? names.areaOf(constants[0].type) : members[0].area;
    return { name, area, documentation: '', constants, functions: members.map((f) => f.id) };
  });
}

function byId(a, b) {
  return a.id < b.id ? -1 : 1;
}

function rejectDuplicates(functions) {
  functions.forEach((f, index) => {
    if (functions[index + 1]?.id === f.id) throw new Error(`two functions have the id ${f.id}`);
  });
}

function rejectUnknown(ids, functions, file) {
  const known = new Set(functions.map((f) => f.id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw new Error(`${file} names functions the catalog does not have: ${unknown.join(', ')}`);
}
