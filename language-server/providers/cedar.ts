// The editor features of policies, schemas and Cedar's JSON forms.

import { URI, Utils } from 'vscode-uri';
import type { SchemaTree } from '#core/cedar/schemaSyntax/ast.ts';
import { combineSchemas } from '#core/cedar/schemaSyntax/combineSchemas.ts';
import { formatSchema, SCHEMA_STYLE } from '#core/cedar/schemaSyntax/formatSchema.ts';
import type { Completion, FormatOptions, Hover, Target, TextChange } from '#core/ide/answers.ts';
import { type CedarDocument, schemaTreeOf } from '#core/ide/cedar/cedarDocument.ts';
import { policyActions } from '#core/ide/cedar/codeActions.ts';
import { type PolicyLens, policyLenses } from '#core/ide/cedar/codeLens.ts';
import { policyCompletion } from '#core/ide/cedar/completion.ts';
import { documentSymbols } from '#core/ide/cedar/documentSymbols.ts';
import { folding } from '#core/ide/cedar/folding.ts';
import { type FormatPort, formatEnded, formatRange } from '#core/ide/cedar/formatParts.ts';
import { policyHover } from '#core/ide/cedar/hover.ts';
import { inlayHints } from '#core/ide/cedar/inlayHints.ts';
import { jsonCompletion } from '#core/ide/cedar/jsonCompletion.ts';
import { nameHover, nameTokens } from '#core/ide/cedar/jsonNames.ts';
import { nameActions } from '#core/ide/cedar/nameActions.ts';
import { definition, highlights, isEffectAt, references } from '#core/ide/cedar/navigation.ts';
import { prepareRename, type RenamePort, rename } from '#core/ide/cedar/rename.ts';
import { type AskedPolicies, requestLenses } from '#core/ide/cedar/requestDecision.ts';
import { schemaCompletion } from '#core/ide/cedar/schemaCompletion.ts';
import { type SchemaHoverPort, schemaHover } from '#core/ide/cedar/schemaHover.ts';
import { selection } from '#core/ide/cedar/selection.ts';
import { semanticTokens } from '#core/ide/cedar/semanticTokens.ts';
import { policySignature } from '#core/ide/cedar/signatureHelp.ts';
import type { Session } from '../session.ts';
import { isText } from '../textStore.ts';
import { bindingsOf, fileAt, governingPolicies, linksIn, pathsFor } from './cedarConfig.ts';
import type { SchemaInForce } from './cedarSchema.ts';
import { cedarWorkspace } from './cedarWorkspace.ts';
import type { Asked, LanguageProvider } from './types.ts';

export const cedarProvider: LanguageProvider = {
  hover: (asked, offset) => on(asked, (document) => hover(asked, document, offset)),
  completion: (asked, offset) => on(asked, (document) => completion(asked, document, offset)),
  signatureHelp: (asked, offset) =>
    on(asked, (document) => (document.kind === 'policies' ? policySignature(document, offset) : undefined)),
  definition: (asked, offset) => on(asked, (document) => definitions(asked, document, offset)) ?? [],
  declaration: (asked, offset) => on(asked, (document) => definitions(asked, document, offset)) ?? [],
  references: (asked, offset, all) =>
    on(asked, (document) =>
      isEffectAt(document, offset) ? bindingsOf(asked.session, asked.uri) : references(renamePort(asked), offset, all),
    ) ?? [],
  prepareRename: (asked, offset) => (isCedar(asked) ? prepareRename(renamePort(asked), offset) : undefined),
  rename: (asked, offset, name) =>
    isCedar(asked)
      ? rename(renamePort(asked), offset, name)
      : { kind: 'refused', reason: 'Cedar has nothing to do with this file.' },
  documentSymbols: (asked) => on(asked, documentSymbols) ?? [],
  highlights: (asked, offset) =>
    isCedar(asked) ? highlights(cedarWorkspace(asked.session).occurrences(asked), offset) : [],
  folding: (asked) => on(asked, (document) => (document.kind === 'json' ? [] : folding(document))) ?? [],
  selection: (asked, offset) => on(asked, (document) => selection(document, offset)) ?? [],
  semanticTokens: (asked) =>
    on(asked, (document) =>
      document.kind === 'json'
        ? nameTokens(cedarWorkspace(asked.session).occurrences(asked))
        : semanticTokens(document),
    ) ?? [],
  inlayHints: (asked, range) => on(asked, (document) => inlayHints(document, range)) ?? [],
  codeActions: (asked, _range, findings) =>
    on(asked, (document) => {
      const workspace = cedarWorkspace(asked.session);
      if (document.kind === 'policies') return policyActions(document, findings, workspace.schema(asked.uri));
      return nameActions(document, findings, workspace.fragments(asked.uri));
    }) ?? [],
  documentLinks: (asked) =>
    on(asked, (document) => (document.kind === 'json' ? linksIn(asked.uri, document) : [])) ?? [],
  codeLenses: (asked) => on(asked, (document) => lenses(asked, document)) ?? [],
  format: (asked, options, range) =>
    range === undefined
      ? format(asked, options)
      : (on(asked, (document) => formatRange(document, range, options, formatPort(asked))) ?? []),
  formatOnType: (asked, offset, _, options) =>
    on(asked, (document) => formatEnded(document, offset, options, formatPort(asked))) ?? [],
};

