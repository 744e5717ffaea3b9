// `npm test`: sets itself up, then checks build, types, style, unit tests and the suite in a real editor.
// The last line is `N passed, N failed, N skipped`; a check that could not run is never counted as passed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const total = { passed: 0, failed: 0, skipped: 0 };

function main() {
  if (!existsSync(path.join(root, 'node_modules', '.package-lock.json'))) {
    console.log('Installing dependencies (npm ci)');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  step('build', ['scripts/build.mjs']);
  step('wasm artifact is current', ['scripts/rhai-wasm.mjs', '--check']);
  step('catalog is current', ['scripts/catalog.mjs', '--check']);
  for (const project of ['core', '.', 'extension/webview'])
    step(`types of ${project}`, ['node_modules/typescript/bin/tsc', '-p', project]);
  step('style', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']);
  unit();
}

function step(name, args) {
  const began = Date.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const ok = status === 0;
  total[ok ? 'passed' : 'failed']++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${Date.now() - began} ms)`);
}

function unit() {
  mkdirSync(path.join(root, 'out'), { recursive: true });
  const report = path.join(root, 'out', 'unit.json');
  spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: root, stdio: 'inherit' },
  );
  if (!existsSync(report)) {
    total.failed++;
    return;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests + numTodoTests;
  if (!success && numFailedTests === 0) total.failed++;
}

async function editor() {
  const { runEditorSuite } = await import('./editor/run.mjs');
  const { passed, failed, skipped, lines } = await runEditorSuite();
  for (const line of lines) console.log(line);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

main();
try {
  if (process.argv.includes('--no-editor')) {
    total.skipped++;
    console.log('Editor tests: left out (--no-editor).');
  } else await editor();
} catch (error) {
  total.failed++;
  console.log(`FAIL editor tests: ${error instanceof Error ? error.message : String(error)}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
