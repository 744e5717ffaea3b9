// Runs inside Linux namespaces of its own: builds the tree of a host file on disk, starts the real runner in it, tells what happened.
//
// One process serves many cases, each given as a line of JSON on standard input and answered by a line on standard output.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RealCase, RealHostFile, RealNode, RealRun, RealTree } from './realCase.ts';

const IDS: Readonly<Record<string, number>> = {
  root: 0,
  agent: 1000,
  alice: 1001,
  ops: 1002,
  nobody: 65534,
  nogroup: 65534,
};
const USERS = new Map([
  [0, 'root'],
  [1000, 'agent'],
  [1001, 'alice'],
  [65534, 'nobody'],
]);
/** Folders of the machine that the runner and the programs it may start need; they stay read-only. */
const SYSTEM = ['lib', 'lib64', 'usr', 'bin', 'sbin'] as const;
/** What stays from case to case. */
const KEPT = new Set<string>([...SYSTEM, 'proc', 'dev', 'opt']);
/** Below these, only what the host file lists is told. */
const LISTED_ONLY = new Set([...KEPT, 'etc']);
const TIMEOUT_MS = 30_000;

const [root = '', runner = ''] = process.argv.slice(2);

function prepareRoot(): void {
  const shell = (command: string, ...args: readonly string[]): unknown =>
    execFileSync(command, args, { stdio: 'pipe' });
  const bind = (from: string, to: string): unknown => shell('mount', '--rbind', from, to);
  // Before anything else: no mount made here may reach the machine.
  shell('mount', '--make-rprivate', '/');
  for (const name of SYSTEM) {
    if (!exists(`/${name}`)) continue;
    mkdirSync(`${root}/${name}`, { recursive: true });
    bind(`/${name}`, `${root}/${name}`);
    shell('mount', '-o', 'remount,ro,bind', `${root}/${name}`);
  }
  for (const name of ['proc', 'dev', 'opt/rex']) mkdirSync(`${root}/${name}`, { recursive: true });
  shell('mount', '-t', 'proc', 'proc', `${root}/proc`);
  for (const device of ['null', 'zero', 'urandom', 'random']) {
    writeFileSync(`${root}/dev/${device}`, '');
    bind(`/dev/${device}`, `${root}/dev/${device}`);
  }
  writeFileSync(`${root}/opt/rex/rex-runner`, '');
  bind(runner, `${root}/opt/rex/rex-runner`);
  shell('ip', 'link', 'set', 'lo', 'up');
}

function exists(file: string): boolean {
  return lstatOf(file) !== undefined;
}

