// Parameter lists of functions and closures.

import type { Name } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { TokenKind } from './tokens.ts';

/** Parses names between `open` and `close`, separated by commas, with a trailing comma allowed behind a name. */
export function parseParameters(c: Cursor, open: TokenKind, close: TokenKind): readonly Name[] {
  const names: Name[] = [];
  c.expect(open);
  while (!c.accept(close)) {
    if (!c.is('identifier')) {
      c.fail(`expected a parameter or ${close}`);
      if (!c.is('reserved')) return names;
    }
    const text = c.text;
    if (names.some((name) => name.text === text)) c.fail(`duplicate parameter ${text}`);
    names.push({ kind: 'name', text, span: c.take() });
    if (c.accept(',')) continue;
    if (!c.expect(close)) return names;
    break;
  }
  return names;
}
