// Writes an SDK function as Markdown for hovers and completion: signature, documentation, and the checks it makes in order.

import type { CatalogFunction, CatalogParameter, Check, DenyEffect } from '#core/catalog/types.ts';
import { describeExpression, describeGuard, describeLoop } from './describeExpression.ts';

/** `RcDirHandle.open_file(name: string, options: OpenFileOptions) -> RcFileHandle`. */
export function signatureOf(fn: CatalogFunction): string {
  const returns = fn.elementType === undefined ? fn.returns : `${fn.returns}<${fn.elementType}>`;
  const receiver = fn.receiver === undefined ? '' : `${fn.receiver}.`;
  const module = fn.module === undefined ? '' : `${fn.module}::`;
  if (fn.form === 'getter') return `${receiver}${fn.name}: ${returns}`;
  return `${receiver}${module}${fn.name}(${fn.parameters.map(parameterOf).join(', ')}) -> ${returns}`;
}

export function parameterOf(parameter: CatalogParameter): string {
  return `${parameter.name}: ${parameter.type}`;
}

/** Everything known of a function, as Markdown. */
export function functionMarkdown(overloads: readonly CatalogFunction[]): string {
  const first = overloads[0];
  if (first === undefined) return '';
  const parts = [`\`\`\`rhai\n${overloads.map(signatureOf).join('\n')}\n\`\`\``, first.documentation];
  const withChecks = overloads.find((fn) => fn.checks.length > 0);
  parts.push(withChecks === undefined ? '_Makes no Cedar check._' : checksMarkdown(withChecks.checks));
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The ordered checks as a numbered list. */
export function checksMarkdown(checks: readonly Check[]): string {
  return [
    '**Cedar checks, in order**',
    '',
    ...checks.map((check, index) => `${index + 1}. ${checkMarkdown(check)}`),
  ].join('\n');
}

function checkMarkdown(check: Check): string {
  const action = /"(.*)"/.exec(check.action)?.[1] ?? check.action;
  const types = check.resourceTypes.map((type) => type.slice(type.lastIndexOf(':') + 1)).join(' or ');
  const fallback = check.fallbackOf === undefined ? '' : `, asked when check ${check.fallbackOf + 1} is refused`;
  const loop = check.loop === undefined ? '' : `, for ${describeLoop(check.loop)}`;
  const when = check.when === undefined ? '' : `, when ${describeGuard(check.when)}`;
  const principal = check.principal === undefined ? '' : ', as root';
  return `\`${action}\` on ${types} ${describeExpression(check.resource)}${principal}${fallback}${loop}${when}${effectOf(check.onDeny)}`;
}

function effectOf(effect: DenyEffect): string {
  switch (effect) {
    case 'throw':
    case 'throwPlain':
      return '';
    case 'fallback':
      return '';
    case 'skip':
      return ' (denied: this one is left out silently)';
    case 'empty':
      return ' (denied: the result is empty, without an error)';
    case 'omit':
      return ' (denied: part of the result is missing, without an error)';
    case 'ignore':
      return ' (denied: nothing changes for the script)';
  }
}
