// The Cedar engine over the published WebAssembly build: implements the port of core/cedar/types.ts.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AuthorizationAnswer, DetailedError } from '@cedar-policy/cedar-wasm';
import { LineIndex } from '#core/base/lineIndex.ts';
import { ownText } from '#core/base/ownText.ts';
import { Remembered } from '#core/base/remembered.ts';
import type { Span } from '#core/base/span.ts';
import { createPreparedPolicySet, type IndexedPolicy } from '#core/cedar/preparedPolicySet.ts';
import type { CedarSchema } from '#core/cedar/schema.ts';
import { withLineEndsOf } from '#core/cedar/syntax/lineEnds.ts';
import { type PolicyPart, policyParts } from '#core/cedar/syntax/policyParts.ts';
import type {
  CedarDecision,
  CedarEngine,
  CedarJsonForm,
  CedarMessage,
  CedarRequest,
  PolicyCondition,
  PrepareResult,
} from '#core/cedar/types.ts';
import { requestJson, scopeOf } from './cedarJson.ts';
import { checkCedarJson } from './cedarJsonChecks.ts';
import { toCedarMessages } from './cedarMessages.ts';
import { CedarEngineFault, type CedarRuntime, cedarRuntime } from './cedarRuntime.ts';
import { schemaOf } from './cedarSchemaJson.ts';
import { PolicyValidator } from './policyValidator.ts';
import { PreparsedSets } from './preparsedSets.ts';
import { RequestValidator } from './requestValidator.ts';

/** The file that holds the engine, as the package and the build name it. */
export const CEDAR_WASM_FILE = 'cedar_wasm_bg.wasm';

/**
 * Where the engine lies for a program in `directory`: beside it, as the build puts it, or in the nearest
 * `node_modules` above, when run from source. Throws when it is in neither.
 */
export function findCedarWasm(directory: string): string {
  const beside = path.join(directory, CEDAR_WASM_FILE);
  if (existsSync(beside)) return beside;
  for (let at = directory; ; at = path.dirname(at)) {
    const installed = path.join(at, 'node_modules/@cedar-policy/cedar-wasm/web', CEDAR_WASM_FILE);
    if (existsSync(installed)) return installed;
    if (at === path.dirname(at))
      throw new Error(`${CEDAR_WASM_FILE} is neither in ${directory} nor in a node_modules above it`);
  }
}

/** The engine from a file, as {@link findCedarWasm} finds it. */
export function loadCedarEngine(wasmFile: string): CedarEngine {
  return createCedarEngine(readFileSync(wasmFile));
}

/**
 * The engine from its bytes or from the compiled module (which can be handed to a worker). A thread has one instance of
 * it, made at the first call.
 */
export function createCedarEngine(wasm: Uint8Array<ArrayBuffer> | WebAssembly.Module): CedarEngine {
  return new WasmCedarEngine(cedarRuntime(wasm instanceof WebAssembly.Module ? wasm : new WebAssembly.Module(wasm)));
}

class WasmCedarEngine implements CedarEngine {
  readonly version: string;
  readonly #runtime: CedarRuntime;
  readonly #sets: PreparsedSets;
  #prepared = 0;
  /** The schema that was read last: most hosts ask for one only. */
  #read: { readonly text: string; readonly schema: CedarSchema | undefined } | undefined;
  #policies: PolicyValidator | undefined;
  readonly #parsed = new Remembered<readonly CedarMessage[]>(REMEMBERED_TEXTS);
  /** What single policies say, by their texts: typing changes one of many. */
  readonly #heads = new Remembered<PolicyHead>(REMEMBERED_TEXTS);
  readonly #conditions = new Remembered<readonly PolicyCondition[]>(REMEMBERED_TEXTS);
  #lastParsed: { readonly text: string; readonly messages: readonly CedarMessage[] } | undefined;
  /** The policies that were prepared last: a script is run again and again under the same ones. */
  #lastPrepared: { readonly text: string; readonly result: PrepareResult } | undefined;
  #validator: { readonly schema: string; readonly validator: RequestValidator } | undefined;

  constructor(runtime: CedarRuntime) {
    this.#runtime = runtime;
    this.#sets = new PreparsedSets(runtime);
    this.version = runtime.call((bindings) => bindings.getCedarVersion());
  }

