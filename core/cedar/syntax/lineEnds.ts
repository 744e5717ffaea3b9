// Line ends of formatted texts: those of the text before, and strings keep what is in them.

import { lexCedar } from './lexer.ts';

/** `formatted` with the line ends of `source` between its tokens. */
export function withLineEndsOf(source: string, formatted: string): string {
  const end = source.includes('\r\n') ? '\r\n' : '\n';
  if (end === '\n' && !formatted.includes('\r')) return formatted;
  const tokens = lexCedar(formatted);
  return tokens.map(({ kind, text }) => (kind === 'whitespace' ? text.replace(/\r?\n/g, end) : text)).join('');
}
