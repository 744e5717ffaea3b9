// Writes core/catalog/facts/stdlib-signatures.json: what Rhai's standard package registers, from the engine itself.
// With --check it only compares. Needs a native Rust toolchain; the result changes with the version of Rhai alone.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'core', 'catalog', 'facts', 'stdlib-signatures.json');
const cargo = ['run', '--quiet', '--locked', '--target-dir', '../target/metadata'];
const output = execFileSync('cargo', cargo, {
  cwd: join(root, 'rhai-wasm', 'metadata'),
  encoding: 'utf8',
  maxBuffer: 1 << 26,
});

/** Rust's names of types as scripts know them. */
const TYPES = {
  ImmutableString: 'string',
  '&str': 'string',
  String: 'string',
  Array: 'array',
  Map: 'map',
  Blob: 'blob',
  Dynamic: 'any',
  RhaiResult: 'any',
  FnPtr: 'function',
  Instant: 'timestamp',
  FLOAT: 'f64',
  INT: 'i64',
  '()': 'unit',
};

/**
 * Conversions are registered one by one for these types and without their names (`math_basic.rs` of Rhai);
 * `char` has one to `i64` only, `f64` one to `f64` only.
 */
const CONVERTED = ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'i128', 'u128'];
const conversions = [
  ...['char', ...CONVERTED].map((type) => conversion('to_int', type, 'i64')),
  ...['f64', ...CONVERTED].map((type) => conversion('to_float', type, 'f64')),
];

const dumped = JSON.parse(output).functions;
const unnamed = dumped.filter((fn) => fn.numParams > 0 && fn.params === undefined);
if (unnamed.length !== conversions.length) throw new Error(`${unnamed.length} signatures lack their types`);
const functions = dumped
  .filter((fn) => !unnamed.includes(fn))
  .map((fn) => {
    const first = fn.params?.[0]?.type ?? '';
    const [returns, fallible] = returned(fn.returnType ?? '()');
    return {
      name: fn.name,
      parameters: (fn.params ?? []).map(({ name, type }) => ({ name: name.replace(/^mut /, ''), type: typeId(type) })),
      returns,
      ...(first.startsWith('&mut ') ? { byReference: true } : {}),
      ...(fallible ? { fallible: true } : {}),
    };
  })
  .concat(conversions)
  .map((fn) => JSON.stringify(fn))
  .sort();

const text = `[\n${functions.join(',\n')}\n]\n`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('core/catalog/facts/stdlib-signatures.json is not what this version of Rhai registers.');
  process.exit(1);
}

function conversion(name, type, returns) {
  return { name, parameters: [{ name: 'value', type }], returns };
}

function typeId(type) {
  const name = type.replace(/^&mut /, '').replace(/^std::ops::/, '');
  const range = /^Range(Inclusive)?</.exec(name);
  if (/^(BitRange|CharsStream|StepRange)/.test(name)) return 'range';
  if (range !== null) return range[1] === undefined ? 'range' : 'range=';
  return TYPES[name] ?? name;
}

function returned(type) {
  if (type === 'RhaiResult') return ['any', true];
  const result = /^(?:RhaiResultOf|Result)<([^,>]+)/.exec(type);
  return result === null ? [typeId(type), false] : [typeId(result[1].trim()), true];
}
