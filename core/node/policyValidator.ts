// Validation of policies against a schema. A policy's findings depend on nothing but itself and the schema, so those of policies
// that did not change are remembered: typing in one of hundreds asks the engine about one. Of policies that differ only in what
// validation does not look at, it is asked about one too, as long as it finds nothing.

import { LineIndex } from '#core/base/lineIndex.ts';
import { ownText } from '#core/base/ownText.ts';
import type { Span } from '#core/base/span.ts';
import type { CedarMessage } from '#core/cedar/types.ts';
import { toCedarMessages } from './cedarMessages.ts';
import type { CedarRuntime } from './cedarRuntime.ts';
import { policyShape } from './policyShape.ts';

/** A policy of a text. */
export interface ValidatedPolicy {
  readonly id: string;
  readonly source: string;
  readonly isTemplate: boolean;
  readonly span: Span;
  /** What a complaint without a place is about. */
  readonly head: Span;
}

/** More policies than a workspace has; beyond them all are forgotten. */
const MAX_REMEMBERED = 10_000;

/** Under this id the engine is asked about a policy that is remembered under its source. */
interface Remembered {
  readonly id: string;
  /** With places from the start of the policy. */
  readonly messages: readonly CedarMessage[];
}

export class PolicyValidator {
  readonly #known = new Map<string, Remembered>();
  /** Shapes of policies in which the engine found nothing. */
  readonly #cleanShapes = new Set<string>();
  /** Ids that a type lists are looked at. */
  readonly #hasShapes: boolean;

  constructor(
    private readonly runtime: CedarRuntime,
    readonly schema: string,
  ) {
    this.#hasShapes = !/\benum\b/.test(schema);
  }

  /** Findings of all policies, in no order. Throws as the engine does where a text is too much for it. */
  validate(policies: readonly ValidatedPolicy[]): readonly CedarMessage[] {
    if (this.#known.size > MAX_REMEMBERED) {
      this.#known.clear();
      this.#cleanShapes.clear();
    }
    const unknown = policies.filter(({ source }) => !this.#known.has(source));
    const others = unknown.length > 0 ? this.#askByShape(unknown) : policies.length === 0 ? this.#ask([]) : [];
    const found = policies.flatMap((policy) => this.#messagesOf(policy));
    return [...others, ...found];
  }

  #askByShape(policies: readonly ValidatedPolicy[]): readonly CedarMessage[] {
    if (!this.#hasShapes) return this.#ask(policies);
    const byShape = new Map<string, ValidatedPolicy[]>();
    for (const policy of policies) {
      const shape = policyShape(policy.source);
      byShape.set(shape, [...(byShape.get(shape) ?? []), policy]);
    }
    const first = [...byShape].flatMap(([shape, [one]]) =>
      one === undefined || this.#cleanShapes.has(shape) ? [] : one,
    );
    const others = first.length > 0 ? this.#ask(first) : [];
    const rest = [...byShape].flatMap(([shape, alike]) => {
      const known = this.#known.get(alike[0]?.source ?? '');
      if (known !== undefined && known.messages.length > 0) return alike;
      this.#cleanShapes.add(ownText(shape));
      for (const { id, source } of alike) this.#known.set(ownText(source), { id, messages: [] });
      return [];
    });
    const unknown = rest.filter(({ source }) => !this.#known.has(source));
    return unknown.length > 0 ? [...others, ...this.#ask(unknown)] : others;
  }

  /** Remembers what the engine says of the policies; gives what it says of none of them. */
  #ask(policies: readonly ValidatedPolicy[]): readonly CedarMessage[] {
    const texts = (templates: boolean) =>
      Object.fromEntries(policies.filter((one) => one.isTemplate === templates).map(({ id, source }) => [id, source]));
    const answer = this.runtime.call((bindings) =>
      bindings.validate({ schema: this.schema, policies: { staticPolicies: texts(false), templates: texts(true) } }),
    );
    if (answer.type === 'failure')
      return answer.errors.flatMap((error) =>
        toCedarMessages({ ...error, sourceLocations: [] }, { lines: new LineIndex(''), offset: 0 }),
      );
    const all = [...answer.validationErrors, ...answer.validationWarnings];
    const found = new Map(
      policies.map(({ id, source }) => [id, { lines: new LineIndex(source), messages: [] as CedarMessage[] }]),
    );
    const others: CedarMessage[] = [];
    for (const { policyId, error } of all) {
      const policy = found.get(policyId);
      const lines = policy?.lines ?? new LineIndex('');
      (policy?.messages ?? others).push(...toCedarMessages(error, { lines, offset: 0 }));
    }
    for (const { id, source } of policies)
      this.#known.set(ownText(source), { id, messages: found.get(id)?.messages ?? [] });
    return others;
  }

  #messagesOf({ id, source, span, head }: ValidatedPolicy): readonly CedarMessage[] {
    const known = this.#known.get(source);
    const renamed = (text: string) => text.replace(`for policy \`${known?.id}\``, `for policy \`${id}\``);
    return (known?.messages ?? []).map(({ message, help, span: place, ...others }) => ({
      ...others,
      message: renamed(message),
      ...(help === undefined ? {} : { help: renamed(help) }),
      policy: id,
      span: place === undefined ? head : { start: place.start + span.start, end: place.end + span.start },
    }));
  }
}
