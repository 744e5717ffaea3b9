// The words of the Cedar languages with a sentence each, for hovers, completion and signature help.

/** A function or method of Cedar or of one of its extensions. */
export interface CedarFunction {
  readonly name: string;
  /** The type before the dot, as types are written in schemas; absent for functions. `any set` and `any entity` stand for all of a kind. */
  readonly receiver?: 'any set' | 'any entity' | 'ipaddr' | 'decimal' | 'datetime' | 'duration';
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly returns: string;
  readonly text: string;
}

function fn(name: string, parameter: string, type: string, returns: string, text: string): CedarFunction {
  return { name, parameters: [{ name: parameter, type }], returns, text };
}

function method(
  receiver: NonNullable<CedarFunction['receiver']>,
  name: string,
  parameter: readonly [string, string] | undefined,
  returns: string,
  text: string,
): CedarFunction {
  const parameters = parameter === undefined ? [] : [{ name: parameter[0], type: parameter[1] }];
  return { name, receiver, parameters, returns, text };
}

export const FUNCTIONS: readonly CedarFunction[] = [
  fn('ip', 'text', 'String', 'ipaddr', 'An IP address or range, such as `ip("10.0.0.0/8")`. Takes a literal only.'),
  fn(
    'decimal',
    'text',
    'String',
    'decimal',
    'A number with one to four digits behind the point, such as `decimal("1.50")`. Takes a literal only.',
  ),
  fn(
    'datetime',
    'text',
    'String',
    'datetime',
    'A moment, such as `datetime("2025-01-31T12:00:00Z")`. Takes a literal only.',
  ),
  fn('duration', 'text', 'String', 'duration', 'A span of time, such as `duration("1d2h30m")`. Takes a literal only.'),
  method('any set', 'contains', ['element', 'any'], 'Bool', 'Whether the value is an element of the set.'),
  method('any set', 'containsAll', ['other', 'Set'], 'Bool', 'Whether every element of the other set is in this one.'),
  method('any set', 'containsAny', ['other', 'Set'], 'Bool', 'Whether the two sets have an element in common.'),
  method('any set', 'isEmpty', undefined, 'Bool', 'Whether the set has no elements.'),
  method('any entity', 'hasTag', ['key', 'String'], 'Bool', 'Whether the entity has a tag of this name.'),
  method(
    'any entity',
    'getTag',
    ['key', 'String'],
    'tag',
    'The tag of this name. Without such a tag the condition fails and the policy is skipped, so ask `hasTag` first.',
  ),
  method('ipaddr', 'isIpv4', undefined, 'Bool', 'Whether the address is of version 4.'),
  method('ipaddr', 'isIpv6', undefined, 'Bool', 'Whether the address is of version 6.'),
  method('ipaddr', 'isLoopback', undefined, 'Bool', 'Whether the address is one of the loopback addresses.'),
  method('ipaddr', 'isMulticast', undefined, 'Bool', 'Whether the address is one of the multicast addresses.'),
  method('ipaddr', 'isInRange', ['range', 'ipaddr'], 'Bool', 'Whether the address or range lies within the other.'),
  method('decimal', 'lessThan', ['other', 'decimal'], 'Bool', 'Whether this number is smaller.'),
  method('decimal', 'lessThanOrEqual', ['other', 'decimal'], 'Bool', 'Whether this number is smaller or equal.'),
  method('decimal', 'greaterThan', ['other', 'decimal'], 'Bool', 'Whether this number is larger.'),
  method('decimal', 'greaterThanOrEqual', ['other', 'decimal'], 'Bool', 'Whether this number is larger or equal.'),
  method('datetime', 'offset', ['by', 'duration'], 'datetime', 'The moment moved by a span of time.'),
  method(
    'datetime',
    'durationSince',
    ['earlier', 'datetime'],
    'duration',
    'The time from the other moment to this one.',
  ),
  method('datetime', 'toDate', undefined, 'datetime', 'The start of the day in UTC.'),
  method('datetime', 'toTime', undefined, 'duration', 'The time since the start of the day in UTC.'),
  method('duration', 'toMilliseconds', undefined, 'Long', 'The number of whole milliseconds.'),
  method('duration', 'toSeconds', undefined, 'Long', 'The number of whole seconds.'),
  method('duration', 'toMinutes', undefined, 'Long', 'The number of whole minutes.'),
  method('duration', 'toHours', undefined, 'Long', 'The number of whole hours.'),
  method('duration', 'toDays', undefined, 'Long', 'The number of whole days.'),
];

/** `name(parameter: type): type`, with the receiver before it for methods. */
export function signatureOf(fn: CedarFunction): string {
  const receiver = fn.receiver === undefined ? '' : `${fn.receiver.replace(/^any /, '')}.`;
  return `${receiver}${fn.name}(${fn.parameters.map(({ name, type }) => `${name}: ${type}`).join(', ')}): ${fn.returns}`;
}

