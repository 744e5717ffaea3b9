// What `rehearsal.json` has to do with policies: the files it names, and the bindings that name a policy.

import path from 'node:path';
import { URI, Utils } from 'vscode-uri';
import type { DocumentLink, Place, Target } from '#core/ide/answers.ts';
import { type CedarDocument, cedarDocument } from '#core/ide/cedar/cedarDocument.ts';
import { configPaths } from '#core/ide/cedar/configPaths.ts';
import { CONFIG_NAME } from '../governance.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { workspaceFiles } from '../workspaceFiles.ts';

/** The paths in a `rehearsal.json` as links. */
export function linksIn(uri: string, document: CedarDocument): readonly DocumentLink[] {
  return configPaths(document).map(({ path: name, span }) => ({
    span,
    target: { uri: fileOf(uri, name), span: { start: 0, end: 0 } },
    tooltip: 'Open file',
  }));
}

/** The file that the path at an offset names. */
export function fileAt(uri: string, document: CedarDocument, offset: number): readonly Target[] {
  return linksIn(uri, document)
    .filter(({ span }) => span.start <= offset && offset <= span.end)
    .map(({ target }) => ({ ...target, name: target.span }));
}

/** Where the `rehearsal.json` files of the workspace bind scripts to a policy file. */
export function bindingsOf(session: Session, uri: string): readonly Place[] {
  return policyBindings(session)
    .filter(({ policy }) => policy === uri)
    .map(({ place }) => place);
}

/** At most this many policy files are asked about a request. */
const MAX_POLICIES = 5;

/** The policy files that bindings name, else those of the workspace. */
export function governingPolicies(session: Session): readonly string[] {
  const bound = [...new Set(policyBindings(session).map(({ policy }) => policy))];
  return (bound.length > 0 ? bound : workspaceFiles(session.governor.roots, ['.cedar'])).slice(0, MAX_POLICIES);
}

function policyBindings(session: Session): readonly { readonly policy: string; readonly place: Place }[] {
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
    if (document === undefined) return [];
    return configPaths(document)
      .filter(({ key }) => key === 'policy')
      .map(({ path: name, span }) => ({ policy: fileOf(config, name), place: { uri: config, span } }));
  });
}

function fileOf(config: string, name: string): string {
  return Utils.joinPath(URI.parse(config), '..', name).toString();
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
