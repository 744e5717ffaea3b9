// Refusals that a script catches and ignores: of a call inside of `try`, and of calls in the functions that are called there.

import type { Span } from '#core/base/span.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { FunctionSymbol, Resolution } from '#core/rhai/resolve/symbols.ts';
import type { Expression, Script, TryStatement } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { FlowStep, ReviewFinding } from './finding.ts';

/** A finding for each handler that neither looks at the error nor leaves a trace of it. */
export function ignoredDenials(root: Script, resolution: Resolution, flow: FlowResult): readonly ReviewFinding[] {
  const tries: TryStatement[] = [];
  walk(root, (node) => {
    if (node.kind === 'try') tries.push(node);
  });
  const denials = new Denials(flow.callSites, tries, resolution);
  return tries.flatMap((node) => {
    if (!ignores(node, resolution)) return [];
    const denied = denials.firstOutOf(node.body.span);
    return denied === undefined ? [] : [finding(denied, node)];
  });
}

function finding({ site, calls }: Denial, { handler }: TryStatement): ReviewFinding {
  const within = site.enclosing === undefined || calls.length === 0 ? '' : ` in ${site.enclosing.name.text}`;
  return {
    code: 'review-overeager',
    message: `A refusal of ${site.name}${within} is caught here and then ignored: the run goes on as if nothing had been left out.`,
    span: handler.span,
    steps: [
      { span: site.span, text: `${site.name} may be refused` },
      ...calls,
      { span: handler.span, text: 'The handler neither reports nor rethrows it' },
    ],
    sink: site.name,
  };
}

/** A call that may be refused, with the calls through which the error comes, the innermost first. */
interface Denial {
  readonly site: CallSite;
  readonly calls: readonly FlowStep[];
}

/** Which refusals leave a piece of code as errors. */
class Denials {
  /** Calls that may be refused or that run code of the script, in the order of the text. */
  readonly #sites: readonly CallSite[];
  /** Where the innermost `try` around a call begins whose handler lets no error out. */
  readonly #heldFrom: ReadonlyMap<CallSite, number>;
  readonly #resolution: Resolution;
  /** Where code begins that lets nothing out. */
  readonly #harmless = new Set<number>();

  constructor(sites: readonly CallSite[], tries: readonly TryStatement[], resolution: Resolution) {
    this.#resolution = resolution;
    this.#sites = sites
      .filter((site) => isDeniable(site) || this.#codeOf(site).length > 0)
      .sort((a, b) => a.node.span.start - b.node.span.start);
    this.#heldFrom = holders(this.#sites, tries);
  }

  /** The first of them in the order of the text. */
  firstOutOf(span: Span): Denial | undefined {
    const seen = new Set<number>();
    const found = this.#search(span, seen);
    if (found === undefined) for (const start of seen) this.#harmless.add(start);
    return found;
  }

  /** What code was seen already lets out is found there. */
  #search(span: Span, seen: Set<number>): Denial | undefined {
    if (seen.has(span.start) || this.#harmless.has(span.start)) return undefined;
    seen.add(span.start);
    for (let i = this.#firstFrom(span.start); i < this.#sites.length; i++) {
      const site = this.#sites[i];
      if (site === undefined || site.node.span.start >= span.end) return undefined;
      const held = this.#heldFrom.get(site);
      if (site.node.span.end > span.end || (held !== undefined && held > span.start)) continue;
      if (isDeniable(site)) return { site, calls: [] };
      for (const code of this.#codeOf(site)) {
        const denial = this.#search(code, seen);
        if (denial !== undefined)
          return { ...denial, calls: [...denial.calls, { span: site.span, text: `${site.name} is called here` }] };
      }
    }
    return undefined;
  }

  #firstFrom(start: number): number {
    let low = 0;
    for (let high = this.#sites.length; low < high; ) {
      const half = (low + high) >> 1;
      if ((this.#sites[half]?.node.span.start ?? 0) < start) low = half + 1;
      else high = half;
    }
    return low;
  }

  /** Bodies that a call runs: of functions of the script, by name or through a pointer, and of closures that a variable holds. */
  #codeOf({ name, target, args, receiverExpression, argumentExpressions }: CallSite): readonly Span[] {
    if (target === 'script') return this.#resolution.functionsOf(name, args.length).map(bodyOf);
    const [pointed] = args;
    if (name === 'Fn') return pointed?.kind === 'string' ? this.#named(pointed.value) : [];
    const given = receiverExpression === undefined ? argumentExpressions : [receiverExpression, ...argumentExpressions];
    return given.flatMap((node) => {
      if (node.kind !== 'identifier') return [];
      const variable = this.#resolution.variableOf(node);
      if (variable === undefined || variable.kind === 'argument') return this.#named(node.name);
      return variable.initializer?.kind === 'closure' ? [variable.initializer.body.span] : [];
    });
  }

  #named(name: string): readonly Span[] {
    return this.#resolution.functions.filter((symbol) => symbol.name === name).map(bodyOf);
  }
}

function bodyOf({ definition }: FunctionSymbol): Span {
  return definition.body.span;
}

function isDeniable(site: CallSite): boolean {
  return site.candidates.some(({ checks }) =>
    checks.some(({ onDeny }) => onDeny === 'throw' || onDeny === 'throwPlain'),
  );
}

/** Both lists are in the order of the text. */
function holders(sites: readonly CallSite[], tries: readonly TryStatement[]): ReadonlyMap<CallSite, number> {
  const out = new Map<CallSite, number>();
  const open: Span[] = [];
  const holding = tries.filter((node) => !rethrows(node)).map(({ body }) => body.span);
  let next = 0;
  for (const site of sites) {
    const { start } = site.node.span;
    for (let span = holding[next]; span !== undefined && span.start <= start; span = holding[++next]) {
      leave(open, span.start);
      open.push(span);
    }
    leave(open, start);
    const innermost = open.at(-1);
    if (innermost !== undefined) out.set(site, innermost.start);
  }
  return out;
}

function leave(open: Span[], offset: number): void {
  for (let last = open.at(-1); last !== undefined && last.end <= offset; last = open.at(-1)) open.pop();
}

function rethrows({ handler }: TryStatement): boolean {
  let found = false;
  walk(handler, (node) => {
    found ||= node.kind === 'throw';
  });
  return found;
}

function ignores({ handler, variable }: TryStatement, resolution: Resolution): boolean {
  const bound = variable === undefined ? undefined : resolution.variableOf(variable);
  if (bound !== undefined && bound.references.length > 0) return false;
  let trace = false;
  walk(handler, (node) => {
    if (node.kind === 'call' || node.kind === 'methodCall' || node.kind === 'throw') trace = true;
    if (node.kind === 'assignment' && !(node.operator === '=' && isNothing(node.value))) trace = true;
    if (node.kind === 'return' && node.value !== undefined && !isNothing(node.value)) trace = true;
  });
  return !trace;
}

/** A value that looks as if there had been nothing. */
function isNothing(node: Expression): boolean {
  if (node.kind === 'unit') return true;
  if (node.kind === 'string') return node.value === '';
  if (node.kind === 'int') return node.value === 0n;
  if (node.kind === 'float') return node.value === 0;
  if (node.kind === 'array') return node.items.length === 0;
  return node.kind === 'map' && node.entries.length === 0;
}
