// Parses a script into a tree that always covers it, broken or not.
//
// Hand-written recursive descent with a Pratt parser for operators: the grammar is small, positions and recovery are
// under full control, and it takes no dependency. It accepts exactly what the engine's parser accepts (names aside),
// which tests hold against recorded runs and against the engine itself; but what a person is shown as an error comes
// from the engine alone. The parser never throws, takes time in proportion to the text, and depends on nothing but the
// text, so that unchanged top-level statements could be kept between edits.

import type { Script } from './ast.ts';
import { parseBlock, parseControl, parseStatements } from './control.ts';
import { Cursor, type Grammar } from './cursor.ts';
import { duplicateFunctions } from './duplicates.ts';
import { tokenize } from './lexer.ts';
import { parseStatement } from './statements.ts';
import type { SyntaxProblem, Tokens } from './tokens.ts';

/** What parsing yields. */
export interface ParseResult {
  readonly text: string;
  readonly root: Script;
  readonly tokens: Tokens;
  /** In the order of the text. Not for people: the engine's error is. Empty exactly when the engine accepts the structure. */
  readonly errors: readonly SyntaxProblem[];
}

const GRAMMAR: Grammar = { statement: parseStatement, block: parseBlock, control: parseControl };

/** Parses a whole script. */
export function parse(text: string): ParseResult {
  const tokens = tokenize(text);
  const cursor = new Cursor(tokens, GRAMMAR);
  const statements = parseStatements(cursor, 0);
  const root: Script = { kind: 'script', statements, span: { start: 0, end: text.length } };
  const errors = [...cursor.errors, ...duplicateFunctions(root)].sort((a, b) => a.span.start - b.span.start);
  return { text, root, tokens, errors };
}
