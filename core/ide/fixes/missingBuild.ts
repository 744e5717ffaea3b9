// Adds the `.build()` that turns a builder into the options that a call takes.

import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix } from './fix.ts';

export function missingBuild(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const call = nodeOfKind(model, finding.span.start, 'call', 'methodCall');
  if (call === undefined) return [];
  const overloads = model.catalog.functionsByName(call.name.text);
  const changes = call.args.flatMap((arg, index) => {
    const type = model.flow.typeOf(arg);
    const builds = type === undefined ? undefined : model.catalog.type(type)?.builder?.builds;
    const isWanted = overloads.some(({ parameters }) => parameters[index]?.type === builds);
    return builds !== undefined && isWanted
      ? [{ span: { start: arg.span.end, end: arg.span.end }, newText: '.build()' }]
      : [];
  });
  return changes.length === 0 ? [] : [{ ...quickFix('Add .build()', finding, changes), preferred: true }];
}
