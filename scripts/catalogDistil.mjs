// Turns the raw dumps of the running registry and the inventory of its calls into the compact facts the catalog is built from.

const RUNNER_NAMES = /\b(AlarmBuilder|MetricBuilder|MetricDimensionsBuilder|MetricDimensions)\b/;
const RUNNER_LOG = /^(error|warn|info|trace)\(_: string\)/;
const RUNNER_TYPES = /rex_metrics_and_alarms|HashMap/;

/** Signatures as dumped, without prose and without the fields nobody reads. */
export function distilSignatures({ functions, modules, customTypes }) {
  return {
    functions: functions.map(distilFunction),
    modules: Object.fromEntries(
      Object.entries(modules).map(([name, module]) => [name, (module.functions ?? []).map(distilFunction)]),
    ),
    customTypes: customTypes.map(({ typeName, displayName }) => ({ typeName, displayName })),
  };
}

/** What the runner registers beside the SDK: alarms, metrics and log functions. */
export function distilRunner(all) {
  return distilSignatures({
    functions: all.functions.filter((f) => RUNNER_NAMES.test(f.signature) || RUNNER_LOG.test(f.signature)),
    modules: { MetricUnitType: all.modules.MetricUnitType },
    customTypes: all.customTypes.filter((type) => RUNNER_TYPES.test(type.typeName)),
  });
}

/** Parameter names, return contents, areas and option defaults, from the inventory of calls. */
export function distilSurface(inventory) {
  const entries = new Map();
  const builders = new Map();
  for (const entry of inventory) {
    if (entry.builds !== undefined) addBuilder(builders, entry);
    if (entry.kind === 'constant') continue;
    if (entry.kind === 'constructor' && entry.rhai_name.includes('::') && entry.params.length === 0) continue;
    const key = `${entry.receiver ?? ''}|${entry.rhai_name}|${entry.kind === 'getter'}|${entry.params.length}`;
    const known = entries.get(key);
    if (known === undefined || known.returns.length < entry.returns.length) entries.set(key, distilEntry(entry));
  }
  addSetters(builders, inventory);
  return { calls: sorted([...entries.values()], callKey), builders: sorted([...builders.values()], (b) => b.builder) };
}

function distilFunction({ namespace, name, params, returnType, numParams, signature }) {
  return {
    name,
    ...(namespace === 'internal' ? { internal: true } : {}),
    parameters:
      params?.map(({ name: parameter, type }) => ({ ...(parameter ? { name: parameter } : {}), type })) ?? numParams,
    ...(returnType === undefined ? {} : { returns: returnType }),
    signature,
  };
}

function distilEntry(entry) {
  return {
    name: entry.rhai_name,
    ...(entry.kind === 'getter' ? { getter: true } : {}),
    receiver: entry.receiver ?? '',
    parameters: entry.params.map(({ name, type }) => ({
      name,
      type: type.replace(/\s*(\(built by|e\.g\.|\(Rhai).*$/, ''),
    })),
    returns: entry.returns.replace(/\s*\((?!\)).*\)$/, ''),
    crate: entry.source.split('/')[1],
    ...(/linux only/i.test(entry.notes) ? { linuxOnly: true } : {}),
  };
}

function addBuilder(builders, entry) {
  builders.set(entry.returns, {
    builder: entry.returns,
    builds: entry.builds,
    fields: entry.fields.map((field) => ({ name: field.name, default: field.default.replace(/[;,].*$/, '').trim() })),
  });
}

/** Builders whose fields the inventory lists only through their setters. */
function addSetters(builders, inventory) {
  for (const entry of inventory) {
    const match = /Field default: ([^.(;]+)/.exec(entry.notes);
    if (match === null || !entry.receiver?.endsWith('Builder')) continue;
    const builds = entry.receiver.replace(/Builder$/, '');
    const builder = builders.get(entry.receiver) ?? { builder: entry.receiver, builds, fields: [] };
    builders.set(entry.receiver, builder);
    if (builder.fields.some((field) => field.name === entry.rhai_name)) continue;
    builder.fields.push({ name: entry.rhai_name, default: match[1].trim() });
  }
}

function callKey(call) {
  return `${call.receiver}|${call.name}|${call.parameters.length}|${call.getter ?? false}`;
}

function sorted(list, key) {
  return list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
