// Reads the `http` key of a host file: what web servers answer, by path or by whole URL.

import type { HttpResponse } from './hostDescription.ts';
import type { JsonField, JsonFields } from './jsonFields.ts';

export interface HttpAnswers {
  /** By path, for http://127.0.0.1:8080; undefined when only whole URLs are listed. */
  readonly paths: ReadonlyMap<string, HttpResponse> | undefined;
  readonly urls: ReadonlyMap<string, HttpResponse>;
}

const RESPONSE_KEYS = ['status', 'body', 'headers', 'delay_ms', 'fails'];
const MAX_DELAY_MS = 86_400_000;

/** Undefined when the key is absent. */
export function readHttp(fields: JsonFields, field: JsonField | undefined): HttpAnswers | undefined {
  if (field === undefined) return undefined;
  const paths = new Map<string, HttpResponse>();
  const urls = new Map<string, HttpResponse>();
  for (const [key, value] of fields.members(field)) {
    if (/^https?:\/\/[^/]/.test(key)) urls.set(key, readResponse(fields, value));
    else if (key.startsWith('/')) paths.set(key, readResponse(fields, value));
    else fields.error(value, 'the path of a request starts with "/", a whole URL with "http://" or "https://"');
  }
  return { paths: paths.size === 0 && urls.size > 0 ? undefined : paths, urls };
}

function readResponse(fields: JsonFields, field: JsonField): HttpResponse {
  const members = fields.members(field, RESPONSE_KEYS);
  const headers = members.get('headers');
  const pairs = headers === undefined ? [] : [...fields.members(headers)];
  const delayMs = fields.integer(members.get('delay_ms'), 0, 0, MAX_DELAY_MS);
  const fails = members.get('fails')?.node.value;
  if (fails !== undefined && fails !== true && fails !== false) fields.error(field, '"fails" must be true or false');
  return {
    status: fields.integer(members.get('status'), 200, 100, 599),
    body: fields.text(members.get('body'), ''),
    headers: new Map(pairs.map(([name, value]) => [name, fields.text(value, '')])),
    ...(delayMs === 0 ? {} : { delayMs }),
    ...(fails === true ? { fails } : {}),
  };
}
