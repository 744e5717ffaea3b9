// A policy names a file or directory by an id that no request of the runner has.

import { expressionsOf } from '../syntax/ast.ts';
import { type EntityNode, entityText, type PitfallFinding, type PitfallRule } from './pitfall.ts';

const DIR = 'file_system::Dir';
const FILE = 'file_system::File';

export const pathId: PitfallRule = {
  code: 'policy-path-id',
  *find({ tree }) {
    for (const policy of tree.policies) {
      for (const node of expressionsOf(policy)) {
        if (node.kind !== 'entity' || (node.type.text !== DIR && node.type.text !== FILE)) continue;
        const problem = problemOf(node);
        if (problem !== undefined) yield problem;
      }
    }
  },
};

function problemOf(node: EntityNode): PitfallFinding | undefined {
  const { span } = node;
  const id = node.id.value;
  const type = node.type.text;
  // Placeholders have a finding of their own.
  if (/\{\{|\$\{/.test(id)) return undefined;
  if (/[*?]/.test(id)) {
    const folder = id.slice(0, Math.max(1, id.slice(0, id.search(/[*?]/)).lastIndexOf('/')));
    const replacement = entityText(DIR, folder);
    return {
      span,
      message: `Ids have no wildcards: this matches nothing. For all below ${folder} write resource in ${replacement}.`,
      data: { folder: replacement },
    };
  }
  if (!id.startsWith('/'))
    return {
      span,
      message: 'The paths of the runner are absolute: this matches nothing. Write the path from the root on.',
    };
  if (id.split('/').includes('..'))
    return {
      span,
      message: 'The runner refuses paths with .. before it asks: this matches nothing. Write the path without it.',
    };
  if (type !== DIR || id === '/' || !id.endsWith('/')) return undefined;
  const replacement = entityText(DIR, id.replace(/\/+$/, '') || '/');
  return {
    span,
    message: `The ids of directories end without a slash: this matches nothing. Write ${replacement}.`,
    data: { replacement },
  };
}
