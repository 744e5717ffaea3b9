// Reads the `expect` part of a test file.

import type { Span } from '#core/base/span.ts';
import type { FileAfter } from '#core/sandbox/host/filesAfter.ts';
import type { JsonField, JsonFields } from '#core/sandbox/host/jsonFields.ts';
import type {
  Expectation,
  ExpectedDecision,
  ExpectedError,
  ExpectedFile,
  ExpectedList,
  ExpectedLog,
  Placed,
  TextExpectation,
} from './expectation.ts';

const KEYS = ['status', 'output', 'error', 'decisions', 'allDecisions', 'logs', 'allLogs', 'files', 'allFiles'];
const DECISION_KEYS = ['decision', 'action', 'resource', 'principal', 'policies'];
const FILE_KEYS = ['content', 'base64', 'mode', 'owner', 'dir', 'symlink', 'special'];
const LEVELS = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

type Members = ReadonlyMap<string, JsonField>;

/** Faults go to `json`; what can be understood is kept. */
export function readExpectation(json: JsonFields, field: JsonField): Expectation {
  const members = json.members(field, KEYS);
  const status = members.get('status');
  const output = members.get('output');
  const error = members.get('error');
  const decisions = readList(json, members, ['decisions', 'allDecisions'], readDecision);
  const logs = readList(json, members, ['logs', 'allLogs'], readLog);
  const files = readFiles(json, members);
  return {
    ...(status === undefined ? {} : { status: placed(status, json.choice(status, ['SUCCESS', 'ERROR'], 'SUCCESS')) }),
    ...(output === undefined ? {} : { output: placed(output, readText(json, output)) }),
    ...(error === undefined ? {} : { error: placed(error, readError(json, error)) }),
    ...(decisions === undefined ? {} : { decisions }),
    ...(logs === undefined ? {} : { logs }),
    ...(files === undefined ? {} : { files }),
  };
}

function readText(json: JsonFields, field: JsonField): TextExpectation {
  if (field.node.type === 'string') return { kind: 'equals', text: json.text(field, '') };
  if (field.node.type !== 'object') {
    json.error(field, 'must be a text, {"contains": ...} or {"matches": "pattern"}');
    return { kind: 'contains', parts: [] };
  }
  const members = json.members(field, ['contains', 'matches']);
  const contains = members.get('contains');
  const matches = members.get('matches');
  if (matches !== undefined && contains === undefined) return readPattern(json, matches);
  if (contains === undefined || matches !== undefined) {
    json.error(field, 'needs one of "contains" and "matches"');
    return { kind: 'contains', parts: [] };
  }
  const parts = contains.node.type === 'array' ? json.texts(contains) : [json.text(contains, '')];
  return { kind: 'contains', parts };
}

function readPattern(json: JsonFields, field: JsonField): TextExpectation {
  try {
    return { kind: 'matches', pattern: new RegExp(json.text(field, ''), 'u') };
  } catch (error) {
    json.error(field, `is not a pattern: ${error instanceof Error ? error.message : String(error)}`);
    return { kind: 'contains', parts: [] };
  }
}

function readError(json: JsonFields, field: JsonField): ExpectedError {
  if (field.node.type === 'string') return { message: readText(json, field) };
  const members = json.members(field, ['type', 'message', 'contains', 'matches']);
  if (members.has('contains') || members.has('matches')) return { message: readText(json, field) };
  const type = members.get('type');
  const message = members.get('message');
  return {
    ...(type === undefined ? {} : { type: json.text(type, '') }),
    ...(message === undefined ? {} : { message: readText(json, message) }),
  };
}

/** The list below `some`, or the complete one below `all`; both together are an error. */
function readList<T>(
  json: JsonFields,
  members: Members,
  [some, all]: readonly [string, string],
  read: (json: JsonFields, field: JsonField) => T,
): ExpectedList<T> | undefined {
  const found = oneOf(json, members, [some, all]);
  if (found === undefined) return undefined;
  const entries = json.items(found.field).map((item) => placed(item, read(json, item)));
  return { entries, complete: found.complete, span: spanOf(found.field) };
}

function oneOf(
  json: JsonFields,
  members: Members,
  [some, all]: readonly [string, string],
): { readonly field: JsonField; readonly complete: boolean } | undefined {
  const part = members.get(some);
  const whole = members.get(all);
  if (part !== undefined && whole !== undefined) json.error(whole, `cannot stand beside "${some}"`);
  const field = whole ?? part;
  return field === undefined ? undefined : { field, complete: whole !== undefined };
}

function readDecision(json: JsonFields, field: JsonField): ExpectedDecision {
  const members = json.members(field, DECISION_KEYS);
  const text = (key: 'action' | 'resource' | 'principal'): Partial<ExpectedDecision> => {
    const member = members.get(key);
    return member === undefined ? {} : { [key]: json.text(member, '') };
  };
  if (!members.has('decision')) json.error(field, 'needs "decision"');
  const policies = members.get('policies');
  return {
    decision: json.choice(members.get('decision'), ['allow', 'deny'], 'allow'),
    ...text('action'),
    ...text('resource'),
    ...text('principal'),
    ...(policies === undefined ? {} : { policies: json.texts(policies) }),
  };
}

function readLog(json: JsonFields, field: JsonField): ExpectedLog {
  if (field.node.type === 'string') return { message: readText(json, field) };
  const members = json.members(field, ['level', 'message']);
  const level = members.get('level');
  const message = members.get('message');
  return {
    ...(level === undefined ? {} : { level: json.choice(level, LEVELS, 'INFO') }),
    message: message === undefined ? { kind: 'contains', parts: [] } : readText(json, message),
  };
}

function readFiles(json: JsonFields, members: Members): Expectation['files'] {
  const found = oneOf(json, members, ['files', 'allFiles']);
  if (found === undefined) return undefined;
  const entries = new Map<string, Placed<ExpectedFile>>();
  for (const [path, field] of json.members(found.field)) {
    if (!path.startsWith('/')) json.error(field, 'the path of a file on the virtual host begins with /');
    entries.set(path, placed(field, readFile(json, field)));
  }
  return { entries, complete: found.complete, span: spanOf(found.field) };
}

function readFile(json: JsonFields, field: JsonField): ExpectedFile {
  if (field.node.type === 'null') return null;
  if (field.node.type === 'string') return { content: json.text(field, '') };
  const members = json.members(field, FILE_KEYS);
  const file: { -readonly [Key in keyof FileAfter]: FileAfter[Key] } = {};
  for (const key of ['content', 'base64', 'mode', 'owner', 'symlink'] as const) {
    const member = members.get(key);
    if (member !== undefined) file[key] = json.text(member, '');
  }
  const special = members.get('special');
  if (special !== undefined) file.special = json.choice(special, ['socket', 'fifo', 'other'], 'other');
  if (members.has('dir') && json.flag(members.get('dir'), true)) file.dir = true;
  return file;
}

function placed<T>(field: JsonField, value: T): Placed<T> {
  return { value, span: spanOf(field) };
}

function spanOf({ node }: JsonField): Span {
  return { start: node.offset, end: node.offset + node.length };
}