function lstatOf(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

function buildTree(host: RealHostFile): void {
  for (const name of readdirSync(root))
    if (!KEPT.has(name)) rmSync(`${root}/${name}`, { recursive: true, force: true });
  const hostname = host.hostname ?? 'rehearsal-host';
  execFileSync('hostname', [hostname]);
  for (const name of ['etc', 'root', 'srv', 'var', 'tmp', '.case', 'home/agent', 'home/alice'])
    mkdirSync(`${root}/${name}`, { recursive: true });
  chmodSync(`${root}/tmp`, 0o1777);
  chownSync(`${root}/home/agent`, 1000, 1000);
  chownSync(`${root}/home/alice`, 1001, 1001);
  for (const [name, text] of Object.entries(configuration(hostname))) writeFileSync(`${root}/etc/${name}`, text);
  for (const [name, node] of Object.entries(host.files ?? {})) place(name, node, host);
}

function configuration(hostname: string): Readonly<Record<string, string>> {
  const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
  return {
    passwd: lines(
      'root:x:0:0:root:/root:/bin/sh',
      'agent:x:1000:1000:agent:/home/agent:/bin/sh',
      'alice:x:1001:1001::/home/alice:/bin/sh',
      'nobody:x:65534:65534::/:/bin/false',
    ),
    group: lines('root:x:0:', 'agent:x:1000:', 'alice:x:1001:', 'ops:x:1002:agent', 'nogroup:x:65534:'),
    hosts: lines(`127.0.0.1 localhost ${hostname}`),
    'nsswitch.conf': lines('passwd: files', 'group: files', 'hosts: files'),
    'resolv.conf': lines('nameserver 127.0.0.1', 'options timeout:1 attempts:1'),
  };
}

function place(name: string, node: RealNode, host: RealHostFile): void {
  const file = root + name;
  mkdirSync(path.dirname(file), { recursive: true });
  if (node.dir === true) mkdirSync(file, { recursive: true });
  else if (node.symlink !== undefined) symlinkSync(node.symlink, file);
  else writeFileSync(file, node.base64 === undefined ? (node.content ?? '') : Buffer.from(node.base64, 'base64'));
  const owner = node.owner ?? userOf(host);
  lchownSync(file, idOf(owner), idOf(node.group ?? owner));
  // After the owner, which takes the bits for set-user-id and set-group-id away.
  if (node.symlink === undefined)
    chmodSync(file, Number.parseInt(node.mode ?? (node.dir === true ? '0755' : '0644'), 8));
}

function userOf(host: RealHostFile): string {
  return host.runs_as ?? host.principal ?? 'agent';
}

function idOf(name: string): number {
  const id = IDS[name];
  if (id === undefined) throw new Error(`there is no user or group ${name} on the real host`);
  return id;
}

async function run(given: RealCase): Promise<RealRun> {
  const host = JSON.parse(given.host) as RealHostFile;
  buildTree(host);
  const files = { 'script.rhai': given.script, 'policy.cedar': given.policy, 'args.json': given.args };
  for (const [name, text] of Object.entries(files))
    if (text !== undefined) writeFileSync(`${root}/.case/${name}`, text);
  const server = host.http === undefined ? undefined : await serve(host.http);
  const companions = (host.processes ?? []).map(({ command, user }) => inRoot(user ?? 'agent', command, 'ignore'));
  if (companions.length > 0) await new Promise((resolve) => setTimeout(resolve, 150));
  try {
    return { ...(await runRunner(host, given.args !== undefined)), files: treeAfter(host) };
  } finally {
    for (const companion of companions) companion.kill('SIGKILL');
    server?.closeAllConnections();
    server?.close();
  }
}

function inRoot(user: string, command: readonly string[], stdio: 'ignore' | 'pipe'): ChildProcess {
  const id = idOf(user);
  return spawn('chroot', [`--userspec=${id}:${id}`, root, ...command], {
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/bin', SYSLOG_ENABLE: '0', HOME: '/home/agent', LOG_LEVEL: 'INFO' },
    stdio: ['ignore', stdio, stdio],
  });
}

function runRunner(host: RealHostFile, hasArguments: boolean): Promise<Omit<RealRun, 'files'>> {
  const command = [
    '/usr/bin/env',
    'PATH=/usr/bin:/bin',
    `LOG_LEVEL=${host.log_level ?? 'INFO'}`,
    '/opt/rex/rex-runner',
  ];
  command.push('-s', '/.case/script.rhai', '-p', '/.case/policy.cedar');
  if (hasArguments) command.push('-a', '/.case/args.json');
  const child = inRoot(userOf(host), command, 'pipe');
  const [out, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({
        exitCode,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(errors).toString('utf8'),
      });
    });
  });
}

function serve(answers: NonNullable<RealHostFile['http']>): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''] ?? { status: 404, body: 'not found' };
    response.writeHead(answer.status ?? 200, answer.headers ?? {});
    response.end(answer.body ?? '');
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(8080, '127.0.0.1', () => resolve(server));
  });
}

/** What a recorded case tells of the files afterwards. */
function treeAfter(host: RealHostFile): RealTree {
  const listed = Object.keys(host.files ?? {});
  const tops = new Set(['tmp', 'srv', 'home', 'var', ...listed.map((name) => name.split('/')[1] ?? '')]);
  const tree: RealTree = {};
  for (const top of tops) {
    if (LISTED_ONLY.has(top)) {
      for (const name of listed.filter((one) => one.startsWith(`/${top}/`))) tell(tree, name);
    } else {
      tellBelow(tree, `/${top}`);
    }
  }
  return tree;
}

function tellBelow(tree: RealTree, folder: string): void {
  const stat = lstatOf(root + folder);
  if (stat?.isDirectory() !== true) return;
  for (const name of readdirSync(root + folder)) {
    tell(tree, `${folder}/${name}`);
    tellBelow(tree, `${folder}/${name}`);
  }
}

function tell(tree: RealTree, name: string): void {
  const file = root + name;
  const stat = lstatOf(file);
  if (stat === undefined) return;
  if (stat.isSymbolicLink()) {
    tree[name] = { symlink: readlinkSync(file) };
    return;
  }
  const mode = (stat.mode & 0o7777).toString(8).padStart(4, '0');
  tree[name] = { mode, owner: USERS.get(stat.uid) ?? String(stat.uid), ...contentOf(file, stat) };
}

function contentOf(file: string, stat: Stats): Partial<RealTree[string]> {
  if (stat.isDirectory()) return { dir: true };
  if (!stat.isFile()) return { special: stat.isSocket() ? 'socket' : stat.isFIFO() ? 'fifo' : 'other' };
  const bytes = readFileSync(file);
  try {
    return { content: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: bytes.toString('base64') };
  }
}

prepareRoot();
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await run(JSON.parse(line) as RealCase).catch((error: unknown) => ({ failure: String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
