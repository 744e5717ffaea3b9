// `rehearsal manifest`: what a script can touch, and what it can touch more than another version of it.

import { userInfo } from 'node:os';
import path from 'node:path';
import { type CheckedScript, ScriptChecker } from '#core/check/scriptChecker.ts';
import { manifestText, reviewMarkdown } from '#core/manifest/reviewMarkdown.ts';
import { reviewReport } from '#core/manifest/reviewReport.ts';
import { scriptManifest } from '#core/manifest/scriptManifest.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { planFiles } from './checkPlan.ts';
import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { fileOrRevision } from './revision.ts';

export const manifestCommand: Command = {
  name: 'manifest',
  summary: 'Says what a script can touch, and what changed',
  usage: 'SCRIPT [--diff OTHER] [options]',
  options: {
    diff: {
      value: 'OTHER',
      description: 'what it can touch more or less than another file, or than itself in a git revision such as HEAD',
    },
    format: { value: 'F', description: 'text (default), json or markdown' },
  },
  notes: [
    'The manifest holds for all arguments and for all hosts on which no path is a symbolic link.',
    'markdown is the whole review, with findings and with the verdicts of the policy that rehearsal.json binds.',
    'Exits with 0, with 1 when --diff shows that it can touch more, with 2 for wrong usage and scripts that do not compile.',
  ].join('\n'),
  run: async (args, io) => manifest(args, io),
};

function manifest(args: Arguments, io: Io): number {
  const file = args.single('SCRIPT');
  const format = args.choice('format', ['text', 'json', 'markdown'] as const, 'text');
  if (path.extname(file) !== '.rhai') throw new UsageError(`${file} is not a script: its name must end in .rhai`);
  const { tasks, problems } = planFiles([file], args);
  const [task] = tasks;
  if (task?.kind !== 'script') throw new UsageError(problems[0] ?? `cannot read ${file}`);
  const engine = createAnalysisEngine();
  const checker = new ScriptChecker(engine, userInfo().username);
  const checked = compiled(file, checker.check(task.text, task.governing));
  const other = args.text('diff');
  const before = other === undefined ? undefined : manifestOf(fileOrRevision(other, file), checker, engine);
  const { policyFile } = task;
  const report = reviewReport({
    name: file,
    checked,
    catalog: engine.catalog,
    ...(policyFile === undefined ? {} : { policy: policyFile }),
    ...(before === undefined ? {} : { before }),
  });
  if (format === 'markdown') io.out(reviewMarkdown(report));
  else if (format === 'text') io.out(manifestText(file, report));
  else
    io.out(
      `${JSON.stringify({ ...report.manifest, ...(report.diff === undefined ? {} : { diff: report.diff }) }, undefined, 2)}\n`,
    );
  return report.diff?.more === true ? EXIT.found : EXIT.clean;
}

function manifestOf(
  { name, text }: { readonly name: string; readonly text: string },
  checker: ScriptChecker,
  { catalog }: AnalysisEngine,
) {
  const { parse, resolution, lines } = compiled(name, checker.check(text, {}));
  return scriptManifest({ name, parse, resolution, lines, catalog }).manifest;
}

/** What the engine refuses never runs, so that nothing can be said of it. */
function compiled(name: string, checked: CheckedScript): CheckedScript {
  const error = checked.diagnostics.find(({ code }) => code === 'compile');
  if (error === undefined) return checked;
  const { line, column } = checked.lines.toLineColumn(error.span.start);
  throw new UsageError(`${name}:${line + 1}:${column + 1}: the script does not compile: ${error.message}`);
}
