// Completion in policies, driven by the schema: what can stand at the cursor, and what the request can be there.

import { entityText } from '#core/cedar/pitfalls/pitfall.ts';
import type { CedarSchema, SchemaAction, SchemaAttribute } from '#core/cedar/schema.ts';
import { type ExpressionNode, expressionsOf, type PolicyNode } from '#core/cedar/syntax/ast.ts';
import type { CedarToken } from '#core/cedar/syntax/lexer.ts';
import { displayUid, escapeCedarString } from '#core/cedar/types.ts';
import type { Completion, CompletionItem } from '../answers.ts';
import type { PolicyDocument } from './cedarDocument.ts';
import { functionItem, keyword, plain, snippetItem } from './completionItems.ts';
import { openBracket, policyBefore, type TypedName, typedName } from './cursorTokens.ts';
import { attributesOf, type RequestTypes, requestTypes, typeOf, type ValueType } from './requestTypes.ts';
import { ANNOTATIONS, FUNCTIONS, POLICY_WORDS } from './words.ts';

/** What completion may look at beside the text. */
export interface CompletionPort {
  /** Absent where the schema in force has errors. */
  readonly schema: CedarSchema | undefined;
  /** Ids of entities of a type that policies, entities files and hosts of the workspace name. */
  idsOf(type: string): readonly string[];
}

/** What can be typed at an offset; undefined in comments. */
export function policyCompletion(
  document: PolicyDocument,
  offset: number,
  port: CompletionPort,
): Completion | undefined {
  const typed = typedName(document.tree, offset);
  if (typed === undefined) return undefined;
  const policy = policyBefore(document, offset);
  const request = port.schema && requestTypes(policy, port.schema);
  const place: Place = { document, offset, port, typed, policy, request };
  const items = typed.inString ? inString(place) : inCode(place);
  return { items: unique(items), span: typed.span };
}

interface Place {
  readonly document: PolicyDocument;
  readonly offset: number;
  readonly port: CompletionPort;
  readonly typed: TypedName;
  readonly policy: PolicyNode | undefined;
  readonly request: RequestTypes | undefined;
}

function inString(place: Place): readonly CompletionItem[] {
  const { typed, port } = place;
  if (typed.qualifier !== '') return ids(place, typed.qualifier);
  // A string that is compared with an attribute of a path.
  const before = typed.before?.text;
  if (before !== '==' && before !== 'like' && before !== '!=') return [];
  const subject = place.document.tree.tokens[typed.beforeIndex - 1]?.text;
  const types = subject === 'path' ? PATH_TYPES : subject === 'url' ? ['network::url'] : [];
  return types
    .flatMap((type) => port.idsOf(type))
    .map((id) => value(`"${escapeCedarString(id)}"`, 'used in this workspace'));
}

const PATH_TYPES = ['file_system::File', 'file_system::Dir'];

/** Ids of a type, in quotes. The whole name is replaced. */
function ids({ port, request }: Place, type: string): readonly CompletionItem[] {
  const actions = port.schema?.actions.filter(({ uid }) => uid.type === type) ?? [];
  if (actions.length > 0) return actions.map((action) => actionItem(action, request));
  return port.idsOf(type).map((id) => value(entityText(type, id), 'used in this workspace'));
}

function inCode(place: Place): readonly CompletionItem[] {
  const { typed, document, policy, port } = place;
  const before = typed.before;
  if (before?.text === '@') return annotationItems();
  if (before?.text === '.') return members(place);
  if (typed.qualifier !== '') return [...named(place, [...(port.schema?.entityTypes.keys() ?? [])], 'entity')];
  if (before?.text === 'has') return attributeItems(receiverOf(place, 'has'), place);
  if (before?.text === 'is') return named(place, typesAfterIs(place), 'type');
  if (policy === undefined || before === undefined || before.text === ';') return topLevel();
  const { scopeSpan } = policy;
  if (scopeSpan === undefined || place.offset <= scopeSpan.start) return topLevel();
  const open = openBracket(document.tree.tokens, typed.beforeIndex);
  if (open === undefined)
    return before.end <= (policy.effect?.span.end ?? 0) ? [] : CONDITIONS.map((item) => ({ ...item }));
  return isInScope(document.tree.tokens, open.index) ? inScope(place, open.text) : inCondition(place);
}

/** Whether a bracket is the scope's or a list within the scope. */
function isInScope(tokens: readonly CedarToken[], index: number): boolean {
  const bracket = tokens[index];
  if (bracket?.text === '[') {
    const outer = openBracket(tokens, index - 1);
    return outer !== undefined && isInScope(tokens, outer.index);
  }
  return bracket?.text === '(' && /^(permit|forbid)$/.test(tokens[index - 1]?.text ?? '');
}

