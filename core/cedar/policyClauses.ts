// The parts of a policy that can each keep it from applying, and what the engine says to each of them alone.

import type { Span } from '#core/base/span.ts';
import { isSameUid } from './entityUid.ts';
import { type ConditionNode, childExpressions, type ExpressionNode, type PolicyNode } from './syntax/ast.ts';
import { parsePolicies } from './syntax/parsePolicies.ts';
import {
  type CedarEngine,
  type CedarRequest,
  type CedarValue,
  displayUid,
  escapeCedarString,
  type PreparedPolicySet,
} from './types.ts';

/** A part of the scope, a conjunct of a `when` or a disjunct of an `unless`. */
export interface PolicyClause {
  readonly kind: 'principal' | 'action' | 'resource' | 'when' | 'unless';
  readonly span: Span;
  /** As written, on one line. */
  readonly text: string;
  /** What it looks at: `resource.path`, each once. */
  readonly operands: readonly string[];
}

/** `holds` where the policy can apply as far as this clause goes; an `unless` holds where its condition is false. */
export interface ClauseAnswer {
  readonly clause: PolicyClause;
  readonly answer: 'holds' | 'fails' | 'error';
  /** What the clause looks at, with its value in this request: `resource.path` is `"/srv/a"`. */
  readonly values: readonly { readonly operand: string; readonly value: string }[];
}

/** Asks the engine about the clauses of the policies of one text. Each policy is taken apart when it is first asked about. */
export class ClauseProbe {
  readonly #text: string;
  readonly #engine: Pick<CedarEngine, 'prepare'>;
  readonly #probes = new Map<number, Probe | undefined>();
  #policies: readonly PolicyNode[] | undefined;

  constructor(text: string, engine: Pick<CedarEngine, 'prepare'>) {
    this.#text = text;
    this.#engine = engine;
  }

  /** The clauses of the policy at a place; none where it cannot be taken apart. */
  clauses(policy: Span): readonly PolicyClause[] {
    return this.#probe(policy)?.clauses ?? [];
  }

  /** What the engine says to each clause of the policy at a place, for a request. */
  answers(policy: Span, request: CedarRequest): readonly ClauseAnswer[] {
    const probe = this.#probe(policy);
    if (probe === undefined) return [];
    const { determining, errors } = probe.policySet.authorize(request);
    return probe.clauses.map((clause, i) => {
      const id = `policy${i}`;
      const failed = errors.some((error) => error.policy === id);
      return {
        clause,
        answer: determining.includes(id) ? 'holds' : failed ? 'error' : 'fails',
        values: clause.operands.flatMap((operand) => {
          const value = operandValue(operand, request);
          return value === undefined ? [] : [{ operand, value }];
        }),
      };
    });
  }

  #probe(policy: Span): Probe | undefined {
    const known = this.#probes.get(policy.start);
    if (known !== undefined || this.#probes.has(policy.start)) return known;
    const probe = this.#takeApart(policy);
    this.#probes.set(policy.start, probe);
    return probe;
  }

  #takeApart(policy: Span): Probe | undefined {
    this.#policies ??= parsePolicies(this.#text).policies;
    const node = this.#policies.find(({ span }) => span.start === policy.start);
    if (node === undefined) return undefined;
    const parts = partsOf(node, this.#text);
    const prepared = this.#engine.prepare(parts.map(({ probe }) => probe).join('\n'));
    return prepared.ok ? { clauses: parts.map(({ clause }) => clause), policySet: prepared.policySet } : undefined;
  }
}

interface Probe {
  readonly clauses: readonly PolicyClause[];
  /** One permit for each clause, with that clause alone. */
  readonly policySet: PreparedPolicySet;
}

interface Part {
  readonly clause: PolicyClause;
  readonly probe: string;
}

const VARIABLES = ['principal', 'action', 'resource'] as const;

