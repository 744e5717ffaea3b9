// The record beside the engine artifact: what it was built from, so that plain Node can tell when it is out of date.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Everything that decides what the artifact is, from the crate's folder. */
const INPUTS = ['Cargo.toml', 'Cargo.lock', 'src', 'shims', 'types'];

/** Describes the artifact that lies in `pkg` now. */
export function makeRecord(crate, toolchain) {
  const artifact = readFileSync(join(crate, 'pkg', 'rhai.wasm'));
  const manifest = readFileSync(join(crate, 'Cargo.toml'), 'utf8');
  return {
    rhai: lockedVersion(crate, 'rhai'),
    regex: lockedVersion(crate, 'regex'),
    features: /^rhai = .*features = \[([^\]]*)\]/m.exec(manifest)?.[1]?.replaceAll('"', '').split(', ') ?? [],
    toolchain,
    bytes: artifact.length,
    artifact: digest(artifact),
    sources: sourceDigest(crate),
  };
}

/** What is wrong with the artifact and its record; nothing when they fit the sources. */
export function checkRecord(crate) {
  const path = join(crate, 'pkg', 'record.json');
  const artifact = join(crate, 'pkg', 'rhai.wasm');
  if (!existsSync(path) || !existsSync(artifact)) return ['rhai-wasm/pkg lacks rhai.wasm or record.json.'];
  const record = JSON.parse(readFileSync(path, 'utf8'));
  const problems = [];
  if (record.sources !== sourceDigest(crate))
    problems.push('rhai.wasm was built from other sources than those in rhai-wasm.');
  if (record.artifact !== digest(readFileSync(artifact)))
    problems.push('rhai.wasm is not the file that record.json describes.');
  return problems;
}

/** One digest over names and contents; line endings do not count. */
function sourceDigest(crate) {
  const files = INPUTS.flatMap((input) => filesBelow(join(crate, input)));
  const names = files.map((file) => relative(crate, file).replaceAll('\\', '/')).sort();
  const hash = createHash('sha256');
  for (const name of names) {
    const content = readFileSync(join(crate, name), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${name}\0${content}\0`);
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  const entries = existsSync(path) ? listFolder(path) : undefined;
  if (entries === undefined) return existsSync(path) ? [path] : [];
  return entries.flatMap((name) => filesBelow(join(path, name)));
}

function listFolder(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function lockedVersion(crate, name) {
  const lock = readFileSync(join(crate, 'Cargo.lock'), 'utf8');
  return new RegExp(`name = "${name}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
