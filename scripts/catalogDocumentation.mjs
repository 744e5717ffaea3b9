// Puts the documentation texts on the catalog: by id, by `Type.name`, by name, else by a text for the whole family.

/** The catalog with a text on every function, type, module and constant that has one. */
export function documentCatalog(catalog, texts) {
  const builders = new Map(catalog.types.filter((type) => type.builder).map((type) => [type.id, type.builder]));
  const used = new Set();
  const look = (section, key) => {
    const text = texts[section][key];
    if (text !== undefined) used.add(`${section}: ${key}`);
    return text;
  };
  const documented = {
    ...catalog,
    types: catalog.types.map((type) => ({
      ...type,
      documentation: look('types', type.id) ?? typeText(type, builders),
    })),
    functions: catalog.functions.map((f) => ({ ...f, documentation: functionText(f, look, builders) })),
    modules: catalog.modules.map((module) => ({
      ...module,
      documentation: look('modules', module.name) ?? '',
      constants: module.constants.map((constant) => ({
        ...constant,
        documentation: constantText(module, constant, look),
      })),
    })),
  };
  const unused = Object.entries(texts)
    .filter(([section]) => ['functions', 'types', 'modules', 'constants'].includes(section))
    .flatMap(([section, entries]) => Object.keys(entries).map((key) => `${section}: ${key}`))
    .filter((key) => !used.has(key));
  if (unused.length > 0) throw new Error(`documentation.json speaks of unknown names: ${unused.join(', ')}`);
  return documented;
}

function functionText(f, look, builders) {
  const keys = [
    f.id,
    f.receiver && `${f.receiver}.${f.name}`,
    f.module && `${f.module}::${f.name}`,
    f.receiver ? undefined : f.name,
  ];
  for (const key of keys) {
    const text = key ? look('functions', key) : undefined;
    if (text !== undefined) return text;
  }
  return familyText(f, builders);
}

function familyText(f, builders) {
  const type = f.receiver ?? f.parameters[0]?.type;
  if (f.form === 'operator') return operatorText(f, type);
  if (f.name === 'build' && builders.has(f.receiver)) return buildText(builders.get(f.receiver));
  if (f.name === 'to_map')
    return `Gives the fields of the ${f.receiver} as a map, ready for \`to_json\` or as the script's result.`;
  if (f.name === 'to_string') return `The name of the ${f.receiver} value as text.`;
  if (f.form === 'constructor' && builders.has(f.returns)) {
    return `Starts a builder for \`${builders.get(f.returns).builds}\`. Chain its setters and end with \`build()\`.`;
  }
  return '';
}

function operatorText(f, type) {
  if (f.name === '==') return `True where both ${type} values are the same.`;
  if (f.name === '!=') return `True where the two ${type} values differ.`;
  return '';
}

function buildText({ builds, fields }) {
  const required = fields.filter((field) => field.required).map((field) => `\`${field.name}\``);
  const need = required.length === 0 ? '' : ` Throws a string where ${required.join(' and ')} is missing.`;
  return `Checks the settings and makes the \`${builds}\`.${need}`;
}

function typeText(type, builders) {
  if (type.builder)
    return `Collects the settings for \`${type.builder.builds}\`; its setters change it in place and also return it.`;
  const builder = [...builders].find(([, entry]) => entry.builds === type.id);
  return builder ? `Finished settings, made by \`build()\` of \`${builder[0]}\`.` : '';
}

function constantText(module, constant, look) {
  const text = look('constants', `${module.name}::${constant.name}`) ?? look('constants', constant.name);
  if (text !== undefined) return text;
  return constant.aliasOf ? `Short for \`${module.name}::${constant.aliasOf}\`.` : '';
}
