// Builds the minified bundles and packs them into rehearsal-<version>.vsix; fails when it is larger than users were promised.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const MAX_BYTES = 6 * 1024 * 1024;

/** Builds and packs; returns the path of the package. */
export function packageExtension() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const out = path.join(root, `rehearsal-${version}.vsix`);
  execFileSync(process.execPath, ['scripts/build.mjs', '--minify'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  execFileSync(
    process.execPath,
    [
      vsce,
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--skip-license',
      '--no-rewrite-relative-links',
      '--out',
      out,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const bytes = statSync(out).size;
  if (bytes > MAX_BYTES) throw new Error(`${path.basename(out)} has ${bytes} bytes; the limit is ${MAX_BYTES}`);
  return { out, bytes };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { out, bytes } = packageExtension();
  console.log(`${path.basename(out)}  ${(bytes / 1024 / 1024).toFixed(2)} MiB`);
}
