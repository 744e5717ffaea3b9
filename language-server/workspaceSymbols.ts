// Symbols of all scripts, policies and schemas of the workspace, read when they are first asked for and again when a text changes.

import path from 'node:path';
import { URI } from 'vscode-uri';
import { type CancellationToken, checkCancelled } from '#core/base/ports.ts';
import type { OutlineItem } from '#core/ide/answers.ts';
import { askedFor } from './providers/providers.ts';
import type { Asked } from './providers/types.ts';
import type { Session } from './session.ts';
import { workspaceFiles } from './workspaceFiles.ts';

export interface WorkspaceItem {
  readonly item: OutlineItem;
  /** Name of the file, or of the item around it. */
  readonly container: string;
  readonly asked: Asked;
}

const ENDINGS = ['.rhai', '.cedar', '.cedarschema', '.cedarschema.json', '.cedar.json'];
/** The client asks again with every key; more than these nobody reads. */
const MAX_RESULTS = 256;

export class WorkspaceSymbols {
  readonly #session: Session;
  readonly #outlines = new Map<string, { readonly stamp: string; readonly items: readonly OutlineItem[] }>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Symbols whose names hold the letters of `query` in this order. */
  search(query: string, token: CancellationToken): readonly WorkspaceItem[] {
    const found: WorkspaceItem[] = [];
    const open = this.#session.documents.all().map(({ uri }) => uri);
    for (const uri of new Set([...open, ...workspaceFiles(this.#session.governor.roots, ENDINGS)])) {
      checkCancelled(token);
      const known = this.#outline(uri, token);
      if (known !== undefined) collect(known.items, nameOf(uri), query, known.asked, found);
      if (found.length >= MAX_RESULTS) break;
    }
    return found.slice(0, MAX_RESULTS);
  }

  #outline(uri: string, token: CancellationToken) {
    const document = askedFor(this.#session, uri, token);
    if (document === undefined || document.provider.documentSymbols === undefined) return undefined;
    const { asked, provider } = document;
    const known = this.#outlines.get(uri);
    if (known?.stamp === asked.stamp) return { asked, items: known.items };
    const items = provider.documentSymbols?.(asked) ?? [];
    this.#outlines.set(uri, { stamp: asked.stamp, items });
    return { asked, items };
  }
}

function collect(
  items: readonly OutlineItem[],
  container: string,
  query: string,
  asked: Asked,
  found: WorkspaceItem[],
): void {
  for (const item of items) {
    // Variables of a script say nothing without the script around them.
    if (item.kind !== 'variable' && matches(item.name, query)) found.push({ item, container, asked });
    collect(item.children, item.name, query, asked, found);
  }
}

function matches(name: string, query: string): boolean {
  let at = 0;
  const text = name.toLowerCase();
  for (const letter of query.toLowerCase()) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function nameOf(uri: string): string {
  return path.posix.basename(URI.parse(uri).path);
}
