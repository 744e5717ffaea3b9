// What the editor features answer: plain data with offsets, the same for scripts, policies and schemas. No protocol here.

import type { Span } from '#core/base/span.ts';

/** Markdown and the text it belongs to. */
export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

export type CompletionKind =
  | 'function'
  | 'constructor'
  | 'method'
  | 'property'
  | 'variable'
  | 'constant'
  | 'module'
  | 'keyword'
  | 'snippet'
  | 'file'
  | 'folder'
  | 'type'
  | 'value';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail: string;
  /** Snippet text with `$1` placeholders. */
  readonly snippet: string;
  /** Smaller comes first. */
  readonly rank: number;
  /** Catalog ids from which the documentation is made when the item is looked at; absent when there is none. */
  readonly functions?: readonly string[];
  readonly documentation?: string;
  /** What the typed text is compared with; the label where absent. */
  readonly filter?: string;
  /** Changes elsewhere that belong to the item. */
  readonly also?: readonly TextChange[];
}

export interface Completion {
  readonly items: readonly CompletionItem[];
  /** What is replaced: the word before the cursor and behind it. */
  readonly span: Span;
}

/** Places in documents by their address; `uri` is absent for the document that was asked about. */
export interface Place {
  readonly uri?: string;
  readonly span: Span;
}

/** A definition: what is shown, and the name in it that is selected. */
export interface Target extends Place {
  readonly name: Span;
}

export interface TextChange {
  readonly span: Span;
  readonly newText: string;
}

/** Changes of one document; `uri` is absent for the document that was asked about. */
export interface DocumentChange {
  readonly uri?: string;
  readonly changes: readonly TextChange[];
}

/** The changes of a feature that may refuse, with a reason for people. */
export type EditOrRefusal =
  | { readonly kind: 'edit'; readonly documents: readonly DocumentChange[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a rename would start from. */
export type RenameStart =
  | { readonly kind: 'name'; readonly span: Span; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

export type OutlineKind =
  | 'function'
  | 'variable'
  | 'constant'
  | 'module'
  | 'namespace'
  | 'class'
  | 'property'
  | 'event'
  | 'key'
  | 'enum'
  | 'enumMember';

/** One entry of the outline with the entries inside it. */
export interface OutlineItem {
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

export interface Highlight {
  readonly span: Span;
  readonly kind: 'text' | 'read' | 'write';
}

export interface Fold {
  readonly span: Span;
  readonly kind: 'code' | 'comment' | 'imports';
}

/** Types of semantic tokens, in the order of the legend. */
export const TOKEN_TYPES = [
  'comment',
  'decorator',
  'enumMember',
  'function',
  'keyword',
  'method',
  'namespace',
  'number',
  'operator',
  'parameter',
  'property',
  'string',
  'type',
  'variable',
] as const;

export const TOKEN_MODIFIERS = ['declaration', 'readonly', 'defaultLibrary', 'modification'] as const;

export type TokenType = (typeof TOKEN_TYPES)[number];
export type TokenModifier = (typeof TOKEN_MODIFIERS)[number];

/** One coloured stretch; a list of them is in order and without overlap. */
export interface SemanticToken {
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers?: readonly TokenModifier[];
}

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** A type stands behind its name, a result behind the parameters of its function, a parameter before its argument. */
  readonly kind: 'type' | 'result' | 'parameter';
}

export interface SignatureInformation {
  readonly label: string;
  readonly documentation: string;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly Span[];
}

export interface SignatureHelp {
  readonly signatures: readonly SignatureInformation[];
  readonly activeSignature: number;
  readonly activeParameter: number;
}

/** What a finding gives to the code actions: its code and data, and where it lies. */
export interface Finding {
  readonly code: string;
  readonly span: Span;
  readonly data?: unknown;
}

export interface CodeAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor' | 'source';
  readonly documents: readonly DocumentChange[];
  /** The finding that it mends. */
  readonly fixes?: Finding;
  readonly preferred?: boolean;
}

/** A node of the call hierarchy. */
export interface CallItem {
  readonly uri?: string;
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

/** Who calls, or is called, and at which places of the caller. */
export interface CallEdge {
  readonly item: CallItem;
  readonly spans: readonly Span[];
}

/** Names that change together while one is typed. */
export interface LinkedNames {
  readonly spans: readonly Span[];
}

export interface DocumentLink {
  readonly span: Span;
  readonly target: Place & { readonly uri: string };
  readonly tooltip: string;
}

export interface FormatOptions {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}
