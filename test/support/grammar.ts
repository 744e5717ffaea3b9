// TextMate grammars as the editor runs them, and fixtures that name scopes under the text they speak of.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const ROOT = join(import.meta.dirname, '../..');

/** Grammars of the package by scope name; the Markdown ones are injected into a small host grammar. */
const GRAMMARS: Readonly<Record<string, string>> = {
  'source.rhai': 'rhai',
  'source.cedar': 'cedar',
  'source.cedarschema': 'cedarschema',
  'markdown.rhai.codeblock': 'markdown.rhai',
  'markdown.cedar.codeblock': 'markdown.cedar',
};

/** Stands for the editor's Markdown grammar, which is not part of the package. */
const MARKDOWN = JSON.stringify({
  scopeName: 'text.html.markdown',
  patterns: [{ match: '^#.*$', name: 'markup.heading.markdown' }],
});

/** A line of text with its tokens. */
export interface TokenizedLine {
  readonly text: string;
  readonly tokens: readonly { readonly start: number; readonly end: number; readonly scopes: readonly string[] }[];
}

/** Loads one of the grammars; the result tokenizes whole texts. */
export async function loadGrammar(scopeName: string): Promise<(text: string) => readonly TokenizedLine[]> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => {
      if (name === 'text.html.markdown') return textmate.parseRawGrammar(MARKDOWN, 'markdown.json');
      const file = GRAMMARS[name];
      return file === undefined
        ? null
        : textmate.parseRawGrammar(
            readFileSync(join(ROOT, 'syntaxes', `${file}.tmLanguage.json`), 'utf8'),
            `${file}.json`,
          );
    },
    getInjections: (name) =>
      name === 'text.html.markdown' ? ['markdown.rhai.codeblock', 'markdown.cedar.codeblock'] : undefined,
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (grammar === null) throw new Error(`no grammar ${scopeName}`);
  return (text) => {
    let stack = textmate.INITIAL;
    return text.split(/\r?\n/).map((line) => {
      const result = grammar.tokenizeLine(line, stack);
      stack = result.ruleStack;
      return {
        text: line,
        tokens: result.tokens.map(({ startIndex: start, endIndex: end, scopes }) => ({ start, end, scopes })),
      };
    });
  };
}

/** What a fixture says: text without its marker lines, and which columns of which line have which scopes. */
export interface ScopeFixture {
  readonly text: string;
  readonly expectations: readonly {
    readonly line: number;
    readonly start: number;
    readonly end: number;
    readonly scopes: readonly string[];
  }[];
}

/**
 * Reads a fixture. A line `// ^^^ scope other.scope` under a line of text names scopes that every marked character has;
 * `//<- scope` speaks of the first character, and `-scope` names one that none has.
 */
export function readScopeFixture(source: string): ScopeFixture {
  const lines: string[] = [];
  const expectations: { line: number; start: number; end: number; scopes: string[] }[] = [];
  for (const raw of source.split('\n')) {
    const first = /^\s*\/\/<-\s+(.*)$/.exec(raw);
    const carets = /^\s*\/\/\s*(\^+)\s+(.*)$/.exec(raw);
    const marker = first?.[1] ?? carets?.[2];
    if (marker === undefined) {
      lines.push(raw);
      continue;
    }
    const start = first === null ? raw.indexOf('^') : 0;
    expectations.push({
      line: lines.length - 1,
      start,
      end: start + (carets?.[1]?.length ?? 1),
      scopes: marker.trim().split(/\s+/),
    });
  }
  return { text: lines.join('\n'), expectations };
}
