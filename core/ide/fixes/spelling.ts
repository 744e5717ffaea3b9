// Replaces a name that does not exist by the one it was meant to be; the finding carries it, from the same namespace.

import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix, textOf } from './fix.ts';
import { logWith } from './log.ts';

export function spelling(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const use = textOf(finding, 'use');
  if (use === undefined) return [];
  const { text } = model.parse;
  const written = text.slice(finding.span.start, finding.span.end);
  if (use === 'info(text)' || use === 'error(text)' || use === 'warn(text)')
    return logWith(model, finding, use.slice(0, use.indexOf('(')));
  const call = nodeOfKind(model, finding.span.start, 'call', 'methodCall');
  // A property within the arguments of a call has none itself.
  const count = call?.name.span.start === finding.span.start ? call.args.length : 0;
  const name = nameToWrite(use, written, count);
  return name === undefined || name === written
    ? []
    : [{ ...quickFix(`Change to ${name}`, finding, [{ span: finding.span, newText: name }]), preferred: true }];
}

/** Calls another function of the library, which takes the same arguments. */
export function otherFunction(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const use = textOf(finding, 'use');
  const call = nodeOfKind(model, finding.span.start, 'call', 'methodCall');
  if (use === undefined || call?.name.span.start !== finding.span.start) return [];
  return [{ ...quickFix(`Change to ${use}`, finding, [{ span: call.name.span, newText: use }]), preferred: true }];
}

/** A name to put in the place of the finding; a call with other arguments is more than a change of name. */
function nameToWrite(use: string, written: string, argumentCount: number): string | undefined {
  const module = /^(\w+)::/.exec(written)?.[1];
  if (/^\w+$/.test(use)) return module === undefined ? use : `${module}::${use}`;
  if (/^\w+::\w+$/.test(use) && module !== undefined) return use;
  if (/^\w+\(\)$/.test(use) && argumentCount === 0) return use;
  const call = /^(\w+)\((\w+(?:, \w+)*)\)$/.exec(use);
  return call?.[2]?.split(', ').length === argumentCount ? call[1] : undefined;
}
