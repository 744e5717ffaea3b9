// All pitfall rules. A rule is added or dropped here and nowhere else.

import { actionGroup } from './actionGroup.ts';
import { freshId } from './freshId.ts';
import { pathId } from './pathId.ts';
import type { PitfallRule } from './pitfall.ts';
import { placeholder } from './placeholder.ts';
import { principalAttributes } from './principalAttributes.ts';
import { processPid } from './processPid.ts';
import { redactedRead } from './redactedRead.ts';
import { template } from './template.ts';
import { unknownAction } from './unknownAction.ts';
import { unknownType } from './unknownType.ts';

export const PITFALL_RULES: readonly PitfallRule[] = [
  unknownType,
  unknownAction,
  actionGroup,
  template,
  placeholder,
  freshId,
  principalAttributes,
  processPid,
  pathId,
  redactedRead,
];
