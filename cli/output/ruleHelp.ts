// What each code of a finding means, in the form of SARIF rules: a title, what is wrong, what to do.

import type { Severity } from '#core/base/diagnostic.ts';
import { LANGUAGE_RULES } from './languageRules.ts';
import { type RuleText, rule, securityRule } from './ruleText.ts';
import type { SarifResult, SarifRule } from './sarif.ts';

const REVIEW = 'Read the path from source to sink in the finding, and bound the value before it is used.';
const NAMES = 'Take the suggested name, or look the name up in the completion of the editor.';

const RULES: Readonly<Record<string, RuleText>> = {
  compile: rule(
    'error',
    'Does not compile',
    'The engine refuses the script.',
    'Correct the place that the engine names.',
  ),
  'denied-call': rule(
    'error',
    'Call that the policy denies',
    'Every run that reaches this call is refused something there, and the call throws.',
    'Let the policy permit exactly this request, or leave the call out.',
  ),
  'denied-silent': rule(
    'warning',
    'Call that silently leaves something out',
    'The policy denies a part of this call. The runner leaves out data or an effect and throws nothing.',
    'Permit the request, or do not rely on a complete result.',
  ),
  depends: rule(
    'note',
    'Call whose decision depends on input',
    'Some runs are allowed here and some are denied. The finding names a witness of each kind.',
    'Bound the value in the script, or permit all of its values.',
  ),
  undecided: rule(
    'note',
    'Call that the analysis cannot decide',
    'Neither that the policy allows this call nor that it denies it could be shown. Shown only in the editor, where a setting asks for it.',
    'Bound the value in the script, or run it in the sandbox.',
  ),
  'review-injection': securityRule(
    '8.5',
    'warning',
    'Data decides what the script touches',
    'Content of a file or of a response decides a path, a URL, a command or a process.',
    REVIEW,
  ),
  'review-exfiltration': securityRule(
    '8.0',
    'warning',
    'Data leaves the host',
    'Content of a file goes into a network request or into a file that others can read.',
    REVIEW,
  ),
  'review-destructive': securityRule(
    '7.0',
    'warning',
    'Deletes or stops many things at once',
    'A recursive or pattern-wide delete, move, kill, or change of mode or owner.',
    'Name what is meant one by one, or narrow the pattern.',
  ),
  'review-dynamic-path': securityRule(
    '5.5',
    'warning',
    'Path that nothing bounds',
    'An argument or data becomes part of a path, and nothing keeps it below a folder.',
    REVIEW,
  ),
  'review-overeager': securityRule(
    '4.5',
    'warning',
    'Does more than was asked',
    'Writes or deletes outside the folders that the inputs name, goes on after a denial, or runs what it wrote.',
    'Keep to the folders of the inputs, and end the script when something is denied.',
  ),
  'unknown-function': rule('error', 'Function that does not exist', 'Neither the script nor the SDK has it.', NAMES),
  'unknown-method': rule('error', 'Method that does not exist', 'The type has no such method.', NAMES),
  'unknown-property': rule('error', 'Property that does not exist', 'The type has no such property.', NAMES),
  'unknown-constant': rule('error', 'Constant that does not exist', 'The namespace has no such constant.', NAMES),
  'unknown-variable': rule(
    'error',
    'Variable that does not exist here',
    'Functions do not see the variables and arguments of the script around them.',
    'Pass the value as a parameter.',
  ),
  'wrong-arguments': rule(
    'error',
    'No overload takes these arguments',
    'The function exists, with other parameters.',
    'Compare with the signatures in the message.',
  ),
  'wrong-operands': rule(
    'error',
    'No operator for these types',
    'The engine has no such operator for the types of the two sides.',
    'Convert one side.',
  ),
  'undeclared-argument': rule(
    'note',
    'Name that the script arguments must bring',
    'Nothing declares the name, so the script compiles only with such an argument.',
    'Declare the name, or give the argument.',
  ),
  ...LANGUAGE_RULES,
  'policy-action-group': rule(
    'warning',
    'Action group that never matches',
    'The runner does not load the groups of the schema, so nothing is in them.',
    'List the actions one by one.',
  ),
  'policy-fresh-id': rule(
    'warning',
    'Id that is new for every check',
    'The runner makes up the id of this type, so no policy can name it.',
    'Leave the id out and decide by type.',
  ),
  'policy-path-id': rule(
    'warning',
    'Path that no request has',
    'Requests name paths in one normal form.',
    'Write the path as the message says.',
  ),
  'policy-placeholder': rule(
    'warning',
    'Placeholder that nothing fills',
    'The runner takes the text as it stands.',
    'Put the value in its place.',
  ),
  'policy-principal-attributes': rule(
    'warning',
    'Attributes that the principal does not have',
    'The runner gives users no attributes, so the condition fails and the policy does not apply.',
    'Decide by the name of the user.',
  ),
  'policy-template': rule(
    'warning',
    'Template that nothing links',
    'A policy with slots decides nothing until it is linked, and the runner links none.',
    'Write the values in.',
  ),
  'policy-unknown-action': rule(
    'warning',
    'Action that does not exist',
    'No request has this action.',
    'Take the suggested action.',
  ),
  'policy-unknown-type': rule(
    'warning',
    'Type that does not exist',
    'No request has an entity of this type.',
    'Take the suggested type.',
  ),
  'policy-changed': rule(
    'warning',
    'Policy that was not reviewed',
    'The policy is not the one that the binding was reviewed with.',
    'Review the policy and set policyDigest to the digest in the message.',
  ),
  'policy-shadowed': rule(
    'note',
    'Permit that a forbid takes everything from',
    'A forbid covers every request that this permit is about, and a forbid always wins.',
    'Remove the permit, or narrow the forbid.',
  ),
  'policy-never-holds': rule(
    'note',
    'Policy whose conditions never hold',
    'No request meets all of the conditions together with the scope, so that the policy does nothing.',
    'Correct the conditions, or remove the policy.',
  ),
  'policy-always-errs': rule(
    'note',
    'Policy whose conditions always fail',
    'Every request ends in an error there, and Cedar skips a policy with an error.',
    'Ask only for attributes that the requests of the runner have, or remove the policy.',
  ),
  'policy-syntax': rule(
    'error',
    'Policy that does not parse',
    'The Cedar engine refuses the text.',
    'Correct the place.',
  ),
  'policy-validation': rule(
    'error',
    'Policy that does not fit the schema',
    'The policy asks for what no request can have.',
    'Use the types, actions and attributes of the schema.',
  ),
  'schema-syntax': rule(
    'error',
    'Schema that does not parse',
    'The Cedar engine refuses the schema.',
    'Correct the place.',
  ),
};

