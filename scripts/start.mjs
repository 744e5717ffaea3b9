// `npm start`: sets itself up, shows the main job on the example workspace in the terminal, then opens it in VS Code or says how.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const examples = path.join(root, 'examples');

function main() {
  if (!existsSync(path.join(root, 'node_modules', '.package-lock.json'))) {
    console.log('Installing dependencies (npm ci), once');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  show('What would the policy say? Nothing runs yet.', [
    'check',
    'scripts/error-report.rhai',
    'scripts/clean-up.rhai',
    'scripts/first-draft.rhai',
  ]);
  show('A script the policy allows, run in the sandbox.', [
    'run',
    'scripts/error-report.rhai',
    '--policy',
    'policies/log-reports.cedar',
    '--host',
    'hosts/web-server.host.json',
    '--args',
    'scripts/error-report.args.json',
    '-o',
    'human',
    '-v',
  ]);
  show('A script that goes further than it was asked to.', [
    'run',
    'scripts/clean-up.rhai',
    '--policy',
    'policies/log-reports.cedar',
    '--host',
    'hosts/web-server.host.json',
    '-o',
    'human',
    '-v',
  ]);
  openEditor();
}

/** Shows a command and what it prints; a denied script ends with 1, which is what it is here for. */
function show(title, args) {
  console.log(`\n## ${title}\n$ rehearsal ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
    cwd: examples,
    stdio: 'inherit',
  });
  if (status !== 0 && status !== 1) process.exitCode = status ?? 1;
}

function openEditor() {
  const args = [`--extensionDevelopmentPath=${root}`, examples];
  const canOpen =
    process.env['CI'] === undefined &&
    process.stdout.isTTY &&
    hasDisplay() &&
    spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
  if (canOpen) {
    console.log('\nOpening the example workspace in VS Code.');
    spawn('code', args, { detached: true, stdio: 'ignore', shell: process.platform === 'win32' }).unref();
    return;
  }
  console.log(
    `\nTo see the same in VS Code:\n  code ${args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' ')}\nor make a package with "npm run package" and install the .vsix with "code --install-extension".`,
  );
}

function hasDisplay() {
  return (
    process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined
  );
}

main();
