// Everything to say about a policy text: what the engine refuses, what validation against the schema finds, and what the
// runner loads without a word although it does not do what it says.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { encloses, type Span } from '#core/base/span.ts';
import type { PitfallFinding, PitfallRule } from './pitfalls/pitfall.ts';
import { PITFALL_RULES } from './pitfalls/registry.ts';
import type { CombinedSchema } from './schemaSyntax/combineSchemas.ts';
import { parseSchema } from './schemaSyntax/parseSchema.ts';
import { brokenPolicies, brokenSchema, missingTypes, SCHEMA_FORM } from './severalErrors.ts';
import type { PoliciesNode } from './syntax/ast.ts';
import { parsePolicies } from './syntax/parsePolicies.ts';
import type { CedarEngine, CedarMessage } from './types.ts';
import { worksAtRunTime } from './worksAtRunTime.ts';

/** Codes of the engine's own complaints; the others are those of the rules. */
export const POLICY_SYNTAX = 'policy-syntax';
export const POLICY_VALIDATION = 'policy-validation';
export const SCHEMA_SYNTAX = 'schema-syntax';

/**
 * Diagnostics of a policy text, by place. Errors are what the engine refuses and what validation says cannot mean what
 * it says; pitfalls are warnings, and errors where they stand in place of a validation error. A `schema` that the
 * engine does not read leaves validation and pitfalls out.
 */
export function checkPolicy(text: string, engine: CedarEngine, schema: string): readonly Diagnostic[] {
  const model = engine.readSchema(schema);
  const tree = parsePolicies(text);
  const findings =
    model === undefined
      ? []
      : PITFALL_RULES.flatMap((rule) => [...rule.find({ tree, schema: model })].map((finding) => ({ rule, finding })));
  const whole = engine.checkPolicies(text);
  const { messages: syntax, rest } =
    whole.length === 0 ? { messages: [], rest: text } : brokenPolicies(tree, whole, engine);
  const refused = syntax.map((message) => engineDiagnostic(POLICY_SYNTAX, message, text));
  // Policies beside a broken one are validated all the same.
  const messages = model === undefined || rest === undefined ? [] : engine.checkPolicies(rest, schema);
  const errors = messages.filter((message) => message.severity === 'error');
  // Where a policy has an error, the engine's warnings only say what follows from it.
  const faulty = new Set(errors.map((message) => message.policy));
  const kept = messages.filter((message) =>
    message.severity === 'error'
      ? !findings.some(({ finding }) => isSamePlace(finding.span, message))
      : !faulty.has(message.policy),
  );
  return inOrder([
    ...refused,
    ...findings.map((found) => pitfall(found, errors)),
    ...onePerPlace(kept).map((message) => validationDiagnostic(message, tree)),
  ]);
}

/** A complaint of the validation: a warning where the runner provably does what the policy says. */
function validationDiagnostic(message: CedarMessage, tree: PoliciesNode): Diagnostic {
  const named = { ...message, message: message.message.replace(POLICY_PREFIX, '') };
  const help = message.help?.replace(POLICY_PREFIX, '');
  const found = engineDiagnostic(POLICY_VALIDATION, help === undefined ? named : { ...named, help }, tree.text);
  const reason = message.severity === 'error' ? worksAtRunTime(message, tree) : undefined;
  return reason === undefined ? found : { ...found, severity: 'warning', message: `${found.message}. ${reason}` };
}

/** The place says which policy is meant, and beside broken ones the engine counts otherwise. */
const POLICY_PREFIX = /^for policy `policy\d+`, /;

/** The engine complains once per type that a resource may have; the first with their number says as much. */
function onePerPlace(messages: readonly CedarMessage[]): readonly CedarMessage[] {
  const byPlace = new Map<string, CedarMessage[]>();
  for (const message of messages) {
    const key = `${message.severity} ${message.span?.start} ${message.span?.end}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), message]);
  }
  return [...byPlace.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const help = first.help === undefined ? '' : `${first.help}; `;
    return { ...first, help: `${help}${others.length} more of this kind here` };
  });
}

/** A schema text among those that hold together with it. */
export interface SchemaFragment extends Pick<CombinedSchema, 'text' | 'pieces'> {
  /** Number of the text that is asked about. */
  readonly source: number;
}

/** Diagnostics of a schema text; where it is one of several, it may name what the others declare. */
export function checkSchemaText(text: string, engine: CedarEngine, fragment?: SchemaFragment): readonly Diagnostic[] {
  const whole = engine.checkSchema(text);
  const hasForm = !whole.some(({ message }) => message.startsWith(SCHEMA_FORM));
  if (!hasForm) return schemaDiagnostics(brokenSchema(text, whole, engine), text);
  const tree = parseSchema(text);
  const isAlone = fragment === undefined || fragment.pieces.length === 0;
  const all = isAlone ? whole : engine.checkSchema(fragment.text);
  const messages = all.flatMap(
    (message) => missingTypes(tree, message) ?? (isAlone ? message : ownMessage(message, fragment)),
  );
  return schemaDiagnostics(messages, text);
}

function schemaDiagnostics(messages: readonly CedarMessage[], text: string): readonly Diagnostic[] {
  return inOrder(messages.map((message) => engineDiagnostic(SCHEMA_SYNTAX, message, text)));
}

/** A complaint about several schemas as one about this one; none where it is about another. */
function ownMessage(message: CedarMessage, { pieces, source }: SchemaFragment): readonly CedarMessage[] {
  const { span } = message;
  if (span === undefined) return [message];
  const piece = pieces.find((candidate) => encloses(candidate.span, span));
  if (piece?.source !== source) return [];
  const by = piece.from - piece.span.start;
  return [{ ...message, span: { start: span.start + by, end: span.end + by } }];
}

interface FoundPitfall {
  readonly rule: PitfallRule;
  readonly finding: PitfallFinding;
}

function pitfall({ rule, finding }: FoundPitfall, errors: readonly CedarMessage[]): Diagnostic {
  const replacesError = rule.worksAtRunTime !== true && errors.some((error) => isSamePlace(finding.span, error));
  return { code: rule.code, severity: replacesError ? 'error' : 'warning', ...finding };
}

function engineDiagnostic(code: string, message: CedarMessage, text: string): Diagnostic {
  // A complaint without a place is about the text as a whole: its first line carries it.
  const span = message.span ?? { start: 0, end: firstLineEnd(text) };
  const words = [message.message, message.label, message.help].filter((part) => part !== undefined).join('; ');
  return { code, severity: message.severity, message: words, span };
}

function firstLineEnd(text: string): number {
  return /^[^\r\n]*/.exec(text)?.[0].length ?? 0;
}

function isSamePlace(span: Span, message: CedarMessage): boolean {
  return message.span !== undefined && overlaps(span, message.span);
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
