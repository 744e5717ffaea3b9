// Finds or installs code-server (VS Code in a browser) and a Chromium, for machines that cannot download a desktop VS Code.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import path from 'node:path';

const CODE_SERVER_VERSION = '4.139.1';
const NODE_MAJOR = '24';
const PLAYWRIGHT_VERSION = '1.65.1';

const CHROMIUM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

/** Flags for a browser that runs as root, without a screen and without looking for updates. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium, or undefined. */
export function findChromium() {
  return [process.env['REHEARSAL_CHROMIUM'], ...CHROMIUM_PATHS].find(
    (candidate) => candidate !== undefined && existsSync(candidate),
  );
}

/**
 * Makes sure that code-server is in `folder` (kept between runs; about 740 MB and two minutes the first time).
 * Returns what is needed to start it, or a reason why it cannot be had.
 */
export function ensureCodeServer(folder) {
  const bin = (name) => path.join(folder, 'node_modules', '.bin', name);
  // Only a finished installation leaves the mark; what npm leaves behind when it fails looks complete.
  const mark = path.join(folder, `installed-${CODE_SERVER_VERSION}`);
  if (!existsSync(mark)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    const npm = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
    const env = cleanEnvironment(path.join(folder, 'node_modules', '.bin'));
    try {
      execFileSync('npm', [...npm, `node@${NODE_MAJOR}`, `playwright-core@${PLAYWRIGHT_VERSION}`], {
        cwd: folder,
        env,
        stdio: 'pipe',
        timeout: 600_000,
      });
      execFileSync('npm', [...npm, `code-server@${CODE_SERVER_VERSION}`], {
        cwd: folder,
        env,
        stdio: 'pipe',
        timeout: 900_000,
      });
      writeFileSync(mark, '');
    } catch (error) {
      const lines = String(error.stderr ?? error.message)
        .split('\n')
        .filter(Boolean);
      return {
        ok: false,
        reason: `code-server could not be installed: ${lines.find((line) => line.includes('ERROR')) ?? lines[0]}`,
      };
    }
  }
  return {
    ok: true,
    codeServer: path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
    node: bin('node'),
    playwright: path.join(folder, 'node_modules', 'playwright-core'),
  };
}

/** What an outer npm tells its scripts about itself; it would make the inner one claim the outer one's Node. */
const OUTER_NPM = /^(npm_(config_user_agent|node_execpath|execpath|lifecycle_.*|package_.*)|NODE|INIT_CWD)$/;

/** This process's environment with `folder` first on the path and without the traces of an outer npm. */
function cleanEnvironment(folder) {
  const kept = Object.entries(process.env).filter(([name]) => !OUTER_NPM.test(name));
  return { ...Object.fromEntries(kept), PATH: `${folder}${path.delimiter}${process.env['PATH']}` };
}

/** Starts code-server on a free local port; folders are trusted unless `trust` makes it ask; resolves when it listens. */
export async function startCodeServer({ node, codeServer, profile, extensions, workspace, env, trust = false }) {
  const port = await freePort();
  const args = [
    codeServer,
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--disable-telemetry',
    '--disable-update-check',
    ...(trust ? [] : ['--disable-workspace-trust']),
    '--user-data-dir',
    profile,
    '--extensions-dir',
    extensions,
    workspace,
  ];
  const child = spawn(node, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (chunk) => {
    log += chunk;
  });
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  await listening(
    port,
    () => child.exitCode === null,
    () => log,
  );
  return {
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`,
    stop: () => child.kill(),
    log: () => log,
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function listening(port, isAlive, log) {
  for (let tries = 0; tries < 300; tries++) {
    if (!isAlive()) throw new Error(`code-server ended at once:\n${log()}`);
    const up = await new Promise((resolve) => {
      const socket = createConnection(port, '127.0.0.1')
        .once('connect', () => {
          socket.destroy();
          resolve(true);
        })
        .once('error', () => resolve(false));
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`code-server does not listen on port ${port}:\n${log()}`);
}
