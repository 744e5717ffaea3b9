// Runs the suite in a real VS Code with the packaged extension installed: desktop where it can be had, else code-server.
// Prints one line a test and returns counts. `REHEARSAL_EDITOR=desktop|code-server` picks one; `required` makes having none a failure.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { packageExtension } from '../package.mjs';
import { CHROMIUM_FLAGS, ensureCodeServer, findChromium, startCodeServer } from './codeServer.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const TEST_EXTENSION = 'rehearsal-suite';
/** The browser's window; tests look into the clipboard. */
const WINDOW = {
  viewport: { width: 1440, height: 900 },
  permissions: ['clipboard-read', 'clipboard-write'],
};

/** Runs everything; `{ passed, failed, skipped, lines }`. */
export async function runEditorSuite() {
  const wanted = process.env['REHEARSAL_EDITOR'] ?? '';
  const work = mkdtempSync(path.join(os.tmpdir(), 'rehearsal-editor-'));
  try {
    const prepared = await prepare(work);
    if (wanted !== 'code-server') {
      const desktop = await runDesktop(prepared, wanted);
      if (desktop !== undefined) return desktop;
    }
    return await runInBrowser(prepared, wanted);
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Packs the extension, bundles the suite and copies the example workspace. */
async function prepare(work) {
  const { out: vsix } = packageExtension();
  const suite = path.join(work, TEST_EXTENSION);
  mkdirSync(suite, { recursive: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { suite: 'test/editor/suite/main.ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    outdir: suite,
    outExtension: { '.js': '.cjs' },
    logLevel: 'warning',
  });
  const manifest = {
    name: TEST_EXTENSION,
    publisher: 'test',
    version: '0.0.1',
    engines: { vscode: '^1.101.0' },
    main: './suite.cjs',
    activationEvents: ['onStartupFinished'],
  };
  writeFileSync(path.join(suite, 'package.json'), JSON.stringify(manifest));
  const workspace = path.join(work, 'workspace');
  cpSync(path.join(root, 'examples'), workspace, { recursive: true });
  cpSync(path.join(root, 'test/editor/workspace'), workspace, { recursive: true });
  return { work, vsix, suite, workspace, results: path.join(work, 'results.json') };
}

async function runDesktop({ vsix, suite, workspace, results, work }, wanted) {
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined && wanted !== 'desktop') return undefined;
  try {
    const { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } = await import(
      '@vscode/test-electron'
    );
    const executable = await downloadAndUnzipVSCode({ version: 'stable', timeout: 60_000 });
    const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
    const profile = ['--user-data-dir', path.join(work, 'profile'), '--extensions-dir', path.join(work, 'extensions')];
    execFileSync(cli, [...args, ...profile, '--install-extension', vsix], {
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: suite,
      extensionTestsPath: path.join(suite, 'suite.cjs'),
      launchArgs: [workspace, '--disable-workspace-trust', ...profile],
      extensionTestsEnv: { REHEARSAL_TEST_RESULTS: results },
    });
  } catch (error) {
    if (!existsSync(results)) {
      if (wanted === 'desktop') throw error;
      console.log(`no desktop VS Code: ${String(error.message).split('\n')[0]}`);
      return undefined;
    }
  }
  return summarize(JSON.parse(readFileSync(results, 'utf8')), 'desktop');
}

async function runInBrowser(prepared, wanted) {
  const chromium = findChromium();
  if (chromium === undefined) return nowhere(wanted, 'no Chromium was found');
  const server = ensureCodeServer(
    process.env['REHEARSAL_CODE_SERVER'] ?? path.join(os.homedir(), '.cache', 'rehearsal', 'code-server'),
  );
  if (!server.ok) return nowhere(wanted, server.reason);
  const { work, vsix, suite, workspace, results } = prepared;
  const profile = path.join(work, 'profile');
  const extensions = path.join(work, 'extensions');
  execFileSync(
    server.node,
    [server.codeServer, '--user-data-dir', profile, '--extensions-dir', extensions, '--install-extension', vsix],
    { stdio: 'pipe' },
  );
  installSuite(suite, extensions);
  mkdirSync(path.join(profile, 'User'), { recursive: true });
  const runnerLog = fakeRunner(work, profile);
  const settings = (trust) =>
    JSON.stringify({
      'workbench.startupEditor': 'none',
      'security.workspace.trust.enabled': trust,
      'security.workspace.trust.startupPrompt': 'never',
      'chat.disableAIFeatures': true,
      'files.autoSave': 'off',
      'editor.minimap.enabled': false,
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
    });
  const { screenTests, restrictedTests } = await loadScreenTests();
  const shots = path.join(root, 'out', 'screenshots');
  mkdirSync(shots, { recursive: true });
  const { chromium: launcher } = await import(pathToFileURL(path.join(server.playwright, 'index.mjs')).href);
  const inWindow = async (trust, look) => {
    writeFileSync(path.join(profile, 'User', 'settings.json'), settings(trust));
    const env = { REHEARSAL_TEST_RESULTS: results };
    const running = await startCodeServer({ ...server, profile, extensions, workspace, env, trust });
    try {
      const browser = await launcher.launch({ executablePath: chromium, headless: true, args: CHROMIUM_FLAGS });
      try {
        const page = await (await browser.newContext(WINDOW)).newPage();
        await page.goto(running.url);
        return await look(page, running);
      } finally {
        await browser.close();
      }
    } finally {
      running.stop();
    }
  };
  const context = { workspace, shots, runnerLog };
  const trusted = await inWindow(false, async (page, running) => [
    ...(await untilWritten(results, 240_000, () => running.log())),
    ...(await screenTests(page, context)),
  ]);
  const restricted = await inWindow(true, async (page) => {
    await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
    return restrictedTests(page, context);
  });
  return summarize([...trusted, ...restricted], 'code-server');
}

/** A program that stands for the runner, named by the machine's settings; returns the file in which it notes each start. */
function fakeRunner(work, profile) {
  const folder = path.join(work, 'runner');
  mkdirSync(folder, { recursive: true });
  const log = path.join(folder, 'starts.log');
  const payload = JSON.stringify({ output: 'done on the host', status: 'SUCCESS', logs: [] });
  const program = path.join(folder, 'rex-runner');
  writeFileSync(program, `#!/bin/sh\necho started >> '${log}'\nprintf '%s' '${payload}'\n`, { mode: 0o755 });
  mkdirSync(path.join(profile, 'Machine'), { recursive: true });
  const setting = { 'rehearsal.runner.path': process.env['REHEARSAL_EDITOR_RUNNER'] ?? program };
  writeFileSync(path.join(profile, 'Machine', 'settings.json'), JSON.stringify(setting));
  return log;
}

/** An unpacked extension is found when the profile's list names it. */
function installSuite(suite, extensions) {
  const target = path.join(extensions, `test.${TEST_EXTENSION}-0.0.1`);
  cpSync(suite, target, { recursive: true });
  const list = path.join(extensions, 'extensions.json');
  const known = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  known.push({
    identifier: { id: `test.${TEST_EXTENSION}` },
    version: '0.0.1',
    location: { $mid: 1, path: target, scheme: 'file' },
    relativeLocation: path.basename(target),
  });
  writeFileSync(list, JSON.stringify(known));
}

async function untilWritten(file, timeoutMs, log) {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const written = existsSync(file) ? parsed(readFileSync(file, 'utf8')) : undefined;
    if (written !== undefined) return written;
    if (Date.now() > until)
      throw new Error(`the suite in the editor wrote no results within ${timeoutMs} ms:\n${log().slice(-4000)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Undefined for a file that is still being written. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a person sees: tests that look at the page, each with a screenshot in `out/screenshots`. */
async function loadScreenTests() {
  const bundle = path.join(root, 'out', 'screen.mjs');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { screen: 'test/editor/browser/main.ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
    logLevel: 'warning',
  });
  return import(pathToFileURL(bundle).href);
}

function nowhere(wanted, reason) {
  const line = `Editor tests: no VS Code can be had here (${reason}).`;
  if (wanted === 'required') return { passed: 0, failed: 1, skipped: 0, lines: [line] };
  const tests = [
    ...readFileSync(path.join(root, 'test/editor/suite/main.ts'), 'utf8').matchAll(/^import '\.\/.*\.ts';$/gm),
  ].length;
  return { passed: 0, failed: 0, skipped: Math.max(1, tests), lines: [line] };
}

function summarize(results, where) {
  const failed = results.filter((result) => result.status === 'failed');
  const lines = results.map(
    (result) =>
      `${result.status === 'passed' ? 'ok  ' : 'FAIL'} ${where}: ${result.name} (${result.durationMs} ms)${result.error === undefined ? '' : `\n     ${result.error.split('\n').slice(0, 12).join('\n     ')}`}`,
  );
  return { passed: results.length - failed.length, failed: failed.length, skipped: 0, lines };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, skipped, lines } = await runEditorSuite();
  for (const line of lines) console.log(line);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}
