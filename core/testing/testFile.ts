// Reads a test file (`*.rehearsal.json`): runs of scripts and what is expected of them.

import type { Span } from '#core/base/span.ts';
import { type HostFileProblem, type JsonField, JsonFields } from '#core/sandbox/host/jsonFields.ts';
import type { Expectation } from './expectation.ts';
import { readExpectation } from './readExpectation.ts';

/** Version of the format that this program writes and understands. */
export const TEST_FILE_VERSION = 1;

/** How a test file's name ends. */
export const TEST_FILE_SUFFIX = '.rehearsal.json';

export type TestFileProblem = HostFileProblem;

/** A path relative to the folder of the test file, with forward slashes. */
export interface FileReference {
  readonly kind: 'file';
  readonly path: string;
  readonly span: Span;
}

/** JSON that stands in the test file itself. */
export interface InlineJson {
  readonly kind: 'inline';
  readonly text: string;
  readonly span: Span;
}

/** One run and what is expected of it. */
export interface TestCase {
  readonly name: string;
  /** The entry of the test; its name for a list, the file for a single test. */
  readonly span: Span;
  readonly script: FileReference;
  readonly policy: FileReference;
  readonly host?: FileReference | InlineJson;
  readonly arguments?: FileReference | InlineJson;
  readonly principal?: { readonly name: string; readonly span: Span };
  readonly seed?: number;
  readonly expect: Expectation;
}

export interface TestFile {
  readonly tests: readonly TestCase[];
  readonly problems: readonly TestFileProblem[];
}

/** What a run is made of; above `tests` it holds for all of them. */
const INPUT_KEYS = ['script', 'policy', 'host', 'arguments', 'principal', 'seed'];
const TEST_KEYS = ['name', ...INPUT_KEYS, 'expect'];
const TOP_LEVEL_KEYS = ['$schema', 'version', 'name', ...INPUT_KEYS, 'expect', 'tests'];

/** Tests that can be understood are kept even when others cannot. `name` is what a single test without a name is called. Never throws. */
export function parseTestFile(text: string, name: string): TestFile {
  const json = new JsonFields(text);
  const { root } = json;
  if (root === undefined) return { tests: [], problems: json.problems };
  const top = json.members(root, TOP_LEVEL_KEYS);
  checkVersion(json, top.get('version'));
  const list = top.get('tests');
  if (list === undefined) {
    const test = root.node.type === 'object' ? readTest(json, root, new Map(), top, name) : undefined;
    return { tests: test === undefined ? [] : [test], problems: json.problems };
  }
  if (top.has('expect')) json.error(list, '"expect" belongs to each test where there is a list of tests');
  const items = json.items(list);
  if (list.node.type === 'array' && items.length === 0) json.error(list, 'holds no test');
  const tests = items.flatMap((item) => {
    const own = json.members(item, TEST_KEYS);
    if (item.node.type === 'object' && !own.has('name')) json.error(item, 'needs "name"');
    return readTest(json, item, top, own, name) ?? [];
  });
  checkNames(json, items);
  return { tests, problems: json.problems };
}

function checkVersion(json: JsonFields, field: JsonField | undefined): void {
  const value: unknown = field?.node.value;
  if (field === undefined || value === TEST_FILE_VERSION) return;
  const isNewer = typeof value === 'number' && value > TEST_FILE_VERSION;
  json.error(
    field,
    isNewer
      ? `this file has version ${value}; ${TEST_FILE_VERSION} is the newest known here`
      : `must be ${TEST_FILE_VERSION}`,
  );
}

/** Reports and results go by name, so that two tests with one name could not be told apart. */
function checkNames(json: JsonFields, items: readonly JsonField[]): void {
  const seen = new Set<string>();
  for (const { node, path } of items) {
    const property = node.children?.find((child) => child.children?.[0]?.value === 'name');
    const value = property?.children?.[1];
    if (value?.type !== 'string') continue;
    if (seen.has(String(value.value))) json.error({ node: value, path: `${path}.name` }, 'another test has this name');
    seen.add(String(value.value));
  }
}

function readTest(
  json: JsonFields,
  field: JsonField,
  shared: ReadonlyMap<string, JsonField>,
  own: ReadonlyMap<string, JsonField>,
  fileName: string,
): TestCase | undefined {
  if (field.node.type !== 'object') return undefined;
  const member = (key: string): JsonField | undefined => own.get(key) ?? shared.get(key);
  const script = reference(json, field, 'script', member('script'));
  const policy = reference(json, field, 'policy', member('policy'));
  const expect = own.get('expect');
  if (expect === undefined) json.error(field, 'needs "expect"');
  else if (expect.node.type === 'object' && expect.node.children?.length === 0) json.error(expect, 'expects nothing');
  const name = own.get('name');
  if (script === undefined || policy === undefined || expect === undefined) return undefined;
  const host = fileOrInline(json, member('host'));
  const scriptArguments = fileOrInline(json, member('arguments'));
  const principal = member('principal');
  const seed = member('seed');
  return {
    name: json.text(name, fileName),
    span: spanOf(name ?? field),
    script,
    policy,
    ...(host === undefined ? {} : { host }),
    ...(scriptArguments === undefined ? {} : { arguments: scriptArguments }),
    ...(principal === undefined ? {} : { principal: { name: json.text(principal, ''), span: spanOf(principal) } }),
    ...(seed === undefined ? {} : { seed: json.integer(seed, 0, 0, Number.MAX_SAFE_INTEGER) }),
    expect: readExpectation(json, expect),
  };
}

function reference(
  json: JsonFields,
  test: JsonField,
  key: string,
  field: JsonField | undefined,
): FileReference | undefined {
  if (field === undefined) {
    json.error(test, `needs "${key}"`);
    return undefined;
  }
  return path(json, field);
}

function fileOrInline(json: JsonFields, field: JsonField | undefined): FileReference | InlineJson | undefined {
  if (field === undefined) return undefined;
  if (field.node.type !== 'object') return path(json, field, 'must be a path or an object');
  return { kind: 'inline', text: json.source(field), span: spanOf(field) };
}

function path(json: JsonFields, field: JsonField, otherwise = 'must be a path'): FileReference | undefined {
  const text = field.node.type === 'string' ? json.text(field, '') : '';
  if (text === '') {
    json.error(field, otherwise);
    return undefined;
  }
  if (/^([/\\]|[A-Za-z]:)/.test(text)) {
    json.error(field, 'must be relative to the folder of this file');
    return undefined;
  }
  return { kind: 'file', path: text, span: spanOf(field) };
}

function spanOf({ node }: JsonField): Span {
  return { start: node.offset, end: node.offset + node.length };
}
