// Asks what a caught error is before a field of it is used.

import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { CodeAction, Finding } from '../answers.ts';
import type { ScriptModel } from '../scriptModel.ts';
import { nodeOfKind, quickFix } from './fix.ts';

/** `e.kind` becomes `(if type_of(e) == "map" { e.kind } else { e })`, which is the text where the error is one. */
export function askType(model: ScriptModel, finding: Finding): readonly CodeAction[] {
  const handler = pathAt(model.parse.root, finding.span.start).findLast((node) => node.kind === 'try');
  const access = nodeOfKind(model, finding.span.start, 'member');
  if (handler?.kind !== 'try' || access?.object.kind !== 'identifier') return [];
  const error = access.object.name;
  const written = model.parse.text.slice(access.span.start, access.span.end);
  const newText = `(if type_of(${error}) == "map" { ${written} } else { ${error} })`;
  return [
    { ...quickFix(`Ask first whether ${error} is a map`, finding, [{ span: access.span, newText }]), preferred: true },
  ];
}
