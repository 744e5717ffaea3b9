// Reads what is to be checked and what governs it, and makes the tasks of a check.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { GoverningTexts } from '#core/check/scriptChecker.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { Governor, governingTexts } from '../language-server/governance.ts';
import { HostFiles } from '../language-server/hostPaths.ts';
import { ScriptModules } from '../language-server/modules.ts';
import { fragmentOf, type SchemaInForce, schemaInForce } from '../language-server/providers/cedarSchema.ts';
import { TextStore } from '../language-server/textStore.ts';
import type { CheckTask } from './checkTask.ts';
import { type Arguments, UsageError } from './command.ts';
import { readText, requireUser } from './files.ts';

/** The tasks of a check, and why other files have none. */
export interface CheckPlan {
  readonly tasks: readonly CheckTask[];
  readonly problems: readonly string[];
}

/** Larger files are not read: nobody writes a script of this size, and a wrong path should not cost memory. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** The tasks for files. What cannot be read or is bound to what cannot be read is a problem and no task. */
export function planFiles(files: readonly string[], args: Arguments): CheckPlan {
  const planner = new Planner(givenTexts(args));
  return planEach(files, (file) => planner.task(file));
}

/** The tasks for every recorded case below a folder. */
export function planCases(directory: string): CheckPlan {
  const planner = new Planner({});
  return planEach(caseFolders(directory), (folder) => planner.caseTask(folder));
}

function planEach(names: readonly string[], plan: (name: string) => CheckTask): CheckPlan {
  const tasks: CheckTask[] = [];
  const problems: string[] = [];
  for (const name of names) {
    try {
      tasks.push(plan(name));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
    }
  }
  return { tasks, problems };
}

/** What governs a script, and where its policy lies, for places in it. */
interface FileGovernance extends GoverningTexts {
  readonly policyFile?: string;
}

class Planner {
  readonly #engine: AnalysisEngine = createAnalysisEngine();
  readonly #texts = new TextStore({ get: () => undefined });
  readonly #governor = new Governor(this.#texts);
  readonly #modules = new ScriptModules(this.#texts, this.#governor, new HostFiles(this.#governor), [uriOf('.')]);
  readonly #given: FileGovernance;
  readonly #user = userInfo().username;

  constructor(given: FileGovernance) {
    this.#given = given;
  }

  task(file: string): CheckTask {
    const text = readBounded(file);
    switch (path.extname(file)) {
      case '.cedar':
        return { kind: 'policy', path: file, text, schema: this.#usableSchema(file) };
      case '.cedarschema': {
        const fragment = fragmentOf(this.#schemaFor(file), uriOf(file));
        return { kind: 'schema', path: file, text, ...(fragment === undefined ? {} : { fragment }) };
      }
      default:
        return this.#script(file, text, { ...this.#governing(file), ...this.#modulesOf(file, text) });
    }
  }

  /** A recorded case's folder: its script ran with exactly these arguments, or with none. */
  caseTask(folder: string): CheckTask {
    const place = (name: string) => path.join(folder, name);
    const optional = (name: string) => (existsSync(place(name)) ? readText(place(name)) : undefined);
    const policy = optional('policy.cedar');
    const host = optional('host.json');
    const args = optional('args.json');
    const governing = {
      ...(policy === undefined
        ? {}
        : { policyFile: place('policy.cedar'), policy: { name: 'policy.cedar', text: policy } }),
      ...(host === undefined ? {} : { host }),
      ...(args === undefined ? {} : { args }),
      argumentsAreKnown: true,
    };
    return { ...this.#script(place('script.rhai'), readText(place('script.rhai')), governing), case: folder };
  }

  #script(file: string, text: string, { policyFile, ...governing }: FileGovernance): CheckTask & { kind: 'script' } {
    return {
      kind: 'script',
      path: file,
      text,
      governing,
      defaultUser: this.#user,
      ...(policyFile === undefined ? {} : { policyFile }),
    };
  }

  /** What a script imports from its folder, or from the one that the runner would be started in: this one. */
  #modulesOf(file: string, text: string): Pick<FileGovernance, 'modules'> {
    if (!text.includes('import')) return {};
    const parsed = parse(text);
    return { modules: this.#modules.followed(uriOf(file), { parse: parsed, resolution: resolve(parsed.root) }).texts };
  }

  #governing(file: string): FileGovernance {
    return this.#given.policy === undefined ? { ...this.#bound(file), ...this.#given } : this.#given;
  }

  /** What the nearest `rehearsal.json` binds a script to; nothing where there is none. Throws where it is broken. */
  #bound(file: string): FileGovernance {
    const governance = this.#governor.govern(uriOf(file));
    if (governance.kind === 'broken') throw new UsageError(governance.reason);
    if (governance.kind === 'unbound') return {};
    return { policyFile: path.relative('', fileURLToPath(governance.policy.uri)), ...governingTexts(governance) };
  }

  /** The schema in force, as in the editor. Throws where a schema that is named cannot be used. */
  #usableSchema(file: string): string {
    const schema = this.#schemaFor(file);
    const [error] = schema.isRex ? [] : this.#engine.cedar.checkSchema(schema.text);
    const problem = schema.problems[0] ?? (error && `The schema in force has an error: ${error.message}.`);
    if (problem !== undefined) throw new UsageError(`${file}: ${problem}`);
    return schema.text;
  }

  #schemaFor(file: string): SchemaInForce {
    const sources = { governor: this.#governor, texts: this.#texts, rex: this.#engine.schema, setting: [] };
    return schemaInForce(sources, uriOf(file));
  }
}

function givenTexts(args: Arguments): FileGovernance {
  const [policy, principal, host, argumentsFile] = ['policy', 'principal', 'host', 'args'].map((name) =>
    args.text(name),
  );
  const hostText = host === undefined ? undefined : readText(host);
  if (host !== undefined && hostText !== undefined) refuseFaultyHost(host, hostText, principal);
  return {
    ...(policy === undefined
      ? {}
      : { policyFile: policy, policy: { name: path.basename(policy), text: readText(policy) } }),
    ...(principal === undefined ? {} : { principal }),
    ...(hostText === undefined ? {} : { host: hostText }),
    ...(argumentsFile === undefined ? {} : { args: readText(argumentsFile), argumentsAreKnown: true }),
  };
}

function refuseFaultyHost(file: string, text: string, principal: string | undefined): void {
  const { description, problems } = parseHostFile(text);
  if (description !== undefined) {
    if (principal !== undefined) requireUser(description, principal);
    return;
  }
  throw new UsageError(
    `${file} is not a valid host file\n${problems.map((problem) => `${file}:${problemText(problem)}`).join('\n')}`,
  );
}

function readBounded(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_FILE_BYTES)
    throw new UsageError(`cannot read ${file}: it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
  return readText(file);
}

function caseFolders(directory: string): readonly string[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory())
    throw new UsageError(`cannot read ${directory}: it is no directory`);
  if (existsSync(path.join(directory, 'script.rhai'))) return [directory];
  const entries = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => caseFolders(path.join(directory, name)));
}

function uriOf(file: string): string {
  return pathToFileURL(path.resolve(file)).href;
}
