// The templates of the workspace, which links fill in.

import { getNodeValue } from 'jsonc-parser';
import { slotsOf } from '#core/cedar/syntax/ast.ts';
import { policiesOfJson } from '#core/cedar/syntax/jsonPolicies.ts';
import type { CedarDocument } from './cedarDocument.ts';
import { policyNames } from './policyNames.ts';

/** A policy with slots. */
export interface PolicyTemplate {
  /** What links call it: its `@id`, its key in a set, or the engine's id. */
  readonly name: string;
  readonly slots: readonly string[];
  /** Cedar text, or the value of the JSON form. */
  readonly source: unknown;
  /** Where it is written; absent within the document that is asked about. */
  readonly uri?: string;
}

/** The templates of a document, in the order of the text. */
export function templatesIn(document: CedarDocument | undefined): readonly PolicyTemplate[] {
  if (document?.kind === 'policies')
    return policyNames(document.tree).flatMap(({ policy, name }) => {
      const slots = slotsOf(policy);
      const source = document.text.slice(policy.span.start, policy.span.end);
      return slots.length === 0 ? [] : [{ name, slots, source }];
    });
  if (document?.kind !== 'json' || document.form !== 'policies') return [];
  return policiesOfJson(document.root).flatMap(({ policy, id, node }) => {
    const slots = slotsOf(policy);
    const name = id ?? policy.annotations.find((annotation) => annotation.name?.text === 'id')?.value;
    return slots.length === 0 || name === undefined ? [] : [{ name: name.value, slots, source: getNodeValue(node) }];
  });
}
