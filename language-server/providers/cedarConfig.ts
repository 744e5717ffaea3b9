// What `rehearsal.json` has to do with policies: the files it names, and the bindings that name a policy.

import path from 'node:path';
import { findNodeAtLocation } from 'jsonc-parser';
import { URI, Utils } from 'vscode-uri';
import type { DocumentLink, Place, Target } from '#core/ide/answers.ts';
import { cedarDocument, type JsonDocument } from '#core/ide/cedar/cedarDocument.ts';
import { configLinks } from '#core/ide/cedar/navigation.ts';
import { CONFIG_NAME } from '../governance.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { workspaceFiles } from '../workspaceFiles.ts';

/** The paths in a `rehearsal.json` as links. */
export function linksIn(uri: string, document: JsonDocument): readonly DocumentLink[] {
  return configLinks(document, (name) => Utils.joinPath(URI.parse(uri), '..', name).toString());
}

/** The file that the path at an offset names. */
export function fileAt(uri: string, document: JsonDocument, offset: number): readonly Target[] {
  return linksIn(uri, document)
    .filter(({ span }) => span.start <= offset && offset <= span.end)
    .map(({ target }) => ({ ...target, name: target.span }));
}

/** Where the `rehearsal.json` files of the workspace name a file. */
export function bindingsOf(session: Session, uri: string): readonly Place[] {
  const configs = new Set([
    ...workspaceFiles(session.governor.roots, [CONFIG_NAME]),
    ...session.documents
      .all()
      .map((document) => document.uri)
      .filter((open) => open.endsWith(`/${CONFIG_NAME}`)),
  ]);
  return [...configs].flatMap((config) => {
    const read = session.texts.read(config);
    const document = isText(read) ? cedarDocument(config, 'json', read.text) : undefined;
    if (document?.kind !== 'json') return [];
    return linksIn(config, document)
      .filter(({ target }) => target.uri === uri)
      .map(({ span }) => ({ uri: config, span }));
  });
}

const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  policy: ['.cedar'],
  schema: ['.cedarschema'],
  host: ['.host.json'],
  args: ['.args.json'],
  scripts: ['.rhai'],
};

/** Files that can stand under a key of `rehearsal.json`, as it would name them. */
export function pathsFor(session: Session, config: string, key: string): readonly string[] {
  const folder = Utils.dirname(URI.parse(config)).path;
  return workspaceFiles(session.governor.roots, ENDINGS[key] ?? [])
    .map((file) => path.posix.relative(folder, URI.parse(file).path))
    .sort();
}

/** Whether a document binds anything, for lenses: how many bindings name a policy file. */
export function bindingCount(session: Session, uri: string): number {
  return bindingsOf(session, uri).filter(({ uri: config, span }) => isPolicyPath(session, config ?? '', span.start))
    .length;
}

function isPolicyPath(session: Session, config: string, offset: number): boolean {
  const read = session.texts.read(config);
  const document = isText(read) ? cedarDocument(config, 'json', read.text) : undefined;
  if (document?.kind !== 'json' || document.root === undefined) return false;
  return (findNodeAtLocation(document.root, ['bindings'])?.children ?? []).some((binding) => {
    const node = binding.type === 'object' ? findNodeAtLocation(binding, ['policy']) : undefined;
    return node !== undefined && node.offset <= offset && offset <= node.offset + node.length;
  });
}
