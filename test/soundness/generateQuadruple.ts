// One case for the soundness of verdicts: a script, a policy, a host and arguments that a seed determines.

import { Dice } from './dice.ts';
import { generateArguments, generateHost } from './generateHost.ts';
import { generatePolicy } from './generatePolicy.ts';
import { generateScript } from './generateScript.ts';

/** What a run needs, as the texts of a case folder. */
export interface Quadruple {
  readonly script: string;
  readonly policy: string;
  /** Text of the host file. */
  readonly host: string;
  /** Text of the arguments file. */
  readonly args: string;
}

/** How cases differ from the usual ones. */
export interface QuadrupleOptions {
  /** How likely a host has symbolic links. */
  readonly links?: number;
}

/** The case of a seed, which is any whole number. */
export function generateQuadruple(seed: number, { links = 0.25 }: QuadrupleOptions = {}): Quadruple {
  const dice = new Dice(seed);
  // Seeds that are near each other give sequences that are not.
  const parts = [dice.below(2 ** 31), dice.below(2 ** 31), dice.below(2 ** 31)].map((part) => new Dice(part));
  const [forScript = dice, forPolicy = dice, forHost = dice] = parts;
  return {
    script: generateScript(forScript),
    policy: generatePolicy(forPolicy),
    host: JSON.stringify(generateHost(forHost, links)),
    args: JSON.stringify(generateArguments(forHost)),
  };
}
