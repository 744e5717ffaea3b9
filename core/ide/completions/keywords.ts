// Keywords of Rhai, and the statements that begin with them as snippets.

import type { CompletionItem } from '../answers.ts';

const KEYWORDS = [
  'let',
  'const',
  'if',
  'else',
  'for',
  'in',
  'while',
  'loop',
  'do',
  'until',
  'switch',
  'fn',
  'return',
  'throw',
  'try',
  'catch',
  'break',
  'continue',
  'true',
  'false',
  'import',
  'export',
  'private',
  'as',
  'this',
];

export const KEYWORD_ITEMS: readonly CompletionItem[] = KEYWORDS.map((word) => ({
  label: word,
  kind: 'keyword',
  detail: 'keyword',
  snippet: word,
  rank: 7,
}));

const SNIPPETS: readonly (readonly [string, string])[] = [
  ['fn … { }', `fn \${1:name}(\${2:parameter}) {\n\t$0\n}`],
  ['if … { }', `if \${1:condition} {\n\t$0\n}`],
  ['if … else', `if \${1:condition} {\n\t$2\n} else {\n\t$0\n}`],
  ['for … in', `for \${1:item} in \${2:items} {\n\t$0\n}`],
  ['while … { }', `while \${1:condition} {\n\t$0\n}`],
  ['switch … { }', `switch \${1:value} {\n\t\${2:1} => $3,\n\t_ => $0,\n}`],
  ['try … catch', `try {\n\t$1\n} catch (\${2:error}) {\n\twarn(\`\\\${\${2:error}\\}\`);$0\n}`],
];

export const SNIPPET_ITEMS: readonly CompletionItem[] = SNIPPETS.map(([label, snippet]) => ({
  label,
  filter: label.slice(0, label.indexOf(' ')),
  kind: 'snippet',
  detail: 'statement',
  snippet,
  rank: 6,
}));