/** Answers for a document that is a policy, a schema or one of Cedar's JSON forms. */
function on<T>(asked: Asked, answer: (document: CedarDocument) => T): T | undefined {
  const document = cedarWorkspace(asked.session).document(asked);
  return document === undefined ? undefined : answer(document);
}

function isCedar(asked: Asked): boolean {
  return cedarWorkspace(asked.session).document(asked) !== undefined;
}

/** Names of the files that hold the schema in force; none for that of Rex. */
function schemaNames({ isRex, uris }: SchemaInForce): readonly string[] {
  return isRex ? [] : uris.map((uri) => Utils.basename(URI.parse(uri)));
}

function lenses({ session, uri }: Asked, document: CedarDocument): readonly PolicyLens[] {
  switch (document.kind) {
    case 'policies':
      return policyLenses(document, {
        schema: cedarWorkspace(session).schema(uri),
        schemaNames: schemaNames(cedarWorkspace(session).schemaInForce(uri)),
        bindings: bindingsOf(session, uri).length,
      });
    case 'json':
      return document.form === 'request' ? requestLenses(document, askedPolicies(session)) : [];
    case 'schema':
      return [];
  }
}

/** The policy files that a request is put to; those that the engine does not read say so themselves. */
function askedPolicies(session: Session): readonly AskedPolicies[] {
  return governingPolicies(session).flatMap((uri) => {
    const read = session.texts.read(uri);
    const prepared = isText(read) ? session.analyses.engine.cedar.prepare(read.text) : undefined;
    return prepared?.ok === true ? [{ name: Utils.basename(URI.parse(uri)), policies: prepared.policySet }] : [];
  });
}

function completion(asked: Asked, document: CedarDocument, offset: number): Completion | undefined {
  const workspace = cedarWorkspace(asked.session);
  const port = {
    schema: workspace.schema(asked.uri),
    idsOf: workspace.idsFor(asked.uri),
    pathsOf: (key: string) => pathsFor(asked.session, asked.uri, key),
    templates: () => workspace.templates(asked.uri),
    fragments: () => workspace.fragments(asked.uri),
  };
  switch (document.kind) {
    case 'policies':
      return policyCompletion(document, offset, port);
    case 'schema':
      return schemaCompletion(document, offset, workspace.fragments(asked.uri));
    case 'json':
      return jsonCompletion(document, offset, port);
  }
}

function definitions(asked: Asked, document: CedarDocument, offset: number): readonly Target[] {
  const file = fileAt(asked.uri, document, offset);
  return file.length > 0 ? file : definition(renamePort(asked), offset);
}

function hover(asked: Asked, document: CedarDocument, offset: number): Hover | undefined {
  const workspace = cedarWorkspace(asked.session);
  const { catalog } = asked.session.analyses.engine;
  switch (document.kind) {
    case 'policies':
      return policyHover(document, offset, { schema: workspace.schema(asked.uri), catalog });
    case 'schema':
      return schemaHover(document.tree, offset, schemaHoverPort(asked, document.tree));
    case 'json': {
      const tree = schemaTreeOf(document);
      return tree === undefined
        ? nameHover(workspace.occurrences(asked), offset, { schema: workspace.schema(asked.uri), catalog })
        : schemaHover(tree, offset, schemaHoverPort(asked, tree));
    }
  }
}

/** A schema that is not in force stands for itself. */
function schemaHoverPort({ session, uri }: Asked, tree: SchemaTree): SchemaHoverPort {
  const workspace = cedarWorkspace(session);
  const { catalog } = session.analyses.engine;
  const fragments = workspace.fragments(uri);
  if (fragments.includes(tree)) return { schema: workspace.schema(uri), catalog, fragments };
  const text = combineSchemas([{ text: tree.text, form: tree.tokens.length > 0 ? 'cedar' : 'json' }]).text;
  return { schema: workspace.readSchema(text), catalog, fragments: [tree] };
}

function renamePort(asked: Asked): RenamePort {
  const workspace = cedarWorkspace(asked.session);
  return {
    uri: asked.uri,
    occurrences: workspace.occurrences(asked),
    files: () => workspace.files(asked.uri),
    isOwn: (uri) => workspace.isOwn(uri),
    textOf: (uri) => {
      const read = asked.session.texts.read(uri);
      return isText(read) ? read.text : '';
    },
  };
}

/** Cedar's own formatter for policies, ours for schemas. A text with errors is left as it is. */
function format({ languageId, text, session }: Asked, options: FormatOptions): readonly TextChange[] {
  const formatted = languageId === 'cedar' ? policyFormat(session, text) : schemaFormat(languageId, text, options);
  if (formatted === undefined || formatted === text) return [];
  return [{ span: { start: 0, end: text.length }, newText: formatted }];
}

function formatPort({ session, languageId }: Asked): FormatPort {
  return {
    policy: (text) => policyFormat(session, text),
    schema: (text, options) => schemaFormat(languageId, text, options),
  };
}

function policyFormat(session: Session, text: string): string | undefined {
  const formatted = session.analyses.engine.cedar.formatPolicies(text);
  return formatted.ok ? formatted.text : undefined;
}

function schemaFormat(languageId: string, text: string, { insertSpaces, tabSize }: FormatOptions): string | undefined {
  if (languageId !== 'cedarschema') return undefined;
  return formatSchema(text, { width: SCHEMA_STYLE.width, indent: insertSpaces ? ' '.repeat(tabSize) : '\t' });
}
