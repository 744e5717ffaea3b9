// `Client`, `Request`, `Response` and `curl`: GET requests that the virtual host answers.
// Source: rust-safe-network 0.1.0 `client.rs` and reqwest 0.12.28.

import { decodeUtf8Lossy, encodeUtf8 } from '#core/base/utf8.ts';
import { rhaiInt, rhaiString, type SdkObject, UNIT } from '#core/base/value.ts';
import type { HttpResponse } from '../../host/hostDescription.ts';
import { asCommand } from '../common/commandForm.ts';
import { recordObject, recordsSdk } from '../common/records.ts';
import { objectArgument, textArgument } from '../common/sdkArguments.ts';
import { RunEnd, type SdkContext, type SdkModule } from '../types.ts';
import { webAnswer } from './hostLookup.ts';
import { networkError, requireUrl } from './networkError.ts';
import { unsignedParameter } from './parameters.ts';
import { parseUrl, resolveUrl, type Url } from './url.ts';

interface Client {
  readonly maxTextBytes: bigint | undefined;
}

const MAX_REDIRECTS = 10;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Answers that have no body whatever the server sends. */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** What the runner can set aside for a body; beyond it crashes. */
const MAX_BUFFER = 2n ** 46n;

export const httpClientSdk: SdkModule = {
  'Client()': () => client({ maxTextBytes: undefined }),
  'max_text_bytes(Client, i64)': (_, args) => client({ maxTextBytes: unsignedParameter(args, 1, 'size', 64) }),
  'get(Client, string)': (_, args) => request(textArgument(args, 1), clientAt(objectArgument(args, 0))),
  'send(Request)': (context, args) => send(context, objectArgument(args, 0)),
  'curl(string)': asCommand((context, args) =>
    send(context, request(textArgument(args, 0), { maxTextBytes: undefined })),
  ),
  ...recordsSdk([
    { type: 'Request', getters: ['url', 'method', 'max_text_size'] },
    { type: 'Response', getters: ['status', 'text'] },
  ]),
};

function client(state: Client): SdkObject {
  return { kind: 'object', type: 'Client', state };
}

function clientAt(object: SdkObject): Client {
  return object.state as Client;
}

function request(url: string, { maxTextBytes }: Client): SdkObject {
  return recordObject('Request', {
    url: rhaiString(url),
    method: rhaiString('Get'),
    max_text_size: maxTextBytes === undefined ? UNIT : rhaiInt(maxTextBytes),
  });
}

/** Check: GET on the URL as written. Redirects are followed without a check. */
function send(context: SdkContext, object: SdkObject): SdkObject {
  const { url, limit } = requestParts(object);
  requireUrl(context, 'GET', url);
  const parsed = parseUrl(url);
  if (parsed === undefined) throw networkError('Other', 'failed to clone request');
  const answer = fetchFollowing(context, parsed);
  const body = BODILESS.has(answer.status) ? '' : answer.body;
  return recordObject('Response', {
    status: { kind: 'number', type: 'u16', value: BigInt(answer.status) },
    text: rhaiString(limit === undefined ? body : cut(body, limit)),
  });
}

function requestParts(object: SdkObject): { readonly url: string; readonly limit: bigint | undefined } {
  const { url, max_text_size: limit } = object.state as Readonly<Record<string, SdkObject>>;
  return { url: textArgument([url ?? UNIT], 0), limit: integerOf(limit) };
}

function integerOf(value: { readonly kind: string; readonly value?: unknown } | undefined): bigint | undefined {
  return value?.kind === 'int' && typeof value.value === 'bigint' ? value.value : undefined;
}

function fetchFollowing(context: SdkContext, first: Url): HttpResponse {
  let url = first;
  for (let hops = 0; ; hops++) {
    const answer = fetchOnce(context, url);
    const location = header(answer, 'location');
    if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
    const next = resolveUrl(url, location);
    if (next === undefined) return answer;
    if (hops >= MAX_REDIRECTS) throw requestError('error following redirect', url);
    url = next;
  }
}

function fetchOnce(context: SdkContext, url: Url): HttpResponse {
  if (url.scheme !== 'http' && url.scheme !== 'https') throw requestError('builder error', url);
  const answer = webAnswer(context, url);
  context.host.clock.advance(answer?.delayMs ?? 0);
  if (answer === undefined || answer.fails === true) throw requestError('error sending request', url);
  return answer;
}

function header(answer: HttpResponse, name: string): string | undefined {
  for (const [key, value] of answer.headers) if (key.toLowerCase() === name) return value;
  return undefined;
}

/** The first bytes of a text; a character that is cut becomes U+FFFD. */
function cut(text: string, limit: bigint): string {
  if (limit > MAX_BUFFER)
    throw new RunEnd('crash', 'the runner crashes when it sets aside that much memory for a body');
  return decodeUtf8Lossy(encodeUtf8(text).subarray(0, Number(limit)));
}

function requestError(reason: string, url: Url): Error {
  return networkError('RequestError', `Failed to send a request: reason: ${reason} for url (${url.text})`);
}
