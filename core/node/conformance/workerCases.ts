// Runs recorded cases in worker threads.

import type { TraceEvent } from '#core/trace/events.ts';
import type { RunWorkers } from '../runWorkers.ts';
import type { CaseRunner } from './runCase.ts';

/** A runner for {@link runCase} over some workers; as many cases as there are workers can run at once. */
export function inWorkers(workers: RunWorkers): CaseRunner {
  return async ({ input }) => {
    const events: TraceEvent[] = [];
    const handle = workers.start({ input, options: {} }, { onEvents: (batch) => events.push(...batch) });
    const ending = await handle.ending;
    switch (ending.kind) {
      case 'finished':
        return { result: ending.result, events };
      case 'stopped':
        throw new Error('the run was stopped');
      case 'refused':
        throw new Error(ending.message);
      case 'ended':
        throw new Error(ending.reached.message);
    }
  };
}
