// All errors of a broken text and not only those at which the engine stops: it is asked about each part alone. The words and
// places are always the engine's.

import type { Span } from '#core/base/span.ts';
import { declarationsOf, type SchemaTree, typeNamesOf } from './schemaSyntax/ast.ts';
import { parseSchema } from './schemaSyntax/parseSchema.ts';
import type { PoliciesNode } from './syntax/ast.ts';
import type { CedarEngine, CedarMessage } from './types.ts';

/** More parts with errors than these nobody reads. */
const MAX_BROKEN = 50;

/** What the engine refuses in a policy text, with the text in which the refused policies are blank. */
export interface BrokenPolicies {
  readonly messages: readonly CedarMessage[];
  /** As long as the text. Undefined where something outside of all policies is refused too. */
  readonly rest: string | undefined;
}

/** The errors of a policy text that the engine refuses; `whole` is what it says of the text at once. */
export function brokenPolicies(
  tree: PoliciesNode,
  whole: readonly CedarMessage[],
  engine: CedarEngine,
): BrokenPolicies {
  const found: CedarMessage[] = [];
  const broken: Span[] = [];
  for (const { span } of tree.policies) {
    if (broken.length >= MAX_BROKEN) break;
    const messages = engine.checkPolicies(tree.text.slice(span.start, span.end));
    if (messages.length === 0) continue;
    broken.push(span);
    found.push(...messages.map((message) => shifted(message, span)));
  }
  const blanked = blank(tree.text, broken);
  const others = engine.checkPolicies(blanked);
  if (broken.length === 0 || others.length > 0)
    return { messages: [...found, ...(broken.length === 0 ? whole : others)], rest: undefined };
  return { messages: found, rest: blanked };
}

/** What the engine says as soon as a text has not the form of a schema; other complaints are about what it refers to. */
export const SCHEMA_FORM = 'error parsing schema: ';

/** The errors of a schema text; `whole` is what the engine says of the text at once. */
export function brokenSchema(
  text: string,
  whole: readonly CedarMessage[],
  engine: CedarEngine,
): readonly CedarMessage[] {
  if (!whole.some(({ message }) => message.startsWith(SCHEMA_FORM))) return whole;
  const tree = parseSchema(text);
  const found = declarationsOf(tree).flatMap(({ declaration: { span } }) =>
    engine
      .checkSchema(text.slice(span.start, span.end))
      .filter(({ message }) => message.startsWith(SCHEMA_FORM))
      .map((message) => shifted(message, span)),
  );
  const isCovered = (message: CedarMessage) => found.some(({ span }) => span?.start === message.span?.start);
  return [...whole.filter((message) => !isCovered(message)), ...found.slice(0, MAX_BROKEN)];
}

/** The engine names all types that are missing at the place of the first; here each use of one in a tree has its own. */
export function missingTypes(tree: SchemaTree, message: CedarMessage): readonly CedarMessage[] | undefined {
  const listed = /^failed to resolve types?: (.+)$/.exec(message.message)?.[1];
  if (listed === undefined) return undefined;
  const missing = new Set(listed.split(', '));
  const { help, ...others } = message;
  return declarationsOf(tree)
    .flatMap(({ declaration }) => typeNamesOf(declaration))
    .filter(({ text }) => missing.has(text))
    .map(({ text, span }) => ({
      ...others,
      // The engine's words for one.
      message: `failed to resolve type: ${text}`,
      span,
      ...(help?.includes(`::${text}\``) === true || help?.includes(`\`${text}\``) === true ? { help } : {}),
    }));
}

function shifted(message: CedarMessage, { start, end }: Span): CedarMessage {
  if (message.span === undefined) return { ...message, span: { start, end } };
  return { ...message, span: { start: message.span.start + start, end: message.span.end + start } };
}

/** The text with blanks in place of some stretches; lines stay. */
function blank(text: string, spans: readonly Span[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of spans) {
    out += text.slice(at, start) + text.slice(start, end).replace(/[^\n\r]/g, ' ');
    at = end;
  }
  return out + text.slice(at);
}
