// `npm run bench`: every timing of one build on one machine in one run, so that they can be compared with each other.

import { cpus, loadavg, totalmem } from 'node:os';
import { benchLatency } from './latency.ts';
import { benchRepository } from './repository.ts';
import { benchRuns } from './runs.ts';

const [serverFile = '', cliFile = ''] = process.argv.slice(2);

console.log(
  `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `${process.platform} ${process.arch}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
);
await benchLatency(serverFile);
await benchRuns(cliFile);
await benchRepository(cliFile);
