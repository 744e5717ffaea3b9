// Postfix completion: what is written before the dot becomes part of a statement or a larger expression.

import type { Expression } from '#core/rhai/syntax/ast.ts';
import { ancestorsOf } from '#core/rhai/syntax/walk.ts';
import type { CompletionItem } from '../answers.ts';
import type { ValuedScript } from '../scriptModel.ts';
import { memberAt, receiverOf } from './members.ts';

interface Form {
  readonly label: string;
  /** What it makes, with `$e` for what stands before the dot and `<1:name>` for a name to fill in. */
  readonly snippet: string;
  /** Where it can stand: some forms are statements. */
  readonly as: 'statement' | 'expression';
  /** The types it is for; all where absent. Where the type is not known, it is offered. */
  readonly types?: readonly string[];
}

/** A back-tick string with the expression in it, its dollar sign escaped as snippets want it. */
const IN_TEXT = ['`\\$', '{$e}`'].join('');

const FORMS: readonly Form[] = [
  { label: 'if', snippet: 'if $e {\n\t$0\n}', as: 'expression', types: ['bool'] },
  { label: 'else', snippet: 'if !$e {\n\t$0\n}', as: 'expression', types: ['bool'] },
  { label: 'while', snippet: 'while $e {\n\t$0\n}', as: 'statement', types: ['bool'] },
  { label: 'not', snippet: '!$e', as: 'expression', types: ['bool'] },
  { label: 'for', snippet: 'for <1:item> in $e {\n\t$0\n}', as: 'statement', types: ['array', 'string', 'blob'] },
  { label: 'switch', snippet: 'switch $e {\n\t<1:value> => { $2 },\n\t_ => { $0 },\n}', as: 'expression' },
  { label: 'let', snippet: 'let <1:name> = $e;$0', as: 'statement' },
  { label: 'const', snippet: 'const <1:NAME> = $e;$0', as: 'statement' },
  { label: 'return', snippet: 'return $e;$0', as: 'statement' },
  { label: 'throw', snippet: 'throw $e;$0', as: 'statement' },
  { label: 'try', snippet: 'try {\n\t$e;$0\n} catch (<1:error>) {\n\t$2\n}', as: 'statement' },
  { label: 'info', snippet: `info(${IN_TEXT})$0`, as: 'expression' },
  { label: 'print', snippet: `info(${IN_TEXT})$0`, as: 'expression' },
  { label: 'dbg', snippet: 'debug($e)$0', as: 'expression' },
  { label: 'text', snippet: `${IN_TEXT}$0`, as: 'expression' },
  { label: 'type_of', snippet: 'type_of($e)$0', as: 'expression' },
];

/** The forms that fit the expression before the dot at `offset`, where a member's name begins. */
export function postfixItems(model: ValuedScript, offset: number): readonly CompletionItem[] {
  const node = memberAt(model, offset);
  if (node === undefined) return [];
  const receiver = receiverOf(node);
  const [parent] = ancestorsOf(model.parse.root, node);
  const isStatement = parent?.kind === 'script' || parent?.kind === 'block';
  const type = model.flow.typeOf(receiver);
  const { text } = model.parse;
  const written = text.slice(receiver.span.start, receiver.span.end);
  const removed = { span: { start: receiver.span.start, end: offset }, newText: '' };
  return FORMS.filter(
    (form) =>
      (isStatement || form.as === 'expression') &&
      (type === undefined || form.types === undefined || form.types.includes(type)),
  ).map((form): CompletionItem => {
    const made = withStops(form.snippet).replaceAll('$e', () => literal(operandOf(form.snippet, receiver, written)));
    return {
      label: form.label,
      kind: 'snippet',
      detail: shown(form, written),
      snippet: made,
      rank: 3,
      also: [removed],
    };
  });
}

/** `!` binds tighter than any operator between two operands. */
function operandOf(snippet: string, receiver: Expression, written: string): string {
  return snippet.includes('!$e') && receiver.kind === 'binary' ? `(${written})` : written;
}

function withStops(snippet: string): string {
  return snippet.replaceAll(/<(\d):(\w+)>/g, (_, number: string, name: string) =>
    ['$', `{${number}:${name}}`].join(''),
  );
}

/** A text as it is written in a snippet. */
function literal(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

const LONGEST_SHOWN = 40;

/** The first line of what comes out. */
function shown({ snippet }: Form, written: string): string {
  const short = written.length > LONGEST_SHOWN ? `${written.slice(0, LONGEST_SHOWN)}…` : written;
  const [line = ''] = snippet.split('\n');
  return line
    .replaceAll(/<\d:(\w+)>/g, '$1')
    .replaceAll(/\$\d/g, '')
    .replaceAll('$e', () => short.replaceAll(/\s+/g, ' '))
    .replaceAll('\\$', '$');
}
