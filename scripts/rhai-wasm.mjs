// Builds rhai-wasm/pkg/rhai.wasm and its record; with --check only says whether artifact and record fit the sources.
//
// Needs a Rust toolchain with the wasm32-unknown-unknown target (`rustup target add wasm32-unknown-unknown`), or
// Debian's rustc-web, cargo-web, rust-web-src and lld, which build the standard library from source; and binaryen.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { checkRecord, makeRecord } from './rhai-wasm-record.mjs';

const crate = join(dirname(fileURLToPath(import.meta.url)), '..', 'rhai-wasm');
const TARGET = 'wasm32-unknown-unknown';
/** Room for Rhai's deepest recursion: 64 calls of expressions nested 32 deep. */
const STACK_BYTES = 16 * 1024 * 1024;

/** The host gives each instance its memory, so that it can bound it: at least so much, and as much as 32 bits can name. */
const INITIAL_MEMORY_BYTES = 17 * 1024 * 1024;
const MAX_MEMORY_BYTES = 4 * 1024 * 1024 * 1024;

if (process.argv.includes('--check')) {
  const problems = checkRecord(crate);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) console.error('Build the engine again: node scripts/rhai-wasm.mjs');
  process.exit(problems.length > 0 ? 1 : 0);
}
build();

function build() {
  const { cargo, args, env, toolchain } = findToolchain();
  const linkArgs = [
    `-zstack-size=${STACK_BYTES}`,
    '--import-memory',
    `--initial-memory=${INITIAL_MEMORY_BYTES}`,
    `--max-memory=${MAX_MEMORY_BYTES}`,
  ];
  const flags = linkArgs.map((arg) => `-C link-arg=${arg}`).join(' ');
  execFileSync(cargo, ['build', '--release', '--locked', '--target', TARGET, ...args], {
    cwd: crate,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...env,
      RUSTFLAGS: `${flags} --remap-path-prefix=${crate}=/rhai-wasm --remap-path-prefix=${cargoHome()}=/cargo`,
      // The hash seeds that would otherwise be drawn at random while compiling.
      CONST_RANDOM_SEED: 'rehearsal',
    },
  });
  const built = join(crate, 'target', TARGET, 'release', 'rehearsal_rhai.wasm');
  const pkg = join(crate, 'pkg');
  mkdirSync(pkg, { recursive: true });
  optimize(built, join(pkg, 'rhai.wasm'));
  const bytes = readFileSync(join(pkg, 'rhai.wasm'));
  const record = makeRecord(crate, toolchain);
  writeFileSync(join(pkg, 'record.json'), `${JSON.stringify(record, undefined, 2)}\n`);
  console.log(`rhai.wasm: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}

/** A rustup toolchain that has the target, else Debian's compiler with its standard library in source. */
function findToolchain() {
  const sysroot = tryRun('rustc', ['--print', 'sysroot']);
  if (sysroot !== undefined && existsSync(join(sysroot, 'lib', 'rustlib', TARGET, 'lib'))) {
    return { cargo: 'cargo', args: [], env: {}, toolchain: tryRun('rustc', ['--version']) };
  }
  const linker = findLinker(sysroot);
  if (!existsSync('/usr/bin/rustc') || !existsSync('/usr/bin/cargo') || linker === undefined) {
    throw new Error(
      `No Rust toolchain for ${TARGET}: add the target with rustup, or install rustc-web, cargo-web, rust-web-src and lld.`,
    );
  }
  return {
    cargo: '/usr/bin/cargo',
    args: ['-Zbuild-std=std,panic_abort'],
    env: { RUSTC: '/usr/bin/rustc', RUSTC_BOOTSTRAP: '1', CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker },
    toolchain: tryRun('/usr/bin/rustc', ['--version']),
  };
}

/** The linker of a rustup toolchain, which matches a new compiler better, or the system's. */
function findLinker(sysroot) {
  const libraries = join(sysroot ?? '/usr', 'lib', 'rustlib');
  const hosts = existsSync(libraries) ? readdirSync(libraries) : [];
  const own = hosts.map((host) => join(libraries, host, 'bin', 'rust-lld'));
  return [...own, '/usr/bin/rust-lld', '/usr/bin/wasm-ld'].find(existsSync);
}

function optimize(from, to) {
  const features = [
    'bulk-memory',
    'sign-ext',
    'mutable-globals',
    'nontrapping-float-to-int',
    'reference-types',
    'multivalue',
  ];
  const folder = mkdtempSync(join(tmpdir(), 'rhai-wasm-'));
  const out = join(folder, 'rhai.wasm');
  const flags = features.map((feature) => `--enable-${feature}`);
  execFileSync('wasm-opt', ['-O3', ...flags, '--strip-debug', '--strip-producers', from, '-o', out], {
    stdio: 'inherit',
  });
  copyFileSync(out, to);
  rmSync(folder, { recursive: true });
}

function cargoHome() {
  return process.env.CARGO_HOME ?? join(process.env.HOME ?? '', '.cargo');
}

function tryRun(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
