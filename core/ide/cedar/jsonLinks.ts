// Template links in JSON, with the keys of Cedar's command line or those of its bindings.

import type { Node } from 'jsonc-parser';
import { elementsOf, valueAt } from '#core/cedar/syntax/jsonNodes.ts';

/** Names of the keys, the first of each as the command line writes it. */
export const LINK_KEYS = {
  template: ['template_id', 'templateId'],
  id: ['link_id', 'newId'],
  args: ['args', 'values'],
} as const;

/** One link; what is not written yet is undefined. */
export interface JsonLink {
  readonly node: Node;
  readonly template: Node | undefined;
  readonly id: Node | undefined;
  readonly args: Node | undefined;
}

/** The links of a file. */
export function linksOf(root: Node | undefined): readonly JsonLink[] {
  return elementsOf(root).map((node) => {
    const first = (keys: readonly string[]) =>
      keys.map((key) => valueAt(node, key)).find((value) => value !== undefined);
    return { node, template: first(LINK_KEYS.template), id: first(LINK_KEYS.id), args: first(LINK_KEYS.args) };
  });
}
