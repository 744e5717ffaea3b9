// `switch` with its arms: alternatives, ranges, guards and the default.

import type { Expression, SwitchArm, SwitchExpression } from './ast.ts';
import { isSelfTerminated, patternRole } from './checks.ts';
import type { Cursor } from './cursor.ts';
import { parseExpression, requireBool } from './expressions.ts';

/** Parses a `switch` from its keyword. */
export function parseSwitch(c: Cursor, outer: number): SwitchExpression {
  const start = c.start;
  const level = c.deeper(outer);
  c.take();
  const subject = parseExpression(c, level);
  const arms: SwitchArm[] = [];
  const state: ArmState = { sawRange: false, sawDefault: false };
  if (c.expect('{')) {
    while (!c.is('}') && !c.is('end')) {
      const before = c.at;
      const arm = parseArm(c, level, state);
      arms.push(arm);
      if (c.at === before) break;
      if (c.accept(',') || c.is('}')) continue;
      if (arm.body.kind === 'function' || !isSelfTerminated(arm.body) || c.is('end')) c.fail('expected , or }');
    }
    c.expect('}');
  }
  return { kind: 'switch', subject, arms, span: c.from(start) };
}

/** What earlier arms forbid to later ones. */
interface ArmState {
  sawRange: boolean;
  sawDefault: boolean;
}

function parseArm(c: Cursor, level: number, state: ArmState): SwitchArm {
  const start = c.start;
  if (state.sawDefault) c.fail('nothing can follow the default arm');
  const isDefault = c.accept('_');
  if (isDefault) state.sawDefault = true;
  const patterns = isDefault ? [] : parsePatterns(c, level);
  const guard = parseGuard(c, level, isDefault);
  c.expect('=>');
  const body = c.grammar.statement(c, level);
  checkPatterns(c, patterns, state);
  return { kind: 'arm', patterns, guard, body, span: c.from(start) };
}

function parsePatterns(c: Cursor, level: number): readonly Expression[] {
  const patterns: Expression[] = [];
  do {
    patterns.push(c.within({ pipes: false }, () => parseExpression(c, level)));
  } while (c.accept('|'));
  return patterns;
}

function parseGuard(c: Cursor, level: number, isDefault: boolean): Expression | undefined {
  if (!c.is('if')) return undefined;
  if (isDefault) c.fail('the default arm has no condition');
  c.take();
  if (c.is('{')) c.fail('expected a condition');
  const guard = parseExpression(c, level);
  requireBool(c, guard);
  return guard;
}

function checkPatterns(c: Cursor, patterns: readonly Expression[], state: ArmState): void {
  for (const pattern of patterns) {
    const role = patternRole(pattern, c.functions);
    if (role === 'invalid') c.fail('expected a literal', pattern.span);
    if (role === 'number' && state.sawRange) c.fail('a number cannot follow a range', pattern.span);
    if (role === 'range') state.sawRange = true;
  }
}
