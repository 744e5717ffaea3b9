// Semantic tokens, whole, as the difference to the last answer, and for a range, in the protocol's form.

import { type Connection, type SemanticTokens, SemanticTokensBuilder } from 'vscode-languageserver';
import { touches } from '#core/base/span.ts';
import { type SemanticToken, TOKEN_MODIFIERS, TOKEN_TYPES } from '#core/ide/answers.ts';
import { toOffset, toPosition } from '../convert.ts';
import { ask } from '../providers/providers.ts';
import type { Asked } from '../providers/types.ts';
import type { Session } from '../session.ts';

const NOTHING: SemanticTokens = { data: [] };

export function registerSemanticTokens(connection: Connection, session: Session): void {
  // The last answer of each document, which the next difference starts from.
  const last = new Map<string, SemanticTokensBuilder>();
  session.documents.onDidClose(({ document }) => last.delete(document.uri));
  const builderOf = (uri: string) => {
    const known = last.get(uri) ?? new SemanticTokensBuilder();
    last.set(uri, known);
    return known;
  };
  const { semanticTokens } = connection.languages;
  semanticTokens.on(({ textDocument }, token) =>
    ask(session, 'semantic tokens', textDocument.uri, token, NOTHING, (provider, asked) => {
      const builder = new SemanticTokensBuilder();
      last.set(textDocument.uri, builder);
      push(builder, asked, provider.semanticTokens?.(asked) ?? []);
      return builder.build();
    }),
  );
  semanticTokens.onDelta(({ textDocument, previousResultId }, token) =>
    ask(session, 'semantic tokens', textDocument.uri, token, NOTHING, (provider, asked) => {
      const builder = builderOf(textDocument.uri);
      builder.previousResult(previousResultId);
      push(builder, asked, provider.semanticTokens?.(asked) ?? []);
      return builder.buildEdits();
    }),
  );
  semanticTokens.onRange(({ textDocument, range }, token) =>
    ask(session, 'semantic tokens', textDocument.uri, token, NOTHING, (provider, asked) => {
      const wanted = { start: toOffset(asked.lines, range.start), end: toOffset(asked.lines, range.end) };
      const builder = new SemanticTokensBuilder();
      const tokens = provider.semanticTokens?.(asked) ?? [];
      push(
        builder,
        asked,
        tokens.filter(({ span }) => touches(wanted, span.start) || touches(span, wanted.start)),
      );
      return builder.build();
    }),
  );
}

/** Tokens of several lines become one for each line, which every client understands. */
function push(builder: SemanticTokensBuilder, asked: Asked, tokens: readonly SemanticToken[]): void {
  for (const { span, type, modifiers = [] } of tokens) {
    const typeIndex = TOKEN_TYPES.indexOf(type);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << TOKEN_MODIFIERS.indexOf(modifier)), 0);
    let start = span.start;
    for (const line of asked.text.slice(span.start, span.end).split('\n')) {
      const length = line.endsWith('\r') ? line.length - 1 : line.length;
      const position = toPosition(asked.lines, start);
      if (length > 0) builder.push(position.line, position.character, length, typeIndex, bits);
      start += line.length + 1;
    }
  }
}
