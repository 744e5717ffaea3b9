// Writes `print(value)` and its like as a line of the script's log, which takes texts only.

import type { Span } from '#core/base/span.ts';
import type { Expression } from '#core/rhai/syntax/ast.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { CodeAction, Finding, TextChange } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix } from './fix.ts';

/** The fix for a call whose name the finding marks. */
export function logWith(model: ScriptModel, finding: Finding, log: string): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'call');
  if (call === undefined || call.args.length !== 1) return [];
  return [
    {
      ...quickFix(
        `Write it to the log with ${log}`,
        finding,
        changes(model, { name: call.name.span, args: call.args }, log),
      ),
      preferred: true,
    },
  ];
}

/** The runner refuses `print` while it compiles, so that only the engine's error marks it. */
export function printToLog(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const { text } = model.parse;
  return /^print\s*\(/.test(text.slice(finding.span.start)) ? printed(model, finding, finding.span) : [];
}

function printed(model: ScriptModel, finding: Finding, { start }: Span): readonly CodeAction[] {
  const name = { start, end: start + 'print'.length };
  const { text } = model.parse;
  // Our parser refuses the name too; what follows is to it a value in parentheses.
  const opening = text.indexOf('(', name.end);
  const value = pathAt(model.parse.root, opening + 1).find(
    ({ kind, span }) => kind === 'paren' && span.start === opening,
  );
  const args = value?.kind === 'paren' ? [value.inner] : (nodeOfKind(model, start, 'call')?.args ?? []);
  return [
    { ...quickFix('Write it to the log with info', finding, changes(model, { name, args }, 'info')), preferred: true },
  ];
}

interface Logged {
  readonly name: Span;
  readonly args: readonly Expression[];
}

function changes(model: ScriptModel, { name, args }: Logged, log: string): readonly TextChange[] {
  const [arg] = args;
  const renamed = { span: name, newText: log };
  if (arg === undefined || arg.kind === 'string' || arg.kind === 'interpolation' || model.flow.typeOf(arg) === 'string')
    return [renamed];
  return [renamed, { span: arg.span, newText: `\`\${${model.parse.text.slice(arg.span.start, arg.span.end)}}\`` }];
}