function partsOf(policy: PolicyNode, text: string): readonly Part[] {
  const scope = policy.scope.flatMap((part): Part[] => {
    const kind = VARIABLES.find((variable) => variable === part.variable.text);
    if (kind === undefined || (part.operator === undefined && part.type === undefined)) return [];
    const written = text.slice(part.span.start, part.span.end);
    const probe = `permit(${VARIABLES.map((variable) => (variable === kind ? written : variable)).join(', ')});`;
    return [{ clause: { kind, span: part.span, text: onOneLine(written), operands: [kind] }, probe }];
  });
  return [...scope, ...policy.conditions.flatMap((condition) => conditionParts(condition, text))];
}

function conditionParts({ keyword, body }: ConditionNode, text: string): readonly Part[] {
  if (body === undefined) return [];
  const kind = keyword.text === 'unless' ? 'unless' : 'when';
  return split(body, kind === 'when' ? '&&' : '||').map((node) => {
    const written = text.slice(node.span.start, node.span.end);
    const operands = [...new Set(operandsOf(node, text))];
    return {
      clause: { kind, span: node.span, text: onOneLine(written), operands },
      probe: `permit(principal, action, resource) ${kind} { ${written}\n};`,
    };
  });
}

function split(node: ExpressionNode, operator: string): readonly ExpressionNode[] {
  if (node.kind === 'parenthesized') return split(node.inner, operator);
  if (node.kind !== 'binary' || node.operator !== operator) return [node];
  return [...split(node.left, operator), ...split(node.right, operator)];
}

/** Chains of attributes from one of the request's variables, the longest of each. */
function operandsOf(node: ExpressionNode, text: string): readonly string[] {
  const chain = chainOf(node);
  if (chain !== undefined) return [chain];
  if (node.kind === 'has') {
    const target = chainOf(node.target);
    return target === undefined ? operandsOf(node.target, text) : [target];
  }
  return childExpressions(node).flatMap((child) => operandsOf(child, text));
}

function chainOf(node: ExpressionNode): string | undefined {
  if (node.kind === 'variable') return node.name;
  if (node.kind !== 'attribute' || node.attribute === undefined) return undefined;
  const target = chainOf(node.target);
  return target === undefined ? undefined : `${target}.${node.attribute.text}`;
}

function onOneLine(text: string): string {
  return text
    .replace(/\/\/.*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Looks an operand up in a request; undefined where it is not there. */
function operandValue(operand: string, request: CedarRequest): string | undefined {
  const [first, ...names] = operand.split('.');
  const start: CedarValue | undefined =
    first === 'context'
      ? { record: request.context }
      : first === 'principal' || first === 'action' || first === 'resource'
        ? { entity: request[first] }
        : undefined;
  const value = names.reduce<CedarValue | undefined>((at, name) => attributeOf(at, name, request), start);
  return value === undefined ? undefined : displayValue(value);
}

function attributeOf(value: CedarValue | undefined, name: string, request: CedarRequest): CedarValue | undefined {
  if (typeof value !== 'object') return undefined;
  if ('record' in value) return own(value.record, name);
  if (!('entity' in value)) return undefined;
  const entity = request.entities.find(({ uid }) => isSameUid(uid, value.entity));
  return entity === undefined ? undefined : own(entity.attributes, name);
}

function own(record: Readonly<Record<string, CedarValue>>, name: string): CedarValue | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A value as a policy would write it. */
export function displayValue(value: CedarValue): string {
  if (typeof value === 'string') return `"${escapeCedarString(value)}"`;
  if (typeof value !== 'object') return String(value);
  if ('entity' in value) return displayUid(value.entity);
  if ('set' in value) return `[${value.set.map(displayValue).join(', ')}]`;
  const entries = Object.entries(value.record).map(
    ([name, part]) => `"${escapeCedarString(name)}": ${displayValue(part)}`,
  );
  return `{${entries.join(', ')}}`;
}
