// `rehearsal check --compare`: what other decisions the same scripts would get under another policy, or another version of it.

import path from 'node:path';
import type { LineIndex } from '#core/base/lineIndex.ts';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { type ChangedCall, changedCalls } from '#core/policyTools/compareCalls.ts';
import { jsonRange } from '#core/verdict/checkJson.ts';
import { expandFiles } from './checkFiles.ts';
import { planFiles } from './checkPlan.ts';
import type { CheckTask } from './checkTask.ts';
import { type Arguments, EXIT, type Io, UsageError } from './command.ts';
import { fileOrRevision } from './revision.ts';

type ScriptTask = Extract<CheckTask, { readonly kind: 'script' }>;

interface Compared {
  readonly path: string;
  readonly lines: LineIndex;
  readonly policy: string;
  readonly other: string;
  readonly changes: readonly ChangedCall[];
}

/** `other` is a file, or a git revision in which the policy is looked up. Gives 1 where a decision is different. */
export function compareCheck(args: Arguments, io: Io, other: string): number {
  if (args.positionals.length === 0) throw new UsageError('FILE is missing');
  const format = args.choice('format', ['text', 'json'] as const, 'text');
  const { tasks, problems } = planFiles(expandFiles(args.positionals), args);
  for (const problem of problems) io.err(`rehearsal check: ${problem}\n`);
  const engine = createAnalysisEngine();
  const compared = tasks
    .filter((task): task is ScriptTask => task.kind === 'script')
    .map((task) => compareTask(task, other, new ScriptChecker(engine, task.defaultUser)));
  io.out(format === 'json' ? jsonOf(compared) : compared.map(textOf).join('') + summary(compared));
  if (problems.length > 0) return EXIT.usage;
  return compared.some(({ changes }) => changes.length > 0) ? EXIT.found : EXIT.clean;
}

function compareTask(task: ScriptTask, other: string, checker: ScriptChecker): Compared {
  const { governing, policyFile } = task;
  if (governing.policy === undefined || policyFile === undefined)
    throw new UsageError(`${task.path} is bound to no policy: name one with --policy`);
  const { name, text } = fileOrRevision(other, policyFile);
  const before = checker.check(task.text, governing);
  const after = checker.check(task.text, { ...governing, policy: { name: path.basename(name), text } });
  for (const { inputProblems } of [before, after])
    for (const { input, message } of inputProblems) if (input === 'policy') throw new UsageError(message);
  return {
    path: task.path,
    lines: before.lines,
    policy: policyFile,
    other: name,
    changes: changedCalls(before.calls, after.calls),
  };
}

function textOf({ path: file, lines, changes }: Compared): string {
  if (changes.length === 0) return '';
  const rows = changes.map((change) => {
    const { startLine, startColumn } = jsonRange(change.span, lines);
    const checks = change.checks.map(
      ({ action, resourceType, resource, before, after }) =>
        `    ${nameOf(action)} on ${resourceType.replace(/^.*::/, '')}${resource === null ? '' : ` ${resource}`}: ${before} -> ${after}\n`,
    );
    const verdict = change.before === change.after ? change.before : `${change.before} -> ${change.after}`;
    return `${file}:${startLine}:${startColumn}: ${change.function}: ${verdict}. ${change.reason}\n${checks.join('')}`;
  });
  return rows.join('');
}

function summary(compared: readonly Compared[]): string {
  const [first] = compared;
  const changes = compared.flatMap((one) => one.changes);
  const scripts = compared.filter((one) => one.changes.length > 0).length;
  const under = first === undefined ? '' : ` under ${first.other} instead of ${first.policy}`;
  if (changes.length === 0) return `No decision changes${under}.\n`;
  return `${changes.length} ${changes.length === 1 ? 'call changes' : 'calls change'} in ${scripts} ${scripts === 1 ? 'script' : 'scripts'}${under}.\n`;
}

function nameOf(action: string): string {
  return /::"(.*)"$/s.exec(action)?.[1] ?? action;
}

function jsonOf(compared: readonly Compared[]): string {
  const files = compared.map(({ path: file, lines, policy, other, changes }) => ({
    path: file,
    policy,
    compare: other,
    changes: changes.map(({ span, function: name, before, after, reason, checks }) => ({
      function: name,
      range: jsonRange(span, lines),
      before,
      after,
      reason,
      checks,
    })),
  }));
  return `${JSON.stringify({ version: 1, files }, undefined, 2)}\n`;
}
