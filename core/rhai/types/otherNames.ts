// What other languages call the functions of Rhai's library, by the type of the value, and what is written for those that it lacks.

import { libraryRefuses, memberNames } from './librarySignatures.ts';

/** What to write instead of a name. */
export interface OtherName {
  /** A function of the library; absent where it takes more than another name. */
  readonly use?: string;
  /** A sentence that says how. */
  readonly note?: string;
}

/** Names without underscores and in lower case, by the library's function that does the same. */
const SAME: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  string: {
    len: 'length size count',
    to_upper: 'upper uppercase touppercase upcase toupper',
    to_lower: 'lower lowercase tolowercase downcase tolower',
    contains: 'includes include has',
    starts_with: 'hasprefix beginswith startswith',
    ends_with: 'hassuffix endswith',
    index_of: 'find search index indexof position',
    parse_int: 'toint int asint tonumber atoi',
    parse_float: 'tofloat float asfloat atof',
    is_empty: 'empty isblank',
    get: 'charat at',
    to_string: 'tostr str asstr string',
    to_chars: 'characters',
    parse_json: 'fromjson jsonparse',
  },
  array: {
    len: 'length size count',
    push: 'add append pushback',
    append: 'extend concat addall',
    contains: 'includes include has',
    index_of: 'index indexof findindex position',
    get: 'at nth',
    for_each: 'foreach each',
    some: 'any',
    all: 'every',
    reduce: 'fold inject',
    shift: 'popfront dequeue',
    pop: 'popback',
    is_empty: 'empty',
    remove: 'removeat',
    to_string: 'tostr str string',
  },
  map: {
    len: 'length size count',
    contains: 'containskey haskey has includes exists keyexists',
    set: 'put add insert',
    remove: 'delete erase del unset',
    mixin: 'merge update extend assign',
    to_json: 'stringify jsonencode dumps tojsonstring',
    is_empty: 'empty',
    to_string: 'tostr str string',
  },
  i64: { to_float: 'float asfloat tof', to_string: 'tostr str string', to_int: 'int' },
  f64: { to_int: 'asint toi', ceiling: 'ceil', to_string: 'tostr str string', to_float: 'float' },
};

/** How it is done where the library has no function for it. */
const NOTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  string: {
    strip: 'trim() removes the white space in place and gives nothing.',
    slice: 'sub_string takes the start and the length.',
    substr: 'sub_string takes the start and the length.',
    lines: 'split("\\n") gives the lines.',
    splitlines: 'split("\\n") gives the lines.',
    replaceall: 'replace changes the text in place and gives nothing.',
    gsub: 'replace changes the text in place and gives nothing.',
    concat: 'Texts are put together with +.',
    reverse: 'to_chars() gives an array, which can be reversed.',
  },
  array: {
    first: 'The first item is get(0).',
    last: 'The last item is get(-1).',
    slice: 'extract takes the start and the length, or a range.',
    reversed: 'reverse() turns the array around in place.',
    tojson: 'Only maps have to_json: put the array into one, as in #{"items": items}.',
    unique: 'dedup() removes items that are equal to the one before, so sort first.',
    uniq: 'dedup() removes items that are equal to the one before, so sort first.',
    enumerate: 'for (item, index) in items counts.',
    sum: 'reduce(|sum, item| sum + item, 0) adds the items.',
  },
  map: {
    items: 'keys() gives the keys, and m[key] each value.',
    entries: 'keys() gives the keys, and m[key] each value.',
    get: 'get takes only the key: write m.get(key) ?? other.',
    getordefault: 'get gives () where there is no such key: write m.get(key) ?? other.',
  },
  bool: { toint: 'if gives a number: if value { 1 } else { 0 }.' },
};

/** What a function that is called on a value of a type is called in the library. `types` has the receiver first. */
export function otherName(name: string, types: readonly (string | undefined)[]): OtherName | undefined {
  const [type] = types;
  if (type === undefined) return undefined;
  const plain = plainName(name);
  const use = sameAs(type, plain) ?? respelled(type, plain, 'function');
  if (use !== undefined && use !== name && !libraryRefuses(use, types)) return { use };
  const note = noteOn(type, plain);
  return note === undefined ? undefined : { note };
}

/** The same for a property: another property, or the call of a method without arguments. */
export function otherProperty(name: string, type: string): OtherName | undefined {
  const plain = plainName(name);
  const use = sameAs(type, plain) ?? respelled(type, plain, 'getter') ?? respelled(type, plain, 'function');
  if (use !== undefined && memberNames(type, 'getter').includes(use)) return { use };
  if (use !== undefined && !libraryRefuses(use, [type])) return { use: `${use}()` };
  const note = noteOn(type, plain);
  return note === undefined ? undefined : { note };
}

/** Every name of the lists with its type and what the lists say. */
export function otherNames(): readonly { readonly type: string; readonly name: string; readonly use: string }[] {
  return Object.entries(SAME).flatMap(([type, uses]) =>
    Object.entries(uses).flatMap(([use, names]) => names.split(' ').map((name) => ({ type, name, use }))),
  );
}

function sameAs(type: string, plain: string): string | undefined {
  return Object.entries(SAME[type] ?? {}).find(([, names]) => names.split(' ').includes(plain))?.[0];
}

/** Scripts can name anything, such as `constructor`. */
function noteOn(type: string, plain: string): string | undefined {
  const notes = Object.hasOwn(NOTES, type) ? NOTES[type] : undefined;
  return notes !== undefined && Object.hasOwn(notes, plain) ? notes[plain] : undefined;
}

/** The member that differs in upper case and underscores only. */
function respelled(type: string, plain: string, form: 'function' | 'getter'): string | undefined {
  return memberNames(type, form).find((member) => plainName(member) === plain);
}

function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
