// Answers open questions one way after the other, so that a prediction can be made once per answer: "is this path a
// directory", "is the option set". The same question gets the same answer within one prediction.

/** One answer taken. */
export interface Choice {
  readonly question: string;
  readonly option: string;
  /** In words, for messages: `/srv/app is a directory`. Empty where there is nothing to say. */
  readonly assumption: string;
  /** Whether some run really goes this way; otherwise the other way may be the only one. */
  readonly possible: boolean;
}

export interface Option<T> {
  readonly name: string;
  readonly value: T;
  readonly assumption: string;
}

/** Thrown when a prediction asks more than can be gone through. */
export class TooManyChoices extends Error {
  constructor() {
    super('too many open questions');
    this.name = 'TooManyChoices';
  }
}

/** Asked by a prediction. */
export class Choices {
  readonly #script: readonly number[];
  readonly #taken: { readonly index: number; readonly count: number; readonly choice: Choice }[] = [];
  readonly #answers = new Map<string, unknown>();

  constructor(script: readonly number[] = []) {
    this.#script = script;
  }

  /** One of the options; a single option is no question. `possible` as in {@link Choice}. */
  choose<T>(question: string, options: readonly [Option<T>, ...Option<T>[]], possible: boolean): T {
    if (options.length === 1) return options[0].value;
    if (this.#answers.has(question)) return this.#answers.get(question) as T;
    const index = this.#script[this.#taken.length] ?? 0;
    const option = options[index] ?? options[0];
    const choice = { question, option: option.name, assumption: option.assumption, possible };
    this.#taken.push({ index, count: options.length, choice });
    this.#answers.set(question, option.value);
    return option.value;
  }

  get taken(): readonly Choice[] {
    return this.#taken.map(({ choice }) => choice);
  }

  /** The next way to answer, or undefined when all were gone. */
  next(): readonly number[] | undefined {
    const indexes = this.#taken.map(({ index }) => index);
    for (let at = this.#taken.length - 1; at >= 0; at--) {
      const { index, count } = this.#taken[at] ?? { index: 0, count: 0 };
      if (index + 1 < count) return [...indexes.slice(0, at), index + 1];
    }
    return undefined;
  }
}

/** Runs `predict` once per combination of answers. Throws {@link TooManyChoices} beyond `limit` combinations. */
export function forEachChoice<T>(limit: number, predict: (choices: Choices) => T): readonly T[] {
  const results: T[] = [];
  let script: readonly number[] | undefined = [];
  while (script !== undefined) {
    if (results.length >= limit) throw new TooManyChoices();
    const choices: Choices = new Choices(script);
    results.push(predict(choices));
    script = choices.next();
  }
  return results;
}
