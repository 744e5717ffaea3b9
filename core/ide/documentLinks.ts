// Links from the paths in a script's strings: to the scripts that are imported, and to where the bound host file declares others.

import type { Span } from '#core/base/span.ts';
import type { ImportingScript } from '#core/rhai/resolve/modules.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { DocumentLink } from './answers.ts';
import type { HostPaths } from './hostPaths.ts';

/** A path in the script and its place in the host file. */
export interface PathLink {
  readonly span: Span;
  readonly path: string;
  readonly target: Span;
}

/** The paths of imports whose scripts are known. */
export function importLinks({ resolution, imports }: ImportingScript): readonly DocumentLink[] {
  return resolution.imports.flatMap((statement): readonly DocumentLink[] => {
    const target = statement.path.kind === 'string' ? imports?.of(statement) : undefined;
    if (target?.kind !== 'module') return [];
    const { uri, label, placeOf } = target.module;
    const span = { start: statement.path.span.start + 1, end: statement.path.span.end - 1 };
    return [{ span, target: { uri, span: placeOf({ start: 0, end: 0 }) }, tooltip: label }];
  });
}

/** The paths that exist on the host, in the order of the text; those of imports are followed as such. */
export function pathLinks({ root }: ParseResult, host: HostPaths): readonly PathLink[] {
  const links: PathLink[] = [];
  walk(root, (node) => {
    if (node.kind === 'import') return false;
    if (node.kind !== 'string' || !node.value.startsWith('/')) return true;
    const target = host.placeOf(node.value);
    const span = { start: node.span.start + 1, end: node.span.end - 1 };
    if (target !== undefined && span.end > span.start) links.push({ span, path: node.value, target });
    return true;
  });
  return links;
}
