// Maps type names as the registry spells them (`&mut rust_safe_io::dir::common::RcDirHandle`) to the catalog's type ids.

const AREAS = [
  [/safe[-_]io/, 'file-io'],
  [/safe[-_]network|core::net/, 'network'],
  [/safe[-_]process|rustix::signal/, 'process'],
  [/safe[-_]system/, 'system'],
  [/safe[-_]disk/, 'disk'],
  [/common[-_]utils/, 'common'],
  [/rex[-_](runner|metrics)/, 'runner'],
];

/** Area of the SDK that a crate or a Rust path belongs to. */
export function areaOf(text) {
  return AREAS.find(([pattern]) => pattern.test(text))?.[1];
}

const RESULT = /^core::result::Result<(.*),alloc::boxed::Box<rhai::types::error::EvalAltResult>>$/;

const RHAI_TYPES = new Map([
  ['()', 'unit'],
  ['Fn', 'function'],
  ['types::dynamic::Dynamic', 'any'],
  ['rhai::types::dynamic::Dynamic', 'any'],
  ['alloc::string::String', 'string'],
  ['String', 'string'],
  ['alloc::vec::Vec<rhai::types::dynamic::Dynamic>', 'array'],
  [
    'alloc::collections::btree::map::BTreeMap<smartstring::SmartString<smartstring::config::LazyCompact>,rhai::types::dynamic::Dynamic>',
    'map',
  ],
  ...['i64', 'f64', 'bool', 'char', 'string', 'array', 'map', 'any', 'u16', 'u64'].map((name) => [name, name]),
]);

/** Splits off what the runner unwraps: `Result` means that the call can throw. */
export function unwrapResult(rustType) {
  const match = RESULT.exec(rustType);
  return match === null ? { type: rustType, fallible: false } : { type: match[1], fallible: true };
}

/** Resolves registry names to ids; `ids` holds the hand-given ids for Rust paths whose last part is not unique. */
export class TypeNames {
  #byPath = new Map();
  #byShortName = new Map();

  constructor(customTypes, ids) {
    for (const { typeName, displayName } of customTypes) this.#add(typeName, displayName, ids[typeName]);
  }

  /** The id for a type in a signature. A path seen for the first time becomes a type that shows its path as name. */
  id(rustType) {
    const name = rustType.replace(/^&mut /, '').replace(/,\s+/g, ',');
    const plain = RHAI_TYPES.get(name);
    if (plain !== undefined) return plain;
    const known = this.#byPath.get(name) ?? this.#byShortName.get(name);
    if (known !== undefined) return known.id;
    if (!name.includes('::')) throw new Error(`type ${name} is not known`);
    return this.#add(name, name, undefined).id;
  }

  /** The id for a type as the inventory writes it, or undefined where it writes prose. */
  idOfFact(fact) {
    const name = FACT_NAMES.get(fact) ?? fact.replace(/\s*\(->.*\)$/, '');
    // An id wins over a name that another type shows: `ProcessInfo` is what the network's one is called in the runner.
    const byId = [...this.#byPath.values()].find((type) => type.id === name);
    return RHAI_TYPES.get(name) ?? (byId ?? this.#byShortName.get(name))?.id;
  }

  /** The area of the SDK that defines a type. */
  areaOf(id) {
    return areaOf(this.#byShortName.get(id)?.rustName ?? '');
  }

  types() {
    return [...this.#byPath.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #add(rustName, displayName, givenId) {
    const path = rustName.replace(/,\s+/g, ',');
    const last = path.split('::').at(-1);
    const id = givenId ?? (displayName.includes('::') ? last : displayName);
    if ([...this.#byPath.values()].some((type) => type.id === id)) throw new Error(`two types are called ${id}`);
    const type = { id, rustName, displayName };
    this.#byPath.set(path, type);
    for (const name of [id, displayName, ...(givenId === undefined ? [last] : [])]) {
      if (!this.#byShortName.has(name)) this.#byShortName.set(name, type);
    }
    return type;
  }
}

const FACT_NAMES = new Map([
  ['&str', 'string'],
  ['Map', 'map'],
  ['Array', 'array'],
  ['network ProcessInfo', 'NetworkProcessInfo'],
  ['string', 'string'],
]);
