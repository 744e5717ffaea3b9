// The engine against every recorded case: what compiles, what does not, and how scripts without SDK calls end.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { createRhaiCompiler, createRhaiRuntime } from '#core/node/rhaiWasm.ts';
import { type RecordedCase, recordedCases } from '#test/recordedCases.ts';
import { engineModule, runnerLimits, shown, testHost } from '#test/rhaiEngine.ts';

const catalog = loadCatalog().data;
const compiler = createRhaiCompiler(engineModule, catalog);
const cases = recordedCases();

interface Expected {
  readonly output: string;
  readonly alarms?: readonly { readonly alarm_type: string; readonly alarm_details: string }[];
}

function expected(recorded: RecordedCase): Expected {
  return JSON.parse(readFileSync(join(recorded.folder, 'expected.json'), 'utf8')) as Expected;
}

/** What the runner said of the script's compilation, if it failed. */
function compileFailure(recorded: RecordedCase): string | undefined {
  const alarm = expected(recorded).alarms?.find(({ alarm_type: type }) => type === 'RexRunnerScriptCompilationFailure');
  return alarm?.alarm_details.replace('Failed to compile script: ', '');
}

/** Cases in which the runner gave up before it compiled the script. */
function stoppedBefore({ error }: RecordedCase): boolean {
  return error !== undefined && /^Failed to (create|load)|^Script arguments/.test(error);
}

describe('the compiler says what the runner said', () => {
  const compiledCases = cases.filter((recorded) => !stoppedBefore(recorded));
  for (const area of new Set(compiledCases.map((recorded) => recorded.area))) {
    test(area, () => {
      for (const recorded of compiledCases.filter((other) => other.area === area)) {
        const outcome = compiler.compile(recorded.script, recorded.argumentNames);
        const { message, line, column } = outcome.ok ? { message: undefined, line: 0, column: 0 } : outcome.error;
        const place = line === 0 ? '' : ` (line ${line}, position ${column})`;
        expect(message === undefined ? undefined : message + place, recorded.name).toBe(compileFailure(recorded));
      }
    });
  }
});

test('scripts that call no SDK function end as they ended in the runner', () => {
  class SdkCalled extends Error {}
  let ran = 0;
  for (const recorded of cases) {
    if (recorded.area !== 'language' && recorded.area !== 'agent') continue;
    if (existsSync(join(recorded.folder, 'args.json')) || stoppedBefore(recorded)) continue;
    const call = () => {
      throw new SdkCalled();
    };
    try {
      const outcome = createRhaiRuntime(engineModule, catalog).run(
        recorded.script,
        new Map(),
        testHost({ call }),
        runnerLimits,
      );
      // The runner has words of its own for thrown values; the engine's are compared for all other ends.
      if (!outcome.ok && outcome.error.variant === 'ErrorRuntime') continue;
      ran++;
      expect(shown(outcome), recorded.name).toBe(outcome.ok ? expected(recorded).output : recorded.error);
    } catch (error) {
      if (!(error instanceof SdkCalled)) throw error;
    }
  }
  expect(ran).toBeGreaterThan(50);
});
