// Links from the paths in a script's strings to where the bound host file declares them.

import type { Span } from '#core/base/span.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { HostPaths } from './hostPaths.ts';

/** A path in the script and its place in the host file. */
export interface PathLink {
  readonly span: Span;
  readonly path: string;
  readonly target: Span;
}

/** The paths that exist on the host, in the order of the text. */
export function pathLinks({ root }: ParseResult, host: HostPaths): readonly PathLink[] {
  const links: PathLink[] = [];
  walk(root, (node) => {
    if (node.kind !== 'string' || !node.value.startsWith('/')) return true;
    const target = host.placeOf(node.value);
    const span = { start: node.span.start + 1, end: node.span.end - 1 };
    if (target !== undefined && span.end > span.start) links.push({ span, path: node.value, target });
    return true;
  });
  return links;
}
