// Checks one script from texts alone: what the engine refuses, what the policy will say to each call, what looks wrong.
// The editor, the command line and tests all come through here, so that they cannot differ.

import type { HostView } from '#core/authz/environment.ts';
import { effectivePrincipal, hostView } from '#core/authz/hostView.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import { LineIndex } from '#core/base/lineIndex.ts';
import { type CancellationToken, checkCancelled, NEVER_CANCELLED } from '#core/base/ports.ts';
import { Remembered } from '#core/base/remembered.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CedarEngine } from '#core/cedar/types.ts';
import { withoutIgnored } from '#core/review/ignoreComments.ts';
import { reviewDiagnostics, reviewScript } from '#core/review/reviewScript.ts';
import type { CompileOutcome, RhaiCompiler } from '#core/rhai/compiler.ts';
import { type ModuleFiles, ModuleReader } from '#core/rhai/resolve/moduleGraph.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import { type ParseResult, parse } from '#core/rhai/syntax/parser.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { parseScriptArguments } from '#core/sandbox/runner/scriptArguments.ts';
import { abstractArguments } from '#core/verdict/abstractArguments.ts';
import { type ScriptAnalysis, scriptSteps } from '#core/verdict/analyzeScript.ts';
import { CallMemory } from '#core/verdict/callMemory.ts';
import { type PolicyDocument, policyDocument } from '#core/verdict/policyDocument.ts';
import { changedPolicy, type ReviewedPolicy } from './changedPolicy.ts';
import { compileDiagnostic } from './compileDiagnostic.ts';
import { hostModules } from './imports/hostModules.ts';
import { importFindings } from './imports/importFindings.ts';
import { hostBefore, listedModules, type ModuleTexts } from './imports/moduleTexts.ts';
import { withoutImported } from './imports/withoutImported.ts';
import { certainFindings } from './language/brokenText.ts';
import { languageDiagnostics, withLanguage } from './language/registry.ts';
import { undeclaredArguments } from './undeclaredArguments.ts';
import { type InputProblem, unusableInput } from './unusableInput.ts';

/** The engines a check asks. */
export interface CheckEngines {
  readonly catalog: SdkCatalog;
  readonly cedar: CedarEngine;
  readonly compiler: RhaiCompiler;
}

/** What governs a script, as texts. Absent parts are not known; the verdicts then hold for all of them. */
export interface GoverningTexts {
  readonly policy?: ReviewedPolicy;
  /** Names the user, before what the host file says. */
  readonly principal?: string;
  readonly host?: string;
  /** Text of the arguments file. */
  readonly args?: string;
  /** Whether the script gets no arguments but those of `args`; without, undeclared names may still be arguments. */
  readonly argumentsAreKnown?: boolean;
  /** Scripts that the script may import, beside those of the host. */
  readonly modules?: ModuleTexts;
}

/** A text whose names are resolved. */
export interface ScriptStructure {
  readonly lines: LineIndex;
  readonly parse: ParseResult;
  readonly resolution: Resolution;
}

/** A checked script. */
export interface CheckedScript extends ScriptStructure, ScriptAnalysis {
  readonly principal: string;
  /** Why the policy, host or arguments could not be used; the check then goes on without them. */
  readonly inputProblems: readonly InputProblem[];
}

/** Policies and hosts are remembered by their text: a workspace has few, and each script under them asks again. */
const REMEMBERED_TEXTS = 32;

/** Checks scripts; one for each process, because it remembers prepared policies and hosts. */
export class ScriptChecker {
  readonly #engines: CheckEngines;
  /** The operating system's user, who runs where nothing else says. */
  readonly #defaultUser: string;
  readonly #policies = new Remembered<PolicyDocument | string>(REMEMBERED_TEXTS);
  readonly #hosts = new Remembered<HostText>(REMEMBERED_TEXTS);
  /** Most calls of a script are what they were before the last keystroke. */
  readonly #memory = new CallMemory();
  readonly #modules = new ModuleReader();
  /** What the engine says of modules. */
  readonly #compiled = new Remembered<CompileOutcome>(REMEMBERED_TEXTS);

  constructor(engines: CheckEngines, defaultUser: string) {
    this.#engines = engines;
    this.#defaultUser = defaultUser;
  }

  /** The structure alone: fast, and never fails. */
  structure(script: string): ScriptStructure {
    const parsed = parse(script);
    return { lines: new LineIndex(script), parse: parsed, resolution: resolve(parsed.root) };
  }

  /** The whole check. Throws {@link Cancelled} once the token asks for it. */
  check(
    script: string,
    governing: GoverningTexts,
    token: CancellationToken = NEVER_CANCELLED,
    structure = this.structure(script),
  ): CheckedScript {
    return finish(this.steps(script, governing, token, structure));
  }

  /** The verdicts alone, in steps, without what the engine and the language say: for scripts that nobody looks at. */
  *verdicts(
    script: string,
    governing: GoverningTexts,
    token: CancellationToken = NEVER_CANCELLED,
    structure = this.structure(script),
  ): Steps<CheckedScript> {
    const { analysis, principal, problems } = yield* this.#judge(governing, token, structure);
    return { ...structure, ...analysis, principal, inputProblems: problems };
  }

