// The editor features of scripts: each asks the engine's feature of the same name over the script's model.

import { URI } from 'vscode-uri';
import type { DocumentLink, Target } from '#core/ide/answers.ts';
import { incomingCalls, outgoingCalls, prepareCalls } from '#core/ide/callHierarchy.ts';
import { codeActions } from '#core/ide/codeActions.ts';
import { completion, completionDocumentation } from '#core/ide/completion.ts';
import { importLinks, pathLinks } from '#core/ide/documentLinks.ts';
import { documentSymbols } from '#core/ide/documentSymbols.ts';
import { folding } from '#core/ide/folding.ts';
import { formatBlock } from '#core/ide/formatOnType.ts';
import { hover } from '#core/ide/hover.ts';
import { inlayHints } from '#core/ide/inlayHints.ts';
import { definition, implementation } from '#core/ide/navigation.ts';
import { highlights, references } from '#core/ide/references.ts';
import { prepareRename, rename } from '#core/ide/rename.ts';
import type { ScriptModel, ValuedScript } from '#core/ide/scriptModel.ts';
import { sdkDefinition, sdkTypeDefinition } from '#core/ide/sdkNavigation.ts';
import type { SdkPlace } from '#core/ide/sdkPage.ts';
import { selection } from '#core/ide/selection.ts';
import { semanticTokens } from '#core/ide/semanticTokens.ts';
import { signatureHelp } from '#core/ide/signatureHelp.ts';
import { sdkPageFile } from '#core/node/assets.ts';
import { formatChanges } from '#core/rhai/format/formatScript.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { Outdated } from '../handlers/guard.ts';
import { importablePaths, scriptWorkspace } from './scriptWorkspace.ts';
import type { Asked, LanguageProvider } from './types.ts';

export const rhaiProvider: LanguageProvider = {
  hover: (asked, offset) => checked(asked, (model) => hover(model, offset)),
  completion: (asked, offset) =>
    structured(asked, (model) =>
      completion(model, offset, {
        host: asked.session.analyses.hosts.of(asked.uri)?.paths,
        importable: () => importablePaths(asked),
      }),
    ),
  completionDocumentation: (asked, ids) => structured(asked, (model) => completionDocumentation(model, ids)),
  signatureHelp: (asked, offset) => structured(asked, (model) => signatureHelp(model, offset)),
  definition: (asked, offset) => structured(asked, (model) => definitionOf(model, offset)) ?? [],
  declaration: (asked, offset) => structured(asked, (model) => definitionOf(model, offset)) ?? [],
  typeDefinition: (asked, offset) => structured(asked, (model) => onSdkPage(sdkTypeDefinition(model, offset))) ?? [],
  implementation: (asked, offset) => structured(asked, (model) => implementation(model, offset)) ?? [],
  references: (asked, offset, all) =>
    structured(asked, (model) => references(model, offset, all, scriptWorkspace(asked))) ?? [],
  prepareRename: (asked, offset) => structured(asked, (model) => prepareRename(model, offset, scriptWorkspace(asked))),
  rename: (asked, offset, name) =>
    structured(asked, (model) => rename(model, offset, name, scriptWorkspace(asked))) ?? {
      kind: 'refused',
      reason: 'This is no script.',
    },
  documentSymbols: (asked) => structured(asked, ({ parse }) => documentSymbols(parse.root)) ?? [],
  highlights: (asked, offset) => structured(asked, (model) => highlights(model, offset)) ?? [],
  folding: (asked) => structured(asked, ({ parse }) => folding(parse)) ?? [],
  selection: (asked, offset) => structured(asked, ({ parse }) => selection(parse, offset)) ?? [],
  semanticTokens: (asked) => structured(asked, (model) => semanticTokens(model, model.catalog)) ?? [],
  inlayHints: async (asked, range) => (await checked(asked, (model) => inlayHints(model, range))) ?? [],
  codeActions: async (asked, range, findings) =>
    (await checked(asked, (model) => codeActions(model, range, findings))) ?? [],
  format: (asked, options, range) => structured(asked, ({ parse }) => formatChanges(parse, options, range)) ?? [],
  formatOnType: (asked, offset, _, options) =>
    structured(asked, ({ parse }) => formatBlock(parse, offset, options)) ?? [],
  documentLinks: (asked) => structured(asked, (model) => [...importLinks(model), ...linksOf(asked, model.parse)]) ?? [],
  prepareCalls: (asked, offset) => structured(asked, (model) => prepareCalls(model, offset)) ?? [],
  incomingCalls: (asked, item) =>
    structured(asked, (model) => incomingCalls(model, item, scriptWorkspace(asked))) ?? [],
  outgoingCalls: (asked, item) => structured(asked, (model) => outgoingCalls(model, item)) ?? [],
};

/** Of names that no script declares, the page of the SDK has what there is. */
function definitionOf(model: ValuedScript, offset: number): readonly Target[] {
  const found = definition(model, offset);
  return found.length > 0 ? found : onSdkPage(sdkDefinition(model, offset));
}

function onSdkPage(places: readonly SdkPlace[]): readonly Target[] {
  const file = places.length === 0 ? undefined : sdkPageFile();
  return file === undefined ? [] : places.map((place) => ({ uri: URI.file(file).toString(), ...place }));
}

function linksOf({ session, uri }: Asked, parsed: ParseResult): readonly DocumentLink[] {
  const host = session.analyses.hosts.of(uri);
  if (host === undefined) return [];
  return pathLinks(parsed, host.paths).map(({ span, path, target }) => {
    return { span, target: { uri: host.uri, span: target }, tooltip: `${path} in the host file` };
  });
}

/** Answers from the script's structure: quick, and independent of what governs it. */
function structured<T>({ session, uri, token }: Asked, answer: (model: ValuedScript) => T): T | undefined {
  const script = session.analyses.structure(uri, token);
  if (script === undefined) return undefined;
  const { model } = script;
  return answer({
    parse: model.parse,
    resolution: model.resolution,
    catalog: model.catalog,
    imports: session.analyses.modules.importsOf(uri),
    // Many features need no values.
    get flow() {
      return model.flow;
    },
  });
}

/** Answers from the checked script, with its verdicts. */
async function checked<T>(
  { session, uri, stamp, token }: Asked,
  answer: (model: ScriptModel) => T,
): Promise<T | undefined> {
  const script = await session.analyses.script(uri, token);
  if (script === undefined) return undefined;
  if (script.textStamp !== stamp) throw new Outdated();
  return answer({ ...script.model, imports: session.analyses.modules.importsOf(uri) });
}
