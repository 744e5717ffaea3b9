// Generated cases for the comparison with the real runner: those of the soundness tests, whose scripts here also tell what they got.

import { generateQuadruple } from '../soundness/generateQuadruple.ts';
import type { RealCase } from './realCase.ts';

/** Tells an error whatever its form. */
const REPORT = `fn told(e) {
  if type_of(e) != "map" { info("" + e); }
  else if "kind" in e { info("" + e.kind + ": " + e.message); }
  else { info("" + e.message); }
}
`;

/** Calls whose result is the same on every machine. */
const TELLING = '(?:cat|grep|tail|wc|sed|awk_field|f\\.read|f\\.search|f\\.read_lines)';
const CALL = new RegExp(`(^|[{;] )(${TELLING}\\([^;{}]*(?:\\$\\{[^{}]*\\}[^;{}]*)*\\));`, 'gm');

/** The root as a path of its own: below it lie folders of the machine, which the virtual host does not know. */
const ROOT = /(?<!(?:split|contains|with|replace)\()"\/"(?=[),])/g;

/** The case of a seed. */
export function generateTalking(seed: number): RealCase {
  const { script, policy, host, args } = generateQuadruple(seed);
  return {
    script: REPORT + talking(script.replace(ROOT, '"/srv"')),
    policy,
    host,
    args: args.replaceAll('"stringValue":"/"', '"stringValue":"/srv"'),
  };
}

function talking(script: string): string {
  return script.replaceAll('catch (e) { }', 'catch (e) { told(e); }').replace(CALL, '$1info("" + $2);');
}