/** Words and operators of policies. */
export const POLICY_WORDS: ReadonlyMap<string, string> = new Map([
  ['permit', 'Allows the requests that match, unless a `forbid` matches too.'],
  ['forbid', 'Denies the requests that match, whatever is permitted.'],
  ['when', 'The policy applies only where this is true. Where it fails, the policy is skipped.'],
  ['unless', 'The policy applies only where this is false. Where it fails, the policy is skipped.'],
  [
    'principal',
    'Who asks. The runner sends `User::"name"`, the user that the script runs as, without attributes or groups.',
  ],
  ['action', 'What is to be done, such as `file_system::Action::"read"`.'],
  ['resource', 'What it is to be done to. Its type depends on the action.'],
  ['context', 'What the request says beside principal, action and resource. Only a few actions of Rex send any.'],
  [
    'in',
    'Whether an entity is the other one or lies in it, at any depth. `resource in file_system::Dir::"/srv"` holds for all below `/srv` and for `/srv` itself.',
  ],
  ['has', 'Whether an attribute is there. Ask before you read an optional one: reading a missing attribute fails.'],
  ['like', 'Whether a string fits a pattern in which `*` stands for any characters. `\\*` is the character itself.'],
  ['is', 'Whether an entity has a type.'],
  ['if', 'One of two values, depending on a condition: `if a then b else c`.'],
  ['then', 'The value where the condition is true.'],
  ['else', 'The value where the condition is false.'],
  ['true', 'The boolean that is true.'],
  ['false', 'The boolean that is false.'],
  ['==', 'Whether two values are equal. Values of different types are not.'],
  ['!=', 'Whether two values differ.'],
  ['<', 'Whether a number, moment or span of time is smaller.'],
  ['<=', 'Whether a number, moment or span of time is smaller or equal.'],
  ['>', 'Whether a number, moment or span of time is larger.'],
  ['>=', 'Whether a number, moment or span of time is larger or equal.'],
  ['&&', 'Whether both are true. The right side is not looked at where the left one is false.'],
  ['||', 'Whether one is true. The right side is not looked at where the left one is true.'],
  ['!', 'The opposite of a boolean.'],
  ['+', 'The sum. Where it does not fit 64 bits, the condition fails.'],
  ['-', 'The difference or the opposite number. Where it does not fit 64 bits, the condition fails.'],
  ['*', 'The product. Where it does not fit 64 bits, the condition fails.'],
  ['?principal', 'A place for the principal, filled in when the template is linked. The runner links no templates.'],
  ['?resource', 'A place for the resource, filled in when the template is linked. The runner links no templates.'],
]);

/** Words of schemas. */
export const SCHEMA_WORDS: ReadonlyMap<string, string> = new Map([
  ['namespace', 'A group of declarations whose names begin with its name.'],
  ['entity', 'A type of principals or resources, with its attributes.'],
  ['action', 'What can be asked for, or a group of such actions.'],
  ['type', 'A name for a type that is used in several places.'],
  ['in', 'Behind an entity: the types whose entities it can lie in. Behind an action: the groups it belongs to.'],
  [
    'appliesTo',
    'The principals, resources and context with which an action is asked for. An action without it is a group.',
  ],
  ['principal', 'Types of those who can ask for the action.'],
  ['resource', 'Types of what the action can be done to.'],
  ['context', 'What a request for the action says beside principal, action and resource.'],
  ['tags', 'The type of the values that entities carry under names of their own.'],
  ['enum', 'The ids that entities of the type can have.'],
  ['attributes', 'Attributes of the action. Must be empty.'],
]);

/** Types that need no declaration. */
export const BUILT_IN_TYPES: ReadonlyMap<string, string> = new Map([
  ['Long', 'A whole number of 64 bits.'],
  ['String', 'A text.'],
  ['Bool', '`true` or `false`.'],
  ['Set', 'A set of values of one type, `Set<String>`.'],
  ['ipaddr', 'An IP address or range, made by `ip`.'],
  ['decimal', 'A number with up to four digits behind the point, made by `decimal`.'],
  ['datetime', 'A moment, made by `datetime`.'],
  ['duration', 'A span of time, made by `duration`.'],
]);

export function isBuiltInType(name: string): boolean {
  return BUILT_IN_TYPES.has(name);
}

/** Annotations with a meaning. */
export const ANNOTATIONS: ReadonlyMap<string, string> = new Map([
  ['id', 'The name of the policy in traces, lists and messages.'],
  ['advice', 'A hint for whoever is denied. The runner does not show it.'],
  ['doc', 'What the policy or declaration is for.'],
]);
