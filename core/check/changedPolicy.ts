// Diagnostic `policy-changed`: the policy is not the one that the script's binding was reviewed with.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { sha256Digest } from '#core/base/sha256.ts';
import { encodeUtf8 } from '#core/base/utf8.ts';

/** A policy text with the digest (`sha256:` and hex) that its binding names, if it names one. */
export interface ReviewedPolicy {
  readonly name: string;
  readonly text: string;
  readonly digest?: string;
}

/** A warning, since the verdicts are right for the policy as it is; undefined where the digest fits or none is named. */
export function changedPolicy({ name, text, digest }: ReviewedPolicy): Diagnostic | undefined {
  if (digest === undefined) return undefined;
  const actual = sha256Digest(encodeUtf8(text));
  if (actual === digest.toLowerCase()) return undefined;
  const message = `The policy ${name} is not the one that this binding was reviewed with. Review it and set policyDigest to ${actual}.`;
  return { code: 'policy-changed', severity: 'warning', message, span: { start: 0, end: 1 }, data: { digest: actual } };
}
