// What is proposed for misspelt names: the name that was meant, and never one of another namespace.

import { describe, expect, it } from 'vitest';
import { checkPolicy } from '#core/cedar/checkPolicy.ts';
import { displayUid } from '#core/cedar/types.ts';
import { policyActions } from '#core/ide/cedar/codeActions.ts';
import { engine, policies, rex, rexText } from './support.ts';

/** The same numbers in every run, below 1. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    yield state / 4_294_967_296;
  }
}

const random = numbers(20_261_124);
const below = (limit: number) => Math.floor(random.next().value * limit);

/** One slip of the keyboard: a letter too many, too few, another, or two in the wrong order. */
function slip(name: string): string {
  const at = below(name.length);
  const letter = String.fromCharCode(97 + below(26));
  switch (below(4)) {
    case 0:
      return name.slice(0, at) + name.slice(at + 1);
    case 1:
      return name.slice(0, at) + letter + name.slice(at);
    case 2:
      return name.slice(0, at) + letter + name.slice(at + 1);
    default:
      return name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2);
  }
}

/** A name that is meant, within a policy in which \`~\` stands for it. */
interface Case {
  readonly name: string;
  readonly others: readonly string[];
  readonly policy: string;
  readonly namespace: string;
}

function namespaceOf(type: string): string {
  return type.split('::').slice(0, -1).join('::');
}

function cases(): readonly Case[] {
  const types = [...rex.entityTypes.values()];
  const actions = rex.actions.filter(({ isGroup }) => !isGroup);
  return [
    ...actions.map(({ uid }) => ({
      name: uid.id,
      others: actions.filter((other) => other.uid.type === uid.type).map((other) => other.uid.id),
      policy: `permit(principal, action == ${uid.type}::"~", resource);`,
      namespace: namespaceOf(uid.type),
    })),
    ...types.flatMap(({ name }) => {
      const namespace = namespaceOf(name);
      const short = name.slice(namespace === '' ? 0 : namespace.length + 2);
      const others = types
        .filter((other) => namespaceOf(other.name) === namespace)
        .map((other) => other.name.split('::').at(-1) ?? '');
      const prefix = namespace === '' ? '' : `${namespace}::`;
      const part = actions.some(({ principalTypes }) => principalTypes.includes(name)) ? 'principal' : 'resource';
      const scope =
        part === 'principal'
          ? `principal is ${prefix}~, action, resource`
          : `principal, action, resource is ${prefix}~`;
      return [{ name: short, others, policy: `permit(${scope});`, namespace }];
    }),
    ...types.flatMap((type) =>
      [...type.attributes.keys()].map((name) => ({
        name,
        others: [...type.attributes.keys()],
        policy: `permit(principal, action, resource is ${type.name}) when { resource.~ == resource.~ };`,
        namespace: namespaceOf(type.name),
      })),
    ),
  ];
}

/** Every namespace that stands in a text. */
function namespacesIn(text: string): readonly string[] {
  return [...rex.entityTypes.keys(), ...rex.actions.map(({ uid }) => displayUid(uid))]
    .map((name) => namespaceOf(name.split('::"')[0] ?? ''))
    .filter((namespace) => namespace !== '' && text.includes(`${namespace}::`));
}

describe('suggestions', () => {
  it('are right for 95 of 100 typos and never from another namespace', () => {
    const all = cases();
    let [asked, right, foreign] = [0, 0, 0];
    const missed: string[] = [];
    while (asked < 200) {
      const { name, others, policy, namespace } = all[below(all.length)] ?? {
        name: '',
        others: [],
        policy: '',
        namespace: '',
      };
      const typo = slip(name);
      if (typo === name || others.includes(typo) || !/^[A-Za-z_]\w*$/.test(typo)) continue;
      asked++;
      const text = policy.replaceAll('~', typo);
      const document = policies(text);
      const titles = checkPolicy(text, engine, rexText).flatMap(({ code, span, message, data }) => {
        const said = namespacesIn(message).filter((found) => found !== namespace);
        if (/did you mean/i.test(message)) foreign += said.length;
        return policyActions(document, [{ code, span, data }], rex).map(({ title }) => title);
      });
      foreign += titles.flatMap(namespacesIn).filter((found) => found !== namespace).length;
      if (/^Write (?:[\w:]*::)?"?(\w+)"?$/.exec(titles[0] ?? '')?.[1] === name) right++;
      else missed.push(`${name} as ${typo}: ${titles.join(' | ')}`);
    }
    expect(foreign).toBe(0);
    expect(right / asked, missed.join('\n')).toBeGreaterThanOrEqual(0.95);
  });
});
