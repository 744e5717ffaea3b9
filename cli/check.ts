// `rehearsal check`: diagnostics and a verdict for every SDK call of scripts, diagnostics of policies and schemas.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LineIndex } from '#core/base/lineIndex.ts';
import { checkPolicy, checkSchemaText } from '#core/cedar/checkPolicy.ts';
import { type GoverningTexts, ScriptChecker } from '#core/check/scriptChecker.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { problemText } from '#core/sandbox/host/jsonFields.ts';
import { Governor, governingTexts } from '../language-server/governance.ts';
import { TextStore } from '../language-server/textStore.ts';
import { CHECK_FORMATS, type CheckedFile, FAIL_ON, fails, printChecked } from './checkOutput.ts';
import { type Arguments, type Command, type Io, UsageError } from './command.ts';
import { readText, requireUser } from './files.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Says what is wrong with scripts and policies, and what the policy will say to every SDK call',
  usage: 'FILE... [options]   or   check --cases DIR [options]',
  options: {
    policy: {
      value: 'P',
      short: 'p',
      description: 'the policy that governs the scripts; without it, what rehearsal.json binds',
    },
    principal: { value: 'NAME', description: 'the effective user' },
    args: { value: 'A.json', short: 'a', description: 'script arguments; without them the verdicts hold for any' },
    host: {
      value: 'H.json',
      description: 'the host a run starts on; without it the verdicts hold for any without symbolic links',
    },
    cases: {
      value: 'DIR',
      description: 'checks every recorded case below DIR with its own policy, host and arguments',
    },
    format: { value: 'F', description: 'text (default), json or github' },
    'fail-on': { value: 'WHAT', description: 'also exits with 1 for: deny, depends, unknown or warning' },
  },
  notes:
    'Exits with 0 when all is well, 1 for an error-severity diagnostic or a deny, 2 for wrong usage and files that cannot be read.',
  run: check,
};

async function check(args: Arguments, io: Io): Promise<number> {
  if (args.text('format') === 'sarif') throw new UsageError('--format sarif is not available yet');
  const format = args.choice('format', CHECK_FORMATS, 'text');
  const failOn = args.text('fail-on') === undefined ? undefined : args.choice('fail-on', FAIL_ON, 'deny');
  const checker = new FileChecker();
  const cases = args.text('cases');
  if (cases === undefined && args.positionals.length === 0) throw new UsageError('FILE is missing');
  const files =
    cases === undefined ? checkFiles(checker, args) : caseFolders(cases).map((folder) => checkCase(checker, folder));
  io.out(printChecked(files, format));
  return files.some((file) => fails(file, failOn)) ? 1 : 0;
}

function checkFiles(checker: FileChecker, args: Arguments): readonly CheckedFile[] {
  const given = givenTexts(args);
  return args.positionals.map((file) => {
    const extension = path.extname(file);
    if (extension === '.rhai')
      return checker.script(file, given.policy === undefined ? { ...checker.bound(file), ...given } : given);
    if (extension === '.cedar' || extension === '.cedarschema') return checker.cedar(file, extension);
    throw new UsageError(`${file}: only .rhai, .cedar and .cedarschema files can be checked`);
  });
}

/** What governs a script, and where its policy lies, for places in it. */
interface FileGovernance extends GoverningTexts {
  readonly policyFile?: string;
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

/** A recorded case's folder: its script ran with exactly these arguments, or with none. */
function checkCase(checker: FileChecker, folder: string): CheckedFile {
  const optional = (name: string) =>
    existsSync(path.join(folder, name)) ? readText(path.join(folder, name)) : undefined;
  const policy = optional('policy.cedar');
  const host = optional('host.json');
  const args = optional('args.json');
  const checked = checker.script(path.join(folder, 'script.rhai'), {
    ...(policy === undefined
      ? {}
      : { policyFile: path.join(folder, 'policy.cedar'), policy: { name: 'policy.cedar', text: policy } }),
    ...(host === undefined ? {} : { host }),
    ...(args === undefined ? {} : { args }),
    argumentsAreKnown: true,
  });
  return { ...checked, case: folder };
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

/** Checks files in one process, so that engines, policies and bindings are read once. */
class FileChecker {
  readonly #engine: AnalysisEngine = createAnalysisEngine();
  readonly #checker = new ScriptChecker(this.#engine, userInfo().username);
  readonly #governor = new Governor(new TextStore({ get: () => undefined }));

  script(file: string, governing: FileGovernance): CheckedFile {
    const { diagnostics, calls, lines } = this.#checker.check(readText(file), governing);
    const { policyFile, policy } = governing;
    const place =
      policyFile === undefined || policy === undefined
        ? {}
        : { policy: { path: policyFile, lines: new LineIndex(policy.text) } };
    return { path: file, lines, diagnostics, calls, ...place };
  }

  cedar(file: string, extension: '.cedar' | '.cedarschema'): CheckedFile {
    const text = readText(file);
    const diagnostics =
      extension === '.cedar'
        ? checkPolicy(text, this.#engine.cedar, this.#engine.schema)
        : checkSchemaText(text, this.#engine.cedar);
    return { path: file, lines: new LineIndex(text), diagnostics, calls: [] };
  }

  /** What the nearest `rehearsal.json` binds a script to; nothing where there is none. Throws where it is broken. */
  bound(file: string): FileGovernance {
    const governance = this.#governor.govern(pathToFileURL(path.resolve(file)).href);
    if (governance.kind === 'broken') throw new UsageError(governance.reason);
    if (governance.kind === 'unbound') return {};
    return { policyFile: path.relative('', fileURLToPath(governance.policy.uri)), ...governingTexts(governance) };
  }
}