  prepare(given: string): PrepareResult {
    if (this.#lastPrepared?.text !== given) this.#lastPrepared = { text: given, result: this.#prepare(given) };
    return this.#lastPrepared.result;
  }

  #prepare(given: string): PrepareResult {
    // Half of a character cannot cross into the engine; it reads the replacement, as it does from a file.
    const text = given.replace(/\p{Surrogate}/gu, '\ufffd');
    const complaints = this.#parseErrors(text);
    if (complaints.length > 0) return { ok: false, messages: complaints };
    const parts = policyParts(text);
    const set = this.#prepared++;
    const texts = (numbers: readonly number[]) => () =>
      Object.fromEntries(numbers.map((i) => [policyId(i), slice(text, parts[i]?.span)]));
    const policySet = createPreparedPolicySet(
      parts.map((part, i) => this.#indexed(text, part, policyId(i))),
      (numbers, request) => this.#authorize(this.#sets.nameOf(`${set} ${numbers.join()}`, texts(numbers)), request),
    );
    return { ok: true, policySet };
  }

  checkPolicies(text: string, schema?: string): readonly CedarMessage[] {
    const complaints = this.#parseErrors(text);
    if (complaints.length > 0 || schema === undefined) return complaints;
    const parts = policyParts(text).map((part, i) => ({ ...part, id: policyId(i), source: slice(text, part.span) }));
    if (this.#policies?.schema !== schema) this.#policies = new PolicyValidator(this.#runtime, schema);
    const validator = this.#policies;
    return this.#complaints(() =>
      // The engine goes through hash tables; the order of its words makes ours the same every time.
      [...validator.validate(parts)].sort(
        (a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0) || (a.message < b.message ? -1 : 1),
      ),
    );
  }

  checkSchema(schema: string): readonly CedarMessage[] {
    return this.#complaints(() =>
      failuresOf(
        this.#runtime.call((bindings) => bindings.checkParseSchema(schema)),
        schema,
      ),
    );
  }

  readSchema(schema: string): CedarSchema | undefined {
    if (this.#read?.text !== schema) this.#read = { text: schema, schema: this.#readSchema(schema) };
    return this.#read.schema;
  }

  #readSchema(schema: string): CedarSchema | undefined {
    if (this.checkSchema(schema).length > 0) return undefined;
    const answer = this.#runtime.call((bindings) => bindings.schemaToJsonWithResolvedTypes(schema));
    return answer.type === 'failure' ? undefined : schemaOf(answer.json);
  }

