// The parts of the comparison with the real runner that need no runner: what its output means, which cases are made, what is told.

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Difference } from '#core/node/conformance/compareCase.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { causesOf } from './causes.ts';
import { generateTalking } from './generateTalking.ts';
import { generateVariant, readModels } from './generateVariant.ts';
import { recordedOutcome } from './recordedOutcome.ts';

const MODELS = readModels(path.join(import.meta.dirname, '..', 'conformance'));
const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

describe('what the runner printed', () => {
  const payload = {
    status: 'ERROR',
    output: '',
    error: { error_type: 'SCRIPT_EXCEPTION', message: 'no' },
    logs: [{ timestamp: 1, attributes: { level: 'INFO', message: 'hello', line_number: '3', file: 'x' } }],
    metrics: [
      { metric_name: 'RexRunnerProcessCpuUsage', metric_value: 1, metric_unit: 'Percent', metric_dimension: {} },
      { metric_name: 'own', metric_value: 2, metric_unit: 'Count', metric_dimension: { a: 'b' } },
    ],
  };
  const run = { exitCode: 0, stdout: JSON.stringify(payload), stderr: '', files: {} };

  test('becomes the outcome of a recorded case', () => {
    expect(recordedOutcome(run)).toEqual({
      tellsDecisions: false,
      expected: {
        status: 'ERROR',
        output: '',
        error: { error_type: 'SCRIPT_EXCEPTION', message: 'no' },
        logs: [{ level: 'INFO', line: '3', message: 'hello' }],
        metrics: [{ name: 'own', value: 2, unit: 'Count', dimensions: { a: 'b' } }],
        decisions: [],
        files_after: {},
      },
    });
  });

  test('has no status after a crash', () => {
    expect(recordedOutcome({ ...run, stdout: 'thread panicked' }).expected.status).toBeUndefined();
  });

  test('may hold decisions, which lose what differs from run to run', () => {
    const decision = {
      principal: 'User::"agent"',
      action: 'process_system::Action::"list"',
      resource: 'process_system::Process::"4711"',
      decision: 'Deny',
      policies: ['policy0'],
      errors: 1,
      context: '{}',
    };
    const stderr = `a line\n@@DECISION ${JSON.stringify(decision)}\n`;
    expect(recordedOutcome({ ...run, stderr })).toMatchObject({
      tellsDecisions: true,
      expected: {
        decisions: [
          {
            principal: 'User::"agent"',
            action: 'process_system::Action::"list"',
            resource: 'process_system::Process::"<pid>"',
            decision: 'deny',
            policies: ['policy0'],
            policy_errors: 1,
          },
        ],
      },
    });
  });
});

describe('generated cases', () => {
  test('are the same for the same seed, and hosts that the sandbox can read', () => {
    for (const seed of SEEDS) {
      for (const make of [() => generateTalking(seed), () => generateVariant(MODELS, seed).texts]) {
        const texts = make();
        expect(make()).toEqual(texts);
        expect(parseHostFile(texts.host).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      }
    }
  });

  test('are not the recorded ones', () => {
    const unchanged = SEEDS.filter((seed) => {
      const { of, texts } = generateVariant(MODELS, seed);
      return MODELS.some((model) => model.name === of && JSON.stringify(model.texts) === JSON.stringify(texts));
    });
    // Two changes can undo each other.
    expect(unchanged.length).toBeLessThan(SEEDS.length / 50);
  });
});

test('differences that look alike are one cause', () => {
  const difference = (path: string, count: number): readonly Difference[] => [
    { part: 'output', lines: [`- "${path}: ${count} lines"`, `+ "${path}: no lines"`] },
  ];
  const found = new Map<string, readonly Difference[]>([
    ['a', difference('/srv/app/a.txt', 1)],
    ['b', [{ part: 'status', lines: ['- "ERROR"', '+ "SUCCESS"'] }]],
    ['c', difference('/tmp/out', 12)],
  ]);
  expect(causesOf(found).map(({ cases }) => cases)).toEqual([['a', 'c'], ['b']]);
});