/** Codes whose name says enough, by their beginning. */
const FAMILIES: readonly (readonly [string, Omit<RuleText, 'title'>])[] = [
  [
    'unusable-',
    {
      level: 'error',
      meaning: 'A file that governs the script cannot be used, so the verdicts lack it.',
      remedy: 'Correct the file that the message names.',
    },
  ],
  [
    'policy-',
    {
      level: 'warning',
      meaning: 'The runner loads this policy without a complaint, and it does not do what it says.',
      remedy: 'Rewrite the policy as the message says.',
    },
  ],
  ['denied-', { level: 'error', meaning: 'The policy denies this.', remedy: 'Permit the request, or do not make it.' }],
  ['review-', { level: 'warning', meaning: 'Worth a look before the script runs.', remedy: REVIEW, security: '5.0' }],
  ['unused-', { level: 'note', meaning: 'Nothing uses this.', remedy: 'Remove it.' }],
];

const OTHERS: Omit<RuleText, 'title'> = {
  level: 'warning',
  meaning: 'The script or policy does something else than it seems to.',
  remedy: 'Follow the message; the editor offers a fix for many of these findings.',
};

/** The level of a severity. */
export function levelOf(severity: Severity): SarifResult['level'] {
  switch (severity) {
    case 'error':
    case 'warning':
      return severity;
    case 'information':
    case 'hint':
      return 'note';
  }
}

/** The rule of a code, also of one that this table does not have. */
export function ruleOf(code: string): SarifRule {
  const family = FAMILIES.find(([beginning]) => code.startsWith(beginning))?.[1] ?? OTHERS;
  const { title, meaning, remedy, level, security } = RULES[code] ?? { ...family, title: titleOf(code) };
  return {
    id: code,
    name: nameOf(code),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: meaning },
    help: { text: `${meaning} ${remedy}`, markdown: `**${title}**\n\n${meaning}\n\n${remedy}\n` },
    defaultConfiguration: { level },
    properties: {
      tags: security === undefined ? ['rehearsal'] : ['rehearsal', 'security'],
      ...(security === undefined ? {} : { 'security-severity': security }),
    },
  };
}

/** `unused-import` becomes `Unused import`. */
function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `unused-import` becomes `UnusedImport`, as names of rules are written. */
function nameOf(code: string): string {
  return code.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}
