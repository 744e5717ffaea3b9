// Random edits and truncations of sample documents: no fault, no request without an answer, and in the end what a fresh server says.
// `REHEARSAL_SOAK=all` takes every recorded agent script and policy, every example and 1,000 edits of each.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startLanguageServer } from '#test/languageServer.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { allAnswers, diceOf, soak } from '#test/soak.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const isWhole = process.env['REHEARSAL_SOAK'] === 'all';
const EDITS = isWhole ? 1_000 : 80;
/** Of all recorded cases, so many are taken where not all are. */
const SAMPLED_CASES = 5;

interface Sample {
  readonly name: string;
  /** The workspace around the documents. */
  readonly files: Readonly<Record<string, string>>;
  readonly edited: readonly string[];
}

function fromCase(name: string, folder: string): Sample {
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const names = new Set(readdirSync(folder));
  const binding = {
    scripts: '*.rhai',
    policy: 'policy.cedar',
    principal: 'agent',
    ...(names.has('host.json') ? { host: 'web.host.json' } : {}),
    ...(names.has('args.json') ? { args: 'args.json' } : {}),
  };
  const files = {
    'script.rhai': read('script.rhai'),
    'policy.cedar': read('policy.cedar'),
    'rehearsal.json': JSON.stringify({ version: 1, bindings: [binding] }, undefined, 2),
    ...(names.has('host.json') ? { 'web.host.json': read('host.json') } : {}),
    ...(names.has('args.json') ? { 'args.json': read('args.json') } : {}),
  };
  return { name, files, edited: ['script.rhai', 'policy.cedar'] };
}

function fromFolder(name: string, edited: RegExp): Sample {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(path.join(ROOT, name), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.relative(path.join(ROOT, name), file)] = readFileSync(file, 'utf8');
  }
  return { name, files, edited: Object.keys(files).filter((file) => edited.test(file)) };
}

const cases = recordedCases().filter(({ area }) => area === 'agent');
const every = isWhole ? 1 : Math.floor(cases.length / SAMPLED_CASES);
const samples: readonly Sample[] = [
  ...cases.filter((_, index) => index % every === 0).map(({ name, folder }) => fromCase(name, folder)),
  fromFolder('examples', isWhole ? /\.(rhai|cedar|json)$/ : /^scripts\/[a-d].*\.rhai$|rehearsal\.json$/),
  fromFolder('policies', /\.cedar(schema)?$/),
  ...(isWhole ? [fromFolder('test/editor/workspace', /\.(rhai|cedar|cedarschema|json)$/)] : []),
];

/** Recorded cases share scripts and policies: each text is edited once, scripts before policies. */
const documents = [
  ...new Map(
    samples.flatMap((sample) =>
      sample.edited.map((file) => [sample.files[file], { sample, file, name: sample.name }] as const),
    ),
  ).values(),
].sort((a, b) => Number(a.file.endsWith('.cedar')) - Number(b.file.endsWith('.cedar')));

describe('edited at random', () => {
  test.each(documents)(
    '$name $file',
    async ({ sample: { files }, file }) => {
      const seed = Number(process.env['REHEARSAL_FUZZ_SEED'] ?? 1);
      const server = await startLanguageServer(files);
      await server.open(file, files[file] ?? '');
      await soak(server, file, EDITS, diceOf(seed));
      const fresh = await startLanguageServer(files);
      await fresh.open(file, server.textOf(file));
      const answers = await allAnswers(server, file, diceOf(seed + 1));
      expect(answers).toEqual(await allAnswers(fresh, file, diceOf(seed + 1)));
      expect(server.log).toEqual([]);
      expect(fresh.log).toEqual([]);
    },
    isWhole ? 600_000 : 60_000,
  );
});
