// The features that a language can have in the server: optional functions from a document to plain engine data with offsets.

import type { LineIndex } from '#core/base/lineIndex.ts';
import type { CancellationToken } from '#core/base/ports.ts';
import type { Span } from '#core/base/span.ts';
import type {
  CallEdge,
  CallItem,
  CodeAction,
  Completion,
  DocumentLink,
  EditOrRefusal,
  Finding,
  Fold,
  FormatOptions,
  Highlight,
  Hover,
  InlayHint,
  LinkedNames,
  OutlineItem,
  Place,
  RenameStart,
  SemanticToken,
  SignatureHelp,
  Target,
  TextChange,
} from '#core/ide/answers.ts';
import type { Session } from '../session.ts';

/** The document that is asked about, as it is now. */
export interface Asked {
  readonly session: Session;
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  /** Changes whenever the text may have changed. */
  readonly stamp: string;
  readonly lines: LineIndex;
  readonly token: CancellationToken;
}

/** An answer that may have to wait for an analysis. */
export type Later<T> = T | Promise<T>;

/**
 * One language. A feature that is absent does not exist for it; a function that gives nothing found nothing here. Places
 * without a `uri` lie in the document that was asked about.
 */
export interface LanguageProvider {
  hover?(asked: Asked, offset: number): Later<Hover | undefined>;
  completion?(asked: Asked, offset: number): Completion | undefined;
  /** Markdown for a completion item, from the ids it carries. */
  completionDocumentation?(asked: Asked, ids: readonly string[]): string | undefined;
  signatureHelp?(asked: Asked, offset: number): SignatureHelp | undefined;
  definition?(asked: Asked, offset: number): readonly Target[];
  declaration?(asked: Asked, offset: number): readonly Target[];
  typeDefinition?(asked: Asked, offset: number): readonly Target[];
  implementation?(asked: Asked, offset: number): readonly Target[];
  references?(asked: Asked, offset: number, includeDeclaration: boolean): readonly Place[];
  prepareRename?(asked: Asked, offset: number): RenameStart | undefined;
  rename?(asked: Asked, offset: number, newName: string): EditOrRefusal;
  documentSymbols?(asked: Asked): readonly OutlineItem[];
  highlights?(asked: Asked, offset: number): readonly Highlight[];
  folding?(asked: Asked): readonly Fold[];
  /** Spans around an offset, innermost first, each within the next. */
  selection?(asked: Asked, offset: number): readonly Span[];
  semanticTokens?(asked: Asked): readonly SemanticToken[];
  inlayHints?(asked: Asked, range: Span): Later<readonly InlayHint[]>;
  codeActions?(asked: Asked, range: Span, findings: readonly Finding[]): Later<readonly CodeAction[]>;
  prepareCalls?(asked: Asked, offset: number): readonly CallItem[];
  incomingCalls?(asked: Asked, item: CallItem): readonly CallEdge[];
  outgoingCalls?(asked: Asked, item: CallItem): readonly CallEdge[];
  linkedNames?(asked: Asked, offset: number): LinkedNames | undefined;
  /** Lines above places of the document, without a command. */
  codeLenses?(asked: Asked): readonly { readonly span: Span; readonly title: string }[];
  documentLinks?(asked: Asked): readonly DocumentLink[];
  /** Changes for the whole text, or for the statements that `range` touches. */
  format?(asked: Asked, options: FormatOptions, range?: Span): readonly TextChange[];
  formatOnType?(asked: Asked, offset: number, typed: string, options: FormatOptions): readonly TextChange[];
}