function topLevel(): readonly CompletionItem[] {
  const scope = `principal == User::"\${1:name}",\n\taction == \${2:action},\n\tresource$3\n`;
  return [
    snippetItem('permit', 'policy that allows', `permit (\n\t${scope});$0`, 0),
    snippetItem('forbid', 'policy that denies', `forbid (\n\t${scope});$0`, 0),
    snippetItem('@id', 'name of a policy', `@id("\${1:name}")`, 1),
  ];
}

const CONDITIONS: readonly CompletionItem[] = [
  snippetItem('when', 'condition', 'when { $0 }', 0),
  snippetItem('unless', 'exception', 'unless { $0 }', 0),
];

function annotationItems(): readonly CompletionItem[] {
  return [...ANNOTATIONS].map(([name, text]) => ({
    ...snippetItem(name, 'annotation', `${name}("$1")`, 0),
    documentation: text,
  }));
}

function inScope(place: Place, bracket: string): readonly CompletionItem[] {
  const { typed, document, policy } = place;
  const before = typed.before?.text ?? '';
  const part = document.tree.tokens.slice(0, typed.beforeIndex + 1).findLast(({ text }) => VARIABLES.includes(text));
  if (bracket === '(' && (before === '(' || before === ',')) {
    const used = policy?.scope.map(({ variable, span }) => (span.end < place.offset ? variable.text : '')) ?? [];
    const next = VARIABLES.find((name) => !used.includes(name));
    return VARIABLES.map((name) => keyword(name, POLICY_WORDS.get(name) ?? '', name === next ? 0 : 1));
  }
  const variable = part?.text ?? '';
  if (VARIABLES.includes(before)) return operators(variable === 'action' ? ['==', 'in'] : ['==', 'in', 'is']);
  if (before === '==' || before === 'in' || bracket === '[') return scopeTargets(place, variable);
  // Behind `is T` only `in` can follow.
  return variable === 'action' || typed.before?.kind === 'string' ? [] : operators(['in']);
}

const VARIABLES = ['principal', 'action', 'resource'];

function scopeTargets(place: Place, variable: string): readonly CompletionItem[] {
  const { request } = place;
  if (request === undefined) return [];
  if (variable === 'action') {
    const isList = place.typed.before?.text === 'in' ? [snippetItem('[…]', 'list of actions', '[$0]', 0)] : [];
    const candidates = request.schema.actions.filter(
      (action) => action.isGroup || action.resourceTypes.some((type) => fits(place, type)),
    );
    return [...isList, ...candidates.map((action) => actionItem(action, request))];
  }
  const types = variable === 'principal' ? request.principals : resourceTargets(place, request);
  return [...named(place, types, 'entity'), slot(variable)];
}

/** Whether an action on this type can be meant, by what the resource part of the scope says. */
function fits({ policy, request }: Place, type: string): boolean {
  const says = policy?.scope.some(
    ({ variable, type: is, operator }) => variable.text === 'resource' && (is ?? operator),
  );
  return says !== true || request === undefined || request.resources.includes(type);
}

/** What a resource can be, and behind `in` also what it can lie in. */
function resourceTargets({ typed }: Place, { resources, schema }: RequestTypes): readonly string[] {
  if (typed.before?.text !== 'in') return resources;
  return [...new Set([...resources.flatMap((type) => schema.entityTypes.get(type)?.parents ?? []), ...resources])];
}

function slot(variable: string): CompletionItem {
  return { ...keyword(`?${variable}`, POLICY_WORDS.get(`?${variable}`) ?? '', 8), kind: 'variable' };
}

function typesAfterIs({ document, typed, request }: Place): readonly string[] {
  const subject = document.tree.tokens[typed.beforeIndex - 1]?.text;
  if (request === undefined) return [];
  if (subject === 'principal') return request.principals;
  return subject === 'resource' ? request.resources : [...request.schema.entityTypes.keys()];
}

function inCondition(place: Place): readonly CompletionItem[] {
  const { typed, port } = place;
  const before = typed.before;
  const isBehindOperand =
    before !== undefined &&
    (/^[)\]]$/.test(before.text) ||
      /^(string|number|slot)$/.test(before.kind) ||
      (before.kind === 'identifier' && !CONTINUES.has(before.text)));
  if (isBehindOperand)
    return operators(['==', '!=', 'in', 'has', 'like', 'is', '&&', '||', '<', '<=', '>', '>=', '+', '-', '*']);
  const words = ['principal', 'action', 'resource', 'context', 'true', 'false'];
  const types = [...(port.schema?.entityTypes.keys() ?? [])];
  return [
    ...words.map((word) => keyword(word, POLICY_WORDS.get(word) ?? '', 0)),
    snippetItem('if', 'choice', `if \${1:condition} then \${2:value} else \${3:value}`, 3),
    ...FUNCTIONS.filter(({ receiver }) => receiver === undefined).map((fn) => functionItem(fn, 2)),
    ...named(place, types, 'entity'),
    ...(port.schema?.actions ?? []).map((action) => ({ ...actionItem(action, place.request), rank: 5 })),
  ];
}