  checkRequest(request: CedarRequest, schema: string): string | undefined {
    if (this.#validator?.schema !== schema)
      this.#validator = { schema, validator: new RequestValidator(this.#runtime, schema) };
    return this.#validator.validator.check(request);
  }

  checkJson(form: CedarJsonForm, value: unknown, schema: string): readonly string[] {
    try {
      return checkCedarJson(this.#runtime, form, value, schema);
    } catch (error) {
      // The bindings throw where a value has not even the outer form that they take.
      return [error instanceof Error ? error.message : String(error)];
    }
  }

  formatPolicies(text: string): ReturnType<CedarEngine['formatPolicies']> {
    let formatted = '';
    const messages = this.#complaints(() => {
      const answer = this.#runtime.call((bindings) =>
        bindings.formatPolicies({ policyText: text, lineWidth: LINE_WIDTH, indentWidth: INDENT_WIDTH }),
      );
      if (answer.type === 'success') formatted = withLineEndsOf(text, answer.formatted_policy);
      return failuresOf(answer, text);
    });
    return messages.length === 0 ? { ok: true, text: formatted } : { ok: false, messages };
  }

  /** Remembered for short texts, as single policies are, and for the text that was asked about last. */
  #parseErrors(text: string): readonly CedarMessage[] {
    if (text.length <= MAX_REMEMBERED_LENGTH) return this.#parsed.get(text, () => this.#askParser(text));
    if (this.#lastParsed?.text !== text) this.#lastParsed = { text, messages: this.#askParser(text) };
    return this.#lastParsed.messages;
  }

  #askParser(text: string): readonly CedarMessage[] {
    return this.#complaints(() =>
      failuresOf(
        this.#runtime.call((bindings) => bindings.policySetTextToParts(text)),
        text,
      ),
    );
  }

  #indexed(text: string, part: PolicyPart, id: string): IndexedPolicy {
    const { scope, ...head } = rememberedIn(this.#heads, slice(text, part.head), (own) => this.#readHead(own, part));
    return {
      ...head,
      id,
      span: part.span,
      isTemplate: part.isTemplate,
      hasConditions: part.hasConditions,
      ...(scope === undefined ? {} : { scope, conditions: this.#conditionsOf(text, part) }),
    };
  }

  /** The scope comes from the engine; conditions are left out, so that their size does not matter. */
  #readHead(text: string, { isTemplate }: PolicyPart): PolicyHead {
    const head = `${text};`;
    const answer = this.#runtime.call((bindings) =>
      isTemplate ? bindings.templateToJson(head) : bindings.policyToJson(head),
    );
    if (answer.type === 'failure')
      throw new Error(`the policy engine refused a policy it had accepted: ${answer.errors[0]?.message}`);
    const { effect, annotations } = answer.json;
    const scope = scopeOf(answer.json);
    return {
      // An annotation without a value reads as the empty string, as in Cedar.
      annotations: Object.fromEntries(Object.entries(annotations ?? {}).map(([name, value]) => [name, value ?? ''])),
      effect,
      ...(scope === undefined ? {} : { scope }),
    };
  }

  #conditionsOf(text: string, part: PolicyPart): () => readonly PolicyCondition[] {
    if (!part.hasConditions) return () => [];
    let known: readonly PolicyCondition[] | undefined;
    return () => {
      known ??= rememberedIn(this.#conditions, slice(text, part.span), (own) => this.#readConditions(own));
      return known;
    };
  }

  #readConditions(policy: string): readonly PolicyCondition[] {
    const answer = this.#runtime.call((bindings) => bindings.policyToJson(policy));
    if (answer.type === 'failure')
      throw new Error(`the policy engine refused a policy it had accepted: ${answer.errors[0]?.message}`);
    return answer.json.conditions;
  }

  #authorize(set: string, request: CedarRequest): CedarDecision {
    const call = { ...requestJson(request), preparsedPolicySetId: set };
    const answer: AuthorizationAnswer = this.#runtime.call((bindings) => bindings.statefulIsAuthorized(call));
    if (answer.type === 'failure') throw new Error(`the policy engine refused a request: ${answer.errors[0]?.message}`);
    const { decision, diagnostics } = answer.response;
    return {
      decision,
      determining: [...diagnostics.reason].sort(bySourceOrder),
      errors: diagnostics.errors
        .map((error) => ({ policy: error.policyId, message: error.error.message }))
        .sort((a, b) => bySourceOrder(a.policy, b.policy)),
    };
  }

  /** A text that is too much for the engine is a complaint about the text. */
  #complaints(ask: () => readonly CedarMessage[]): readonly CedarMessage[] {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof CedarEngineFault)) throw error;
      return [{ message: error.message, severity: 'error' }];
    }
  }
}

/** What the scope of a policy and all before it say. */
type PolicyHead = Pick<IndexedPolicy, 'effect' | 'annotations' | 'scope'>;

/** The result for a part of a text; that of a long one is not kept. */
function rememberedIn<Result>(memory: Remembered<Result>, part: string, read: (own: string) => Result): Result {
  if (part.length > MAX_REMEMBERED_LENGTH) return read(part);
  const own = ownText(part);
  return memory.get(own, () => read(own));
}

/** More policies than a workspace has, each shorter than all but the longest. */
const REMEMBERED_TEXTS = 4_000;
const MAX_REMEMBERED_LENGTH = 4_000;

/** What the formatter of Cedar's own command line uses. */
const LINE_WIDTH = 80;
const INDENT_WIDTH = 2;

function policyId(place: number): string {
  return `policy${place}`;
}

function bySourceOrder(a: string, b: string): number {
  return Number(a.slice('policy'.length)) - Number(b.slice('policy'.length));
}

function slice(text: string, span: Span | undefined): string {
  return text.slice(span?.start ?? 0, span?.end ?? 0);
}

function originOf(text: string): { readonly lines: LineIndex; readonly offset: number } {
  return { lines: new LineIndex(text), offset: 0 };
}

function failuresOf(
  answer: { readonly type: 'success' } | { readonly type: 'failure'; readonly errors: DetailedError[] },
  text: string,
): readonly CedarMessage[] {
  return answer.type === 'success' ? [] : answer.errors.flatMap((error) => toCedarMessages(error, originOf(text)));
}
