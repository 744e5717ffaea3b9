// The files that a `rehearsal.json` names.

import { findNodeAtLocation } from 'jsonc-parser';
import type { Span } from '#core/base/span.ts';
import type { CedarDocument } from './cedarDocument.ts';
import { spanOf } from './jsonEntities.ts';

/** A path as written, within its quotes. */
export interface ConfigPath {
  readonly key: 'policy' | 'host' | 'args' | 'schema';
  readonly path: string;
  readonly span: Span;
}

const KEYS = ['policy', 'host', 'args', 'schema'] as const;

/** All paths of a `rehearsal.json`; none of other documents. */
export function configPaths(document: CedarDocument): readonly ConfigPath[] {
  if (document.kind !== 'json' || document.form !== 'config' || document.root === undefined) return [];
  const holders = [document.root, ...(findNodeAtLocation(document.root, ['bindings'])?.children ?? [])];
  return holders.flatMap((holder) =>
    KEYS.flatMap((key) => {
      const value = holder.type === 'object' ? findNodeAtLocation(holder, [key]) : undefined;
      const nodes = value?.type === 'array' ? (value.children ?? []) : value === undefined ? [] : [value];
      return nodes.flatMap((node): readonly ConfigPath[] => {
        if (node.type !== 'string') return [];
        const { start, end } = spanOf(node);
        return [{ key, path: String(node.value), span: { start: start + 1, end: end - 1 } }];
      });
    }),
  );
}
