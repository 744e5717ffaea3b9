// `npm run bench`: every timing of one build on one machine in one run, so that they can be compared with each other.

import { cpus, loadavg, totalmem } from 'node:os';
import { benchBesideRunner } from './besideRunner.ts';
import { benchCheck } from './check.ts';
import { benchFeatures } from './features.ts';
import { benchLatency } from './latency.ts';
import { benchMemory } from './memory.ts';
import { benchRepository } from './repository.ts';
import { benchRuns } from './runs.ts';

const [serverFile = '', cliFile = '', only = ''] = process.argv.slice(2);

console.log(
  `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `${process.platform} ${process.arch}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
);
const parts: readonly (readonly [name: string, run: () => Promise<void>])[] = [
  ['latency', () => benchLatency(serverFile)],
  ['features', () => benchFeatures(serverFile)],
  ['check', benchCheck],
  ['runs', () => benchRuns(cliFile)],
  ['runner', benchBesideRunner],
  ['repository', () => benchRepository(cliFile)],
  // The last, because its server stays in this process.
  ['memory', benchMemory],
];
for (const [name, run] of parts) if (only === '' || only === name) await run();
process.exit(0);
