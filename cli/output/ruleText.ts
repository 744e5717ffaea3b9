// The form of a text about a code of findings.

import type { SarifResult } from './sarif.ts';

/** Title, meaning, remedy; the level is that of most findings of the code. */
export interface RuleText {
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
  readonly level: SarifResult['level'];
  /** From 0 to 10, for findings about security. */
  readonly security?: string;
}

export const rule = (level: SarifResult['level'], title: string, meaning: string, remedy: string): RuleText => ({
  title,
  meaning,
  remedy,
  level,
});

export const securityRule = (score: string, ...text: Parameters<typeof rule>): RuleText => ({
  ...rule(...text),
  security: score,
});