/** Words behind which a value is missing. */
const CONTINUES = new Set(['in', 'has', 'like', 'is', 'if', 'then', 'else', 'when', 'unless']);

function operators(names: readonly string[]): readonly CompletionItem[] {
  return names.map((name, i) => keyword(name, POLICY_WORDS.get(name) ?? '', Math.min(9, i)));
}

function members(place: Place): readonly CompletionItem[] {
  const receiver = receiverOf(place, '.');
  const type = receiver && place.request && typeOf(receiver, place.request);
  return [...attributeItems(receiver, place), ...methods(type)];
}

/** The value before the dot or before `has`. */
function receiverOf({ policy, document, typed }: Place, mark: '.' | 'has'): ExpressionNode | undefined {
  const at = typed.before?.start ?? 0;
  for (const node of policy === undefined ? [] : expressionsOf(policy)) {
    if (mark === 'has' && node.kind === 'has' && isBefore(node.target)) return node.target;
    if (mark === '.' && (node.kind === 'attribute' || node.kind === 'methodCall') && isBefore(node.target))
      return node.target;
  }
  return undefined;

  function isBefore(target: ExpressionNode): boolean {
    return target.span.end <= at && /^\s*$/.test(document.text.slice(target.span.end, at));
  }
}

function attributeItems(receiver: ExpressionNode | undefined, { request }: Place): readonly CompletionItem[] {
  if (receiver === undefined || request === undefined) return [];
  const type = typeOf(receiver, request);
  return [...(attributesOf(type, request) ?? [])].map(([name, attribute]) => {
    const owners = type?.kind === 'entity' ? type.types.filter((owner) => hasAttribute(request, owner, name)) : [];
    return attributeItem(name, attribute, owners);
  });
}

function hasAttribute({ schema }: RequestTypes, owner: string, name: string): boolean {
  return schema.entityTypes.get(owner)?.attributes.has(name) === true;
}

function attributeItem(name: string, attribute: SchemaAttribute, owners: readonly string[]): CompletionItem {
  const optional = attribute.required ? '' : 'Optional: ask `has` before reading it. ';
  const of = owners.length === 0 ? '' : `Of ${owners.map((owner) => `\`${owner}\``).join(', ')}.`;
  return {
    label: name,
    kind: 'property',
    detail: attribute.type,
    snippet: plain(name),
    rank: 0,
    documentation: `${optional}${of}`,
  };
}

/** Methods that a value of the type has; all where the type is not known. */
function methods(type: ValueType | undefined): readonly CompletionItem[] {
  const fitting = FUNCTIONS.filter(({ receiver }) => {
    if (receiver === undefined) return false;
    if (type === undefined) return true;
    if (receiver === 'any set') return type.kind === 'plain' && type.type.startsWith('Set');
    if (receiver === 'any entity') return type.kind === 'entity';
    return type.kind === 'plain' && type.type === receiver;
  });
  return fitting.map((fn) => functionItem(fn, type === undefined ? 2 : 1));
}

/** Types by their full names, as such or with an id behind them. */
function named(place: Place, types: readonly string[], as: 'type' | 'entity'): readonly CompletionItem[] {
  const { typed, port, request } = place;
  const wanted = typed.qualifier === '' ? '' : `${typed.qualifier}::`;
  const items = types
    .filter((type) => type.startsWith(wanted) || type === typed.qualifier)
    .flatMap((type): readonly CompletionItem[] => [
      {
        label: type,
        kind: 'type',
        detail: 'entity type',
        snippet: as === 'type' ? plain(type) : `${plain(type)}::"$1"`,
        rank: 3,
      },
      ...(as === 'type'
        ? []
        : port.idsOf(type).map((id) => ({ ...value(entityText(type, id), 'used in this workspace'), rank: 4 }))),
    ]);
  if (wanted === '' || as === 'type') return items;
  const actions = port.schema?.actions.filter(({ uid }) => `${uid.type}::`.startsWith(wanted)) ?? [];
  return [...items, ...actions.map((action) => actionItem(action, request))];
}

function actionItem(action: SchemaAction, request: RequestTypes | undefined): CompletionItem {
  const text = displayUid(action.uid);
  const on = action.resourceTypes.join(', ');
  return {
    label: text,
    kind: 'constant',
    detail: action.isGroup ? 'action group: matches nothing in the runner' : `on ${on}`,
    snippet: plain(text),
    rank: action.isGroup ? 7 : request?.actions.includes(action) === true ? 1 : 2,
  };
}

function value(text: string, detail: string): CompletionItem {
  return { label: text, kind: 'value', detail, snippet: plain(text), rank: 1 };
}

function unique(items: readonly CompletionItem[]): readonly CompletionItem[] {
  return [...new Map(items.map((item) => [`${item.kind} ${item.label}`, item])).values()];
}
