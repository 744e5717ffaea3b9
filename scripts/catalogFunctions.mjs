// Turns dumped signatures into the functions of the catalog, with names and contents from the inventory of calls.

import { areaOf, unwrapResult } from './catalogTypeNames.mjs';

const OPERATOR = /^[^a-zA-Z_]/;
/** Every signature of the registry as it is in the runner: `{ dumped, module?, area? }`. */
export function runnerSignatures({ sdk, runner, deviations }) {
  const replaced = new Map(deviations.replaced.map((entry) => [entry.signature, entry.by]));
  const functions = sdk.functions.map((f) => ({
    dumped: replaced.has(f.signature) ? parsed(replaced.get(f.signature)) : f,
  }));
  const added = deviations.added.map((entry) => ({ dumped: parsed(entry.signature), area: entry.area }));
  const own = runner.functions.map((dumped) => ({ dumped, area: 'runner' }));
  const inModules = Object.entries({ ...sdk.modules, ...runner.modules })
    .filter(([name]) => !(name in deviations.modules))
    .flatMap(([module, members]) => members.map((dumped) => ({ dumped, module })));
  return [...functions, ...added, ...own, ...inModules];
}

/** One catalog function without documentation and checks. */
export function buildFunction({ dumped, module, area }, { names, surface, elements }) {
  const call = findCall(surface, { dumped, module, names });
  const types = parameterTypes(dumped, call, names);
  const shape = shapeOf(dumped, types);
  const { type: returned, fallible } = unwrapResult(dumped.returns ?? call.returns);
  const returns = names.id(returned);
  const own = shape.receiver === undefined ? types : types.slice(1);
  const factParameters = call === undefined ? [] : call.parameters.slice(-own.length || call.parameters.length);
  const qualified = module !== undefined && dumped.internal === true;
  return {
    id: `${qualified ? `${module}::` : ''}${dumped.name}(${types.join(', ')})`,
    name: dumped.name.replace(/^get\$/, ''),
    registeredName: dumped.name,
    form: shape.form,
    ...(module === undefined ? {} : { module }),
    ...(module !== undefined && !qualified ? { global: true } : {}),
    ...(shape.receiver === undefined ? {} : { receiver: shape.receiver }),
    mutatesReceiver: shape.mutatesReceiver,
    ...(module !== undefined && dumped.name === 'to_string' ? { failsOnConstants: true } : {}),
    parameters: own.map((type, index) => parameter(dumped, type, index, factParameters[index], { names, elements })),
    returns,
    ...contents(call?.returns, returns, names),
    ...setter(dumped, shape, returns),
    fallible,
    area:
      area ??
      (shape.form === 'operator' ? names.areaOf(types[0]) : (areaOf(call?.crate ?? dumped.signature) ?? 'common')),
    ...(call?.linuxOnly ? { linuxOnly: true } : {}),
  };
}

function findCall(surface, { dumped, module, names }) {
  const name = dumped.name.replace(/^get\$/, '');
  const getter = dumped.name.startsWith('get$');
  const count = typeof dumped.parameters === 'number' ? dumped.parameters : dumped.parameters.length;
  if (dumped.internal) return surface.find(`${module}::${name}`, '', count, false);
  const first = typeof dumped.parameters === 'number' ? undefined : dumped.parameters[0]?.type;
  const receiver = first === undefined ? undefined : names.id(first);
  const asMethod = receiver === undefined ? undefined : surface.find(name, receiver, count - 1, getter);
  return asMethod ?? surface.find(name, '', count, getter);
}

function parameterTypes(dumped, call, names) {
  if (typeof dumped.parameters !== 'number') return dumped.parameters.map((p) => names.id(p.type));
  if (dumped.parameters === 0) return [];
  return call.parameters.map((p) => names.idOfFact(p.type));
}

function shapeOf(dumped, types) {
  const [first] = typeof dumped.parameters === 'number' ? [] : dumped.parameters;
  const mutatesReceiver = first?.type.startsWith('&mut ') ?? false;
  if (dumped.name.startsWith('get$')) return { form: 'getter', receiver: types[0], mutatesReceiver };
  if (OPERATOR.test(dumped.name)) return { form: 'operator', mutatesReceiver: false };
  if (mutatesReceiver || METHODS_BY_VALUE.has(types[0])) return { form: 'method', receiver: types[0], mutatesReceiver };
  const form = /^[A-Z]/.test(dumped.name) ? 'constructor' : 'function';
  return { form, mutatesReceiver: false };
}

/** Types whose methods take the object by value. */
const METHODS_BY_VALUE = new Set(['AlarmBuilder', 'MetricBuilder', 'MetricDimensionsBuilder', 'State']);

function parameter(dumped, type, index, fact, { names, elements }) {
  const dumpedName = typeof dumped.parameters === 'number' ? undefined : dumped.parameters.at(index)?.name;
  const name = OPERATOR.test(dumped.name)
    ? (['left', 'right'][index] ?? 'value')
    : (fact?.name ?? dumpedName ?? 'value');
  const holds = elements[`${dumped.name}.${name}`] ?? (fact === undefined ? undefined : elementOf(fact.type, names));
  return { name, type, ...(holds === undefined ? {} : { elementType: holds }) };
}

/** What an array or map holds, and what a value of any type really is. */
function contents(fact, returns, names) {
  if (fact === undefined) return {};
  if (returns === 'array' || returns === 'map') {
    const elementType = elementOf(fact, names);
    return elementType === undefined ? {} : { elementType };
  }
  if (returns !== 'any') return {};
  const known = fact
    .split(' or ')
    .map((name) => names.idOfFact(name.startsWith('map ') || name.startsWith('Map{') ? 'map' : name));
  return known.some((id) => id === undefined || id === 'any') ? {} : { returnsOneOf: known };
}

function elementOf(fact, names) {
  const match = /^(?:Array<(.*)>|array of (.*)|Map<String,\s*(.*)>)/.exec(fact);
  const inner = match?.[1] ?? match?.[2] ?? match?.[3];
  if (inner === undefined) return fact.startsWith('map keyed') ? 'map' : undefined;
  if (inner.startsWith('map')) return 'map';
  if (inner.startsWith('array')) return 'array';
  return names.idOfFact(inner);
}

function setter(dumped, shape, returns) {
  const sets = shape.form === 'method' && shape.receiver === returns && /Builder$/.test(returns);
  return sets ? { sets: dumped.name } : {};
}

function parsed(signature) {
  const [, name, parameters, returns] = /^([^(]+)\((.*?)\) -> (.*)$/.exec(signature);
  const list = parameters === '' ? [] : parameters.split(', ').map((text) => ({ type: text.replace(/^_: /, '') }));
  return { name, parameters: list, returns, signature };
}