  /** The whole check in steps, for hosts that have others to look after. */
  *steps(
    script: string,
    governing: GoverningTexts,
    token: CancellationToken = NEVER_CANCELLED,
    structure = this.structure(script),
  ): Steps<CheckedScript> {
    const { parse: parsed, resolution, lines } = structure;
    const { analysis, principal, problems, known, host } = yield* this.#judge(governing, token, structure);
    checkCancelled(token);
    const open = governing.argumentsAreKnown === true ? [] : undeclaredArguments(resolution, known);
    const names = [...(known?.keys() ?? []), ...open.map(({ name }) => name)];
    yield;
    const compiled = this.#engines.compiler.compile(script, names);
    const { catalog } = this.#engines;
    yield;
    const files = hostBefore(
      resolution.imports.length === 0 ? undefined : host?.modules(),
      listedModules(governing.modules ?? {}),
    );
    const importing = { parse: parsed, resolution, imports: this.#modules.imports(files) };
    const language = languageDiagnostics({ parse: parsed, resolution, flow: analysis.flow, catalog });
    yield;
    // A review speaks of all runs, whatever arguments and host this check knows.
    const openFlow = known === undefined && host === undefined ? { openFlow: analysis.flow } : {};
    const broken = parsed.errors.length > 0;
    const review = broken ? [] : reviewScript({ parse: parsed, resolution, catalog, ...openFlow }).findings;
    const diagnostics = [
      ...problems.map(unusableInput),
      ...presentOnly(governing.policy && changedPolicy(governing.policy)),
      ...(compiled.ok ? [] : [compileDiagnostic(compiled.error, lines, parsed)]),
      ...certainFindings(
        [
          ...open.map(({ diagnostic }) => diagnostic),
          ...withoutImported(withLanguage(analysis.diagnostics, language), importing),
          ...importFindings({
            script: importing,
            flow: analysis.flow,
            catalog,
            compile: (text) => this.#compiled.get(text, () => this.#engines.compiler.compile(text, [])),
          }),
        ],
        parsed,
      ),
      ...reviewDiagnostics(review),
    ];
    return {
      ...structure,
      ...analysis,
      diagnostics: [...withoutIgnored(diagnostics, parsed, lines)].sort((a, b) => a.span.start - b.span.start),
      principal,
      inputProblems: problems,
    };
  }

  *#judge(governing: GoverningTexts, token: CancellationToken, { parse: parsed, resolution }: ScriptStructure) {
    const problems: InputProblem[] = [];
    const host = this.#host(governing.host, problems);
    const principal = governing.principal ?? host?.user ?? this.#defaultUser;
    const policies = this.#policy(governing.policy, problems);
    const known = argumentsOf(governing, problems);
    checkCancelled(token);
    const analysis: ScriptAnalysis = yield* scriptSteps(
      parsed,
      resolution,
      {
        catalog: this.#engines.catalog,
        memory: this.#memory,
        ...(policies === undefined ? {} : { governance: { policies, principal } }),
        ...(known === undefined ? {} : { arguments: known }),
        ...(host === undefined ? {} : { host: host.view }),
      },
      token,
    );
    return { analysis, principal, problems, known, host };
  }

  #policy(policy: GoverningTexts['policy'], problems: InputProblem[]): PolicyDocument | undefined {
    if (policy === undefined) return undefined;
    const { name, text } = policy;
    const read = this.#policies.get(`${name}\n${text}`, () => {
      const prepared = this.#engines.cedar.prepare(text);
      return prepared.ok
        ? policyDocument(name, text, prepared.policySet, this.#engines.cedar)
        : `The policy ${name} does not parse: ${prepared.messages[0]?.message ?? 'no reason given'}.`;
    });
    if (typeof read !== 'string') return read;
    problems.push({ input: 'policy', message: read });
    return undefined;
  }

  #host(text: string | undefined, problems: InputProblem[]): KnownHost | undefined {
    if (text === undefined) return undefined;
    const read = this.#hosts.get(text, () => readHost(text));
    if (typeof read !== 'string') return read;
    problems.push({ input: 'host', message: read });
    return undefined;
  }
}

function presentOnly<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

interface KnownHost {
  readonly view: HostView;
  readonly user: string;
  /** Made when it is asked for. */
  modules(): ModuleFiles | undefined;
}

/** A host, or why there is none. */
type HostText = KnownHost | string;

function readHost(text: string): HostText {
  const { description, problems } = parseHostFile(text);
  if (description !== undefined) {
    let modules: ModuleFiles | undefined;
    return {
      view: hostView(description),
      user: effectivePrincipal(description),
      modules: () => {
        modules ??= hostModules(description);
        return modules;
      },
    };
  }
  const [first] = problems.filter(({ severity }) => severity === 'error');
  return first === undefined
    ? 'The host file cannot be read.'
    : `The host file has an error at line ${first.line}, column ${first.column} (${first.path === '' ? 'the whole file' : first.path}): ${first.message}`;
}

function argumentsOf(
  governing: GoverningTexts,
  problems: InputProblem[],
): ReadonlyMap<string, AbstractValue> | undefined {
  if (governing.args === undefined) return governing.argumentsAreKnown === true ? new Map() : undefined;
  const parsed = parseScriptArguments(governing.args);
  if (parsed.ok) return abstractArguments(parsed.value);
  problems.push({ input: 'arguments', message: `The arguments cannot be read: ${parsed.message}` });
  return undefined;
}
