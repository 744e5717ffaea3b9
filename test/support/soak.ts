// Random edits of a document through the protocol, with requests of every kind between them, and all answers at one moment.

import {
  CancellationTokenSource,
  LSPErrorCodes,
  type ProtocolConnection,
  ResponseError,
} from 'vscode-languageserver/node';
import { LineIndex } from '#core/base/lineIndex.ts';

/** What is needed of a server that is edited at random. */
export interface SoakedServer {
  readonly connection: Pick<ProtocolConnection, 'sendRequest'>;
  /** The workspace folder. */
  readonly folder: string;
  uri(file: string): string;
  textOf(file: string): string;
  change(file: string, text: string, start?: number, end?: number): Promise<void>;
  diagnostics(file: string): Promise<readonly unknown[]>;
}

/** Numbers from 0 up to `below` that look random and are the same for one seed. */
export type Dice = (below: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** What is typed: parts of both languages, whole and halved, and what no keyboard has. */
const PIECES = [
  ...'(){}[]"\'`;:,.|&=!<>+-*/%#@$\\',
  ...['\n', '\r\n', '\r', '\t', ' ', '"\n"', '\u0000', '\uFEFF', 'é', '日本', '😀', '\uD83D'],
  ...[
    'let x = ',
    'fn f(a, b) { ',
    'for i in 0..3 { ',
    'if a { } else ',
    'switch x { ',
    '|y| ',
    '#{ a: ',
    '`${',
    '/*',
    '*/',
  ],
  ...[
    '// note\n',
    'open(',
    'read_to_string("/srv/a")',
    '.build()',
    '.len()',
    'DirConfig().path(',
    '::',
    '=>',
    '0x',
    '1e9',
  ],
  ...[
    'permit (',
    'forbid (principal, action, resource);',
    ' when { ',
    ' unless { ',
    'principal == ',
    'User::"a"',
    '@id("x")',
  ],
  ...[
    'resource in file_system::Dir::"/srv"',
    ' has ',
    ' like "*"',
    'context.',
    'entity A in [B] = { "c": Long };',
    'true',
    '{"a": 1}',
  ],
];

/** What one edit does. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit of a text that began as `original`: mostly small ones, now and then a truncation or the first text again. */
export function randomEdit(text: string, original: string, dice: Dice): Edit {
  const at = dice(text.length + 1);
  const piece = PIECES[dice(PIECES.length)] ?? '';
  const choice = dice(100);
  if (choice < 45) return { start: at, end: at, text: piece };
  if (choice < 65) return { start: at, end: Math.min(text.length, at + 1 + dice(3)), text: '' };
  if (choice < 75) return { start: at, end: Math.min(text.length, at + dice(60)), text: piece };
  if (choice < 82) return { start: at, end: at, text: text.slice(at, at + dice(200)) };
  if (choice < 88) return { start: at, end: text.length, text: '' };
  if (choice < 92) return { start: 0, end: at, text: '' };
  return {
    start: 0,
    end: text.length,
    text: original.slice(0, choice < 96 ? dice(original.length + 1) : original.length),
  };
}

interface Asked {
  readonly method: string;
  readonly params: object;
}

/** A place in a text, sometimes one that does not exist. */
function somewhere(text: string, dice: Dice): { readonly line: number; readonly character: number } {
  if (dice(20) === 0) return { line: dice(1_000_000), character: dice(1_000_000) };
  const { line, column } = new LineIndex(text).toLineColumn(dice(text.length + 1));
  return { line, character: column };
}

const AT_A_PLACE = [
  'hover',
  'completion',
  'signatureHelp',
  'definition',
  'declaration',
  'typeDefinition',
  'implementation',
  'documentHighlight',
  'prepareRename',
  'prepareCallHierarchy',
  'linkedEditingRange',
];
const OF_A_DOCUMENT = [
  'diagnostic',
  'semanticTokens/full',
  'documentSymbol',
  'foldingRange',
  'codeLens',
  'documentLink',
];
const FORMATTING = { tabSize: 4, insertSpaces: true };

/** Every request that an editor sends about a document, at a place and over a range. */
function allRequests(uri: string, position: object, range: object, diagnostics: readonly unknown[]): readonly Asked[] {
  const textDocument = { uri };
  const asked = (method: string, params: object = {}): Asked => ({
    method: `textDocument/${method}`,
    params: { textDocument, ...params },
  });
  return [
    ...OF_A_DOCUMENT.map((method) => asked(method)),
    ...AT_A_PLACE.map((method) => asked(method, { position })),
    asked('references', { position, context: { includeDeclaration: true } }),
    asked('rename', { position, newName: 'renamed' }),
    asked('selectionRange', { positions: [position] }),
    asked('inlayHint', { range }),
    asked('semanticTokens/range', { range }),
    asked('codeAction', { range, context: { diagnostics } }),
    asked('formatting', { options: FORMATTING }),
    asked('rangeFormatting', { range, options: FORMATTING }),
    asked('onTypeFormatting', { position, ch: '}', options: FORMATTING }),
    { method: 'workspace/symbol', params: { query: 'r' } },
    { method: 'rehearsal/status', params: { uri } },
  ];
}

/** Errors that a request may end with: it was cancelled, its text has changed, or it was refused with a reason. */
const PROPER_ERRORS: ReadonlySet<number> = new Set([
  LSPErrorCodes.RequestCancelled,
  LSPErrorCodes.ContentModified,
  LSPErrorCodes.RequestFailed,
]);

/** Longer than any request takes on a busy machine. */
const PATIENCE_MS = 60_000;

/** Sends a request; the promise fails when nothing comes back, or an improper error. */
async function send(
  server: SoakedServer,
  { method, params }: Asked,
  cancelled: CancellationTokenSource,
): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${method} was not answered`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([server.connection.sendRequest(method, params, cancelled.token), late]);
  } catch (error) {
    if (error instanceof ResponseError && PROPER_ERRORS.has(error.code)) return { error: error.code };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Edits an open file, with requests that are sent between the edits and partly cancelled; ends when all are answered. */
export async function soak(server: SoakedServer, file: string, edits: number, dice: Dice): Promise<number> {
  const original = server.textOf(file);
  let waiting: Promise<unknown>[] = [];
  let sent = 0;
  for (let index = 0; index < edits; index++) {
    const text = server.textOf(file);
    const edit = randomEdit(text, original, dice);
    if (dice(50) === 0) await server.change(file, edit.text === '' ? original : edit.text);
    else await server.change(file, edit.text, edit.start, edit.end);
    const now = server.textOf(file);
    const start = somewhere(now, dice);
    const requests = allRequests(server.uri(file), start, { start, end: somewhere(now, dice) }, []);
    for (let count = dice(4); count > 0; count--) {
      const cancelled = new CancellationTokenSource();
      const request = requests[dice(requests.length)];
      if (request === undefined) continue;
      sent++;
      waiting.push(send(server, request, cancelled));
      if (dice(5) === 0) cancelled.cancel();
    }
    if (dice(10) !== 0) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return sent;
}

/** Everything the server says of a file, at several places, without what differs from one server to the next. */
export async function allAnswers(server: SoakedServer, file: string, dice: Dice): Promise<readonly string[]> {
  const text = server.textOf(file);
  const diagnostics = await server.diagnostics(file);
  const end = new LineIndex(text).toLineColumn(text.length);
  const whole = { start: { line: 0, character: 0 }, end: { line: end.line, character: end.column } };
  const answers: string[] = [];
  for (let place = 0; place < PLACES; place++) {
    const { line, column } = new LineIndex(text).toLineColumn(dice(text.length + 1));
    for (const request of allRequests(server.uri(file), { line, character: column }, whole, diagnostics)) {
      const answer = await send(server, request, new CancellationTokenSource());
      const plain =
        JSON.stringify(answer, (key, value: unknown) => (key === 'resultId' ? undefined : value)) ?? 'nothing';
      answers.push(`${request.method} at ${line}:${column}: ${plain.replaceAll(server.folder, '')}`);
    }
  }
  return answers;
}

const PLACES = 6;
