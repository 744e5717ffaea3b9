// What governs a script: the binding in the nearest `rehearsal.json`, with the texts of policy, host and arguments that it names.

import path from 'node:path';
import { URI, Utils } from 'vscode-uri';
import type { GoverningTexts } from '#core/check/scriptChecker.ts';
import { findBinding } from '#core/workspace/bindings.ts';
import { type Binding, parseRehearsalFile, type RehearsalFile } from '#core/workspace/rehearsalFile.ts';
import { isText, type StoredText, type TextStore } from './textStore.ts';

export const CONFIG_NAME = 'rehearsal.json';

/** What is in force for a script, or why nothing is. */
export type Governance =
  | {
      readonly kind: 'bound';
      readonly configUri: string;
      readonly binding: Binding;
      readonly policy: StoredText;
      readonly host: StoredText | undefined;
      readonly args: StoredText | undefined;
      /** Changes whenever anything that governs the script may have changed. */
      readonly stamp: string;
    }
  | { readonly kind: 'unbound'; readonly configUri: string | undefined; readonly reason: string }
  | { readonly kind: 'broken'; readonly configUri: string; readonly reason: string };

/** Finds what governs scripts; parses each `rehearsal.json` once per text. */
export class Governor {
  readonly #texts: TextStore;
  readonly #parsed = new Map<string, { readonly stamp: string; readonly file: RehearsalFile }>();
  #roots: readonly string[] = [];

  constructor(texts: TextStore) {
    this.#texts = texts;
  }

  /** Workspace folders: the search for `rehearsal.json` goes up to, not beyond, the one that holds the script. */
  setRoots(roots: readonly string[]): void {
    this.#roots = roots;
  }

  get roots(): readonly string[] {
    return this.#roots;
  }

  /** What governs the script at `uri`. */
  govern(uri: string): Governance {
    const config = this.#nearestConfig(uri);
    if (config === undefined) {
      return {
        kind: 'unbound',
        configUri: undefined,
        reason: 'No rehearsal.json binds this script to a policy. Select a policy to make one.',
      };
    }
    const file = this.#parse(config);
    const binding = findBinding(file, relativeTo(config.uri, uri));
    const broken = file.problems.find((problem) => problem.severity === 'error');
    if (binding === undefined) {
      if (broken !== undefined) return { kind: 'broken', configUri: config.uri, reason: broken.message };
      return {
        kind: 'unbound',
        configUri: config.uri,
        reason: 'No binding in rehearsal.json matches this script. Select a policy to add one.',
      };
    }
    return this.#bound(config, binding);
  }

  /** The parsed `rehearsal.json` at `uri`, or undefined when it cannot be read. */
  file(uri: string): RehearsalFile | undefined {
    const read = this.#texts.read(uri);
    return isText(read) ? this.#parse(read) : undefined;
  }

  /** Where a new binding for the script belongs: the nearest `rehearsal.json`, else one in the script's workspace folder. */
  configFor(uri: string): string {
    const nearest = this.#nearestConfig(uri);
    if (nearest !== undefined) return nearest.uri;
    const root = this.#rootOf(uri) ?? Utils.dirname(URI.parse(uri)).toString();
    return Utils.joinPath(URI.parse(root), CONFIG_NAME).toString();
  }

  #bound(config: StoredText, binding: Binding): Governance {
    const read = (relative: string | undefined) =>
      relative === undefined ? undefined : this.#texts.read(resolve(config.uri, relative));
    const policy = this.#texts.read(resolve(config.uri, binding.policy));
    if (!isText(policy))
      return {
        kind: 'broken',
        configUri: config.uri,
        reason: `The policy ${binding.policy} cannot be read: ${policy.reason}.`,
      };
    const host = read(binding.host);
    if (host !== undefined && !isText(host))
      return {
        kind: 'broken',
        configUri: config.uri,
        reason: `The host file ${binding.host} cannot be read: ${host.reason}.`,
      };
    const args = read(binding.args);
    if (args !== undefined && !isText(args))
      return {
        kind: 'broken',
        configUri: config.uri,
        reason: `The argument file ${binding.args} cannot be read: ${args.reason}.`,
      };
    const stamp = [config.stamp, policy.uri, policy.stamp, host?.uri, host?.stamp, args?.uri, args?.stamp].join(' ');
    return { kind: 'bound', configUri: config.uri, binding, policy, host, args, stamp };
  }

  #nearestConfig(uri: string): StoredText | undefined {
    const root = this.#rootOf(uri);
    let folder = Utils.dirname(URI.parse(uri));
    for (;;) {
      const read = this.#texts.read(Utils.joinPath(folder, CONFIG_NAME).toString());
      if (isText(read)) return read;
      const parent = Utils.dirname(folder);
      if (folder.toString() === root || parent.path === folder.path || (root === undefined && folder.path === '/'))
        return undefined;
      folder = parent;
    }
  }

  #rootOf(uri: string): string | undefined {
    return this.#roots
      .filter((root) => uri === root || uri.startsWith(`${root}/`))
      .sort((a, b) => b.length - a.length)[0];
  }

  #parse(config: StoredText): RehearsalFile {
    const known = this.#parsed.get(config.uri);
    if (known?.stamp === config.stamp) return known.file;
    const file = parseRehearsalFile(config.text);
    this.#parsed.set(config.uri, { stamp: config.stamp, file });
    return file;
  }
}

/** What is in force, as the check takes it; nothing where no policy is bound. */
export function governingTexts(governance: Governance): GoverningTexts {
  if (governance.kind !== 'bound') return {};
  const { binding, policy, host, args } = governance;
  const digest = binding.policyDigest === undefined ? {} : { digest: binding.policyDigest };
  return {
    policy: { name: path.posix.basename(binding.policy), text: policy.text, ...digest },
    ...(binding.principal === undefined ? {} : { principal: binding.principal }),
    ...(host === undefined ? {} : { host: host.text }),
    ...(args === undefined ? {} : { args: args.text, argumentsAreKnown: true }),
  };
}

/** Path of `uri` relative to the folder of the configuration file, with forward slashes. */
export function relativeTo(configUri: string, uri: string): string {
  return path.posix.relative(Utils.dirname(URI.parse(configUri)).path, URI.parse(uri).path);
}

function resolve(configUri: string, relative: string): string {
  return Utils.joinPath(Utils.dirname(URI.parse(configUri)), relative).toString();
}
