// Diagnostics on demand: scripts, policies, schemas and `rehearsal.json`, each computed when the client asks for it.

import {
  type Connection,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type Diagnostic as LspDiagnostic,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '#core/base/diagnostic.ts';
import { LineIndex } from '#core/base/lineIndex.ts';
import type { CancellationToken } from '#core/base/ports.ts';
import { checkPolicy, checkSchemaText } from '#core/cedar/checkPolicy.ts';
import { cedarDocument, type JsonDocument } from '#core/ide/cedar/cedarDocument.ts';
import { checkJsonDocument } from '#core/ide/cedar/jsonDiagnostics.ts';
import { withDeadPolicies } from '#core/policyTools/policyFindings.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { TEST_FILE_SUFFIX } from '#core/testing/testFile.ts';
import type { CallVerdict } from '#core/verdict/callVerdict.ts';
import { parseRehearsalFile } from '#core/workspace/rehearsalFile.ts';
import type { ServerSettings } from '#protocol';
import type { AnalyzedScript } from '../analyses.ts';
import { type RelatedDocument, toLspDiagnostic } from '../convert.ts';
import { deadPolicyFindings } from '../deadPolicies.ts';
import { CONFIG_NAME } from '../governance.ts';
import { isTooLarge, syntaxOfLarge, tooLarge } from '../largeFile.ts';
import { fragmentOf } from '../providers/cedarSchema.ts';
import { cedarWorkspace } from '../providers/cedarWorkspace.ts';
import type { Session } from '../session.ts';
import { testFileDiagnostics } from '../testFiles.ts';
import { isText, type StoredText } from '../textStore.ts';
import { guard } from './guard.ts';

const SOURCES = { rhai: 'rhai', cedar: 'cedar', cedarschema: 'cedar', config: 'rehearsal' } as const;

export function registerDiagnostics(connection: Connection, session: Session): void {
  connection.languages.diagnostics.on(({ textDocument }, token) =>
    guard(session, 'diagnostics', report([]), token, async () => {
      const document = session.documents.get(textDocument.uri);
      const later = () => void connection.sendRequest('workspace/diagnostic/refresh').catch(() => undefined);
      return report(document === undefined ? [] : await diagnosticsOf(session, document, token, later));
    }),
  );
}

/**
 * All diagnostics of an open document, for clients that ask and for those that are told. `later` is called when there are
 * more, which took longer.
 */
export async function diagnosticsOf(
  session: Session,
  document: TextDocument,
  token: CancellationToken,
  later: () => void = () => undefined,
): Promise<LspDiagnostic[]> {
  const read = session.texts.read(document.uri);
  const text = isText(read) ? read.text : '';
  if (isTooLarge(text)) return largeDiagnostics(session, document, token);
  if (document.languageId === 'rhai') return scriptDiagnostics(session, document.uri, token);
  if (document.languageId === 'cedar' || document.languageId === 'cedarschema') {
    const found = cedarDiagnostics(session, document.uri, document.languageId, text);
    const dead = document.languageId === 'cedar' ? deadPolicyFindings(session, document.uri, text, later) : [];
    return convert(withDeadPolicies(found, dead), text, SOURCES[document.languageId], document.uri);
  }
  const json = cedarDocument(document.uri, document.languageId, text);
  if (json?.kind === 'json' && json.form !== 'config')
    return convert(jsonDiagnostics(session, document.uri, json), text, SOURCES.cedar);
  if (document.uri.endsWith(`/${CONFIG_NAME}`))
    return convert(problems('binding', parseRehearsalFile(text).problems), text, SOURCES.config);
  if (document.uri.endsWith('.host.json'))
    return convert(problems('host-file', parseHostFile(text).problems), text, SOURCES.config);
  if (document.uri.endsWith(TEST_FILE_SUFFIX))
    return convert(testFileDiagnostics(session, document.uri, text), text, SOURCES.config);
  return [];
}

/** By the schema in force; what is wrong with that one is said at the top. */
function cedarDiagnostics(
  session: Session,
  uri: string,
  language: 'cedar' | 'cedarschema',
  text: string,
): readonly Diagnostic[] {
  const schema = cedarWorkspace(session).schemaInForce(uri);
  if (language === 'cedarschema') return checkSchemaText(text, session.analyses.engine.cedar, fragmentOf(schema, uri));
  const found = checkPolicy(text, session.analyses.engine.cedar, schema.text);
  const broken = schema.isRex
    ? []
    : session.analyses.engine.cedar.checkSchema(schema.text).map(({ message }) => message);
  const notes = [...schema.problems, ...broken.map((message) => `The schema in force has an error: ${message}.`)];
  const span = { start: 0, end: Math.max(0, text.search(/[\r\n]|$/)) };
  return [...notes.map((message): Diagnostic => ({ code: 'schema', severity: 'warning', message, span })), ...found];
}

function jsonDiagnostics(session: Session, uri: string, document: JsonDocument): readonly Diagnostic[] {
  const workspace = cedarWorkspace(session);
  const schema = workspace.schemaInForce(uri);
  return checkJsonDocument(document, {
    engine: session.analyses.engine.cedar,
    schema: schema.text,
    isFragment: fragmentOf(schema, uri) !== undefined,
    templates: () => workspace.templates(uri),
  });
}

/** What is said of a text that is too large for anything else. */
async function largeDiagnostics(
  session: Session,
  { uri, languageId }: TextDocument,
  token: CancellationToken,
): Promise<LspDiagnostic[]> {
  const text = (): StoredText => {
    const read = session.texts.read(uri);
    return isText(read) ? read : { uri, text: '', stamp: '' };
  };
  const source = languageId === 'rhai' ? SOURCES.rhai : SOURCES.cedar;
  if (languageId !== 'rhai') return convert([tooLarge(text().text, languageId)], text().text, source);
  const { read, errors } = await syntaxOfLarge(text(), text, token);
  return convert([tooLarge(read.text, languageId), ...errors], read.text, source);
}

async function scriptDiagnostics(session: Session, uri: string, token: CancellationToken): Promise<LspDiagnostic[]> {
  const script = await session.analyses.script(uri, token);
  if (script === undefined) return [];
  const related = relatedTo(script, uri);
  const undecided = script.governance.kind === 'bound' ? script.checked.calls.flatMap(undecidedCall) : [];
  return [...script.checked.diagnostics, ...undecided]
    .flatMap((diagnostic) => asLoudAs(session.settings(), diagnostic))
    .map((diagnostic) => toLspDiagnostic(diagnostic, script.lines, SOURCES.rhai, related));
}

function relatedTo({ governance, lines }: AnalyzedScript, uri: string): RelatedDocument {
  return (document) => {
    if (document === 'script') return { uri, lines };
    if (document !== 'policy' || governance.kind !== 'bound') return undefined;
    return { uri: governance.policy.uri, lines: new LineIndex(governance.policy.text) };
  };
}

/** The finding as loud as the settings have it; none when they switch it off. */
function asLoudAs(settings: ServerSettings, diagnostic: Diagnostic): readonly Diagnostic[] {
  const wanted = loudnessOf(settings, diagnostic.code);
  if (wanted === 'off') return [];
  // A denial that a `try` catches is a warning already, and no setting makes it louder.
  const isLouder = wanted === 'error' && diagnostic.severity === 'warning';
  return [wanted === undefined || isLouder ? diagnostic : { ...diagnostic, severity: wanted }];
}

function loudnessOf({ diagnostics }: ServerSettings, code: string): Diagnostic['severity'] | 'off' | undefined {
  switch (code) {
    case 'depends':
      return diagnostics.depends;
    case 'denied-silent':
      return diagnostics.silentDenials;
    case 'denied-call':
      return diagnostics.denied;
    case UNDECIDED:
      return diagnostics.undecided ?? 'off';
    default:
      return undefined;
  }
}

const UNDECIDED = 'undecided';

/** Shown only where the settings ask for it. */
function undecidedCall({ reachable, verdict, reason, site }: CallVerdict): readonly Diagnostic[] {
  if (!reachable || verdict !== 'unknown') return [];
  return [{ code: UNDECIDED, severity: 'hint', message: reason, span: site.span }];
}

function problems(
  code: string,
  found: readonly Pick<Diagnostic, 'severity' | 'message' | 'span'>[],
): readonly Diagnostic[] {
  return found.map(({ severity, message, span }) => ({ code, severity, message, span }));
}

/** Related places lie in the document at `uri`; without it there are none. */
function convert(diagnostics: readonly Diagnostic[], text: string, source: string, uri?: string): LspDiagnostic[] {
  const lines = new LineIndex(text);
  const related: RelatedDocument = () => (uri === undefined ? undefined : { uri, lines });
  return diagnostics.map((diagnostic) => toLspDiagnostic(diagnostic, lines, source, related));
}

function report(items: LspDiagnostic[]): DocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, items };
}
