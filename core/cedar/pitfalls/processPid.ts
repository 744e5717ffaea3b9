// A policy uses `resource.pid` of a process. The runner sends it, but its schema does not know it.

import { expressionsOf, type PolicyNode, scopePart } from '../syntax/ast.ts';
import { type PitfallRule, scopeActions } from './pitfall.ts';

export const processPid: PitfallRule = {
  code: 'policy-process-pid',
  worksAtRunTime: true,
  *find({ tree }) {
    for (const policy of tree.policies) {
      if (!isAboutProcesses(policy)) continue;
      for (const node of expressionsOf(policy)) {
        const onResource =
          (node.kind === 'attribute' || node.kind === 'has') &&
          node.target.kind === 'variable' &&
          node.target.name === 'resource';
        const isPid =
          onResource &&
          (node.kind === 'attribute' ? node.attribute?.text === 'pid' : node.attributes[0]?.text === 'pid');
        if (isPid)
          yield {
            span: node.span,
            message:
              'The runner sends pid, as a string, but its schema does not know it: validation refuses this policy, the runner takes it.',
          };
      }
    }
  },
};

function isAboutProcesses(policy: PolicyNode): boolean {
  const type = scopePart(policy, 'resource')?.type;
  if (type?.kind === 'name' && type.name.text === 'process_system::Process') return true;
  const actions = scopeActions(policy);
  return (
    actions !== undefined &&
    actions.length > 0 &&
    actions.every((action) => action.type.text === 'process_system::Action')
  );
}
