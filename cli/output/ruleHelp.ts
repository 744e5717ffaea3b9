// What each code of a finding means, in the form of SARIF rules: a title, what is wrong, what to do.

import type { Severity } from '#core/base/diagnostic.ts';
import type { SarifResult, SarifRule } from './sarif.ts';

/** Title, meaning, remedy; the level is that of most findings of the code. */
interface RuleText {
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
  readonly level: SarifResult['level'];
  /** From 0 to 10, for findings about security. */
  readonly security?: string;
}

const rule = (level: SarifResult['level'], title: string, meaning: string, remedy: string): RuleText => ({
  title,
  meaning,
  remedy,
  level,
});

const securityRule = (score: string, ...text: Parameters<typeof rule>): RuleText => ({
  ...rule(...text),
  security: score,
});

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
  'array-join': rule(
    'warning',
    'Array without join',
    'Arrays of Rhai have no join.',
    'Put the items together in a loop, or with reduce.',
  ),
  'bit-precedence': rule(
    'warning',
    'Bit operator that binds looser than it looks',
    'A comparison binds closer than & and | do, other than in most languages.',
    'Put parentheses around the bit operation.',
  ),
  'constant-changed': rule(
    'warning',
    'Part of a constant that is assigned',
    'The engine refuses to change a constant, also in its parts.',
    'Declare it with let.',
  ),
  'duplicate-case': rule(
    'warning',
    'Case that an earlier one takes',
    'An earlier case of this switch has the same value.',
    'Remove one of them.',
  ),
  'unused-ignore': rule(
    'warning',
    'Comment that silences nothing',
    'No finding of this code stands on the next line.',
    'Remove the comment.',
  ),
  'ignore-without-reason': rule(
    'note',
    'Silenced finding without a reason',
    'The comment silences a finding and does not say why.',
    'Write the reason behind the code.',
  ),
  'ignored-result': rule(
    'warning',
    'Result that is thrown away',
    'The expression computes something and nothing uses it.',
    'Assign the result, or remove the expression.',
  ),
  'constant-method': rule(
    'warning',
    'Method that constants do not have',
    'The engine refuses this method on a constant.',
    'Put the value into a back-tick string, or into a variable first.',
  ),
  'decimal-mode': rule(
    'warning',
    'Permissions as a decimal number',
    'A number such as 644 means other bits without 0o.',
    'Write it in octal: 0o644.',
  ),
  'map-loop': rule('warning', 'Loop over a map', 'Maps have no iterator.', 'Go over keys() and look each value up.'),
  'missing-option': rule(
    'warning',
    'Setting that the options need',
    'build() fails without it.',
    'Set it before build().',
  ),
  'no-truth-value': rule(
    'warning',
    'Condition that is no truth value',
    'The engine takes only true and false for conditions.',
    'Ask with is_empty(), or compare.',
  ),
  'shared-builder': rule(
    'warning',
    'Builder that is changed and used again',
    'A setter changes the builder it is called on. What was meant for a copy stays in the builder and goes into the next options.',
    'Call the setter on a copy, such as let copy = base, or make a builder for each.',
  ),
  'object-to-json': rule(
    'warning',
    'Object of the SDK in JSON',
    'to_json writes the name of its type where the object stands, so that the text is no JSON.',
    'Put texts, numbers and maps into it, such as what to_map() or to_string() gives.',
  ),
  'json-list': rule(
    'warning',
    'JSON that is no object',
    'parse_json refuses every text that is no JSON object.',
    'Put the text into an object and take it out of the result.',
  ),
  'never-equal': rule(
    'warning',
    'Comparison of two types',
    'Values of these types are never equal, and the engine does not complain.',
    'Compare with a value of the same type: a constant of the SDK, a number, or a text made with to_string().',
  ),
  'reserved-function': rule(
    'warning',
    'Pointer to an operator or a keyword',
    'Fn takes names of functions. The engine refuses operators and keywords when it gets there.',
    'Write a function without a name, such as |a, b| a + b.',
  ),
  'no-equality': rule(
    'warning',
    'Search among values without ==',
    'The array holds values of a type that has no ==, so that contains and in fail.',
    'Keep texts or numbers in the array instead.',
  ),
  'number-case': rule(
    'warning',
    'Cases that no number of the SDK equals',
    'Numbers of the SDK equal no number that is written in a case.',
    'Convert with to_int() first.',
  ),
  'plain-pattern': rule(
    'warning',
    'Regular expression that is read as plain text',
    'awk_filter looks for the text as it stands.',
    'Use grep, or give a plain text.',
  ),
  'quoted-interpolation': rule(
    'warning',
    'Value in a string with double quotes',
    'Only back-tick strings put values in.',
    'Use a back-tick string.',
  ),
  'range-index': rule(
    'warning',
    'Range as the index of an array',
    'The index of an array is one number.',
    'Use extract(range).',
  ),
  'rex-name': rule(
    'warning',
    'Name that belongs to the runner',
    'Metrics and alarms that begin with Rex make the run fail at its end.',
    'Choose another name.',
  ),
  'script-callback': rule(
    'warning',
    'Callback that the SDK cannot call',
    'find fails as soon as an entry matches.',
    'Go over list_entries, or use find_files.',
  ),
  'variable-call': rule(
    'warning',
    'Variable that is called as a function',
    'A function in a variable is called with call.',
    'Write f.call(...).',
  ),
  'wrong-path': rule(
    'warning',
    'Path that the SDK refuses',
    'Paths are absolute, without .. and without some characters.',
    'Write the whole path.',
  ),
  'map-in-closure': rule(
    'warning',
    'Map that is used inside its own iteration',
    'The engine lends the map to the closure, and using it there ends the run.',
    'Assign the keys first.',
  ),
  'outer-variable': rule(
    'warning',
    'Function that uses a variable around it',
    'Functions of Rhai see only their parameters.',
    'Pass the value as a parameter.',
  ),
  'plain-error': rule(
    'warning',
    'Field of an error that is plain text',
    'What was thrown is a text and has no kind or message.',
    'Use the text, or throw a map.',
  ),
  'template-escape': rule(
    'warning',
    'Escape in a back-tick string',
    'Back-tick strings know no escapes: the characters stay as they are.',
    'Use double quotes, or interpolate the character.',
  ),
  'try-value': rule(
    'warning',
    'Try as a value',
    'A try statement has no value.',
    'Assign inside the block, or return from it.',
  ),
  'unit-result': rule(
    'warning',
    'Value of a method that changes in place',
    'The method changes its receiver and gives nothing.',
    'Call it as a statement and use the receiver afterwards.',
  ),
  'wrong-arity': rule(
    'warning',
    'Script function with other parameters',
    'No function of this name takes so many arguments.',
    'Compare with its declaration.',
  ),
  'module-not-found': rule(
    'warning',
    'Import of a file that is not there',
    'The runner opens imports relative to the folder that it is started in, with the extension .rhai, and ends where there is none.',
    'Correct the path, or list the file in the host file.',
  ),
  'repeated-import': rule(
    'warning',
    'Second import of a name',
    'The engine goes on using the first module that was imported under this name.',
    'Import it under another name.',
  ),
  'broken-module': rule(
    'error',
    'Import of a script that does not compile',
    'A module is compiled when it is imported, and without the arguments of the script.',
    'Mend the module.',
  ),
  'import-cycle': rule(
    'error',
    'Imports in a circle',
    'The runner follows them without an end and crashes.',
    'Move what both modules need into a third.',
  ),
  'unreachable-code': rule('note', 'Code that nothing reaches', 'The statement before always leaves.', 'Remove it.'),
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
