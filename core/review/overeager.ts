// Doing more than asked: writing or deleting outside the folders that the inputs name, ignoring a refusal, running what it wrote.

import { components } from '#core/base/posixPath.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Resolution } from '#core/rhai/resolve/symbols.ts';
import type { Expression, Node, Script } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import type { ReviewFinding } from './finding.ts';
import type { FollowedLabels } from './followLabels.ts';
import { ignoredDenials } from './ignoredDenials.ts';
import { allLabels } from './labels.ts';
import { meaningOf, sinksOf } from './sinks.ts';
import { displayOf } from './sources.ts';

/** All findings of this kind. */
export function overeagerFindings(
  root: Script,
  resolution: Resolution,
  flow: FlowResult,
  labels: FollowedLabels,
): readonly ReviewFinding[] {
  const touched = touchedPaths(flow, labels);
  return [
    ...outsideInputs(root, touched),
    ...ignoredDenials(root, resolution, flow),
    ...runsWritten(resolution, flow, touched),
  ];
}

/** A path that a call touches, as far as it is known. */
interface Touched {
  readonly site: CallSite;
  readonly path: string;
  readonly expression: Expression | undefined;
  readonly kind: 'read' | 'make' | 'change' | 'run';
  /** The whole tree at the path is meant. */
  readonly recursive: boolean;
  /** A script argument decides it. */
  readonly asked: boolean;
}

const CHANGES = /::"(?:write|delete|chmod|chown|move|set_x_attr)"$/;

/** What the checks of a function let it do. */
interface Deeds {
  readonly changes: boolean;
  readonly runs: boolean;
  readonly reads: boolean;
  readonly makes: boolean;
  /** A function that moves or deletes changes its source too. */
  readonly takes: boolean;
}

const deedsByFunction = new WeakMap<CatalogFunction, Deeds>();

function deedsOf(fn: CatalogFunction): Deeds {
  const known = deedsByFunction.get(fn);
  if (known !== undefined) return known;
  const some = (pattern: RegExp) => fn.checks.some(({ action }) => pattern.test(action));
  const deeds = {
    changes: some(CHANGES),
    runs: some(/"execute"$/),
    reads: some(/::"(?:read|stat)"$/),
    makes: some(/"create"$/),
    takes: some(/::"(?:move|delete)"$/),
  };
  deedsByFunction.set(fn, deeds);
  return deeds;
}

function touchedPaths(flow: FlowResult, labels: FollowedLabels): readonly Touched[] {
  return flow.callSites.flatMap((site) => {
    const fn = meaningOf(site);
    const taint = labels.taintOf(site.node);
    if (fn === undefined || taint === undefined || !site.reachable) return [];
    const { changes, runs, reads, makes, takes } = deedsOf(fn);
    const sinks = sinksOf(site, taint).filter(({ role }) => role === 'path');
    return sinks.flatMap((sink, i): readonly Touched[] => {
      const path = pathOf(site, sink.value, sink.belowHandle);
      if (path === undefined || !path.startsWith('/')) return [];
      const from = sinks.length > 1 && i === 0 && !takes;
      const kind = runs
        ? 'run'
        : changes && !from
          ? 'change'
          : makes && !reads && !from
            ? 'make'
            : reads || from
              ? 'read'
              : undefined;
      const asked = [...allLabels(sink.taint).values()].some(({ source }) => source.kind === 'argument');
      if (kind === undefined) return [];
      return [
        {
          site,
          path,
          expression: sink.expression ?? site.receiverExpression,
          kind,
          asked,
          recursive: isRecursive(site),
        },
      ];
    });
  });
}

function pathOf(site: CallSite, value: Parameters<typeof displayOf>[0], belowHandle: boolean): string | undefined {
  const text = displayOf(value);
  if (!belowHandle || text === undefined) return text;
  const folder = site.receiver?.kind === 'object' ? displayOf(site.receiver.fields.get('path')) : undefined;
  return folder === undefined ? undefined : `${folder}/${text}`;
}

function isRecursive(site: CallSite): boolean {
  return site.args.some((arg) => {
    if (arg.kind === 'object') return arg.fields.get('recursive')?.kind === 'bool';
    return (
      arg.kind === 'array' && arg.items.some((item) => item.kind === 'constant' && /^r(?:ecursive)?$/.test(item.name))
    );
  });
}

/**
 * Inputs name folders in three ways: an argument gives a path, the script reads there before it changes anything, or a
 * variable at the top of the script holds the path. Places from which the system or its users run code count only when
 * an argument names them.
 */
function outsideInputs(root: Script, touched: readonly Touched[]): readonly ReviewFinding[] {
  const seen = new SeenBefore(namedPaths(root));
  const inOrder = [...touched].sort((a, b) => a.site.span.start - b.site.span.start);
  const out = new Map<number, ReviewFinding>();
  let next = 0;
  for (const change of inOrder) {
    const { start } = change.site.span;
    for (let one = inOrder[next]; one !== undefined && one.site.span.start < start; one = inOrder[++next])
      seen.add(one);
    if (change.kind !== 'change' || change.asked || out.has(start)) continue;
    const message = outsideMessage(change, seen);
    if (message !== undefined)
      out.set(start, plain('review-overeager', message, change.site, `${change.site.name} changes ${change.path}`));
  }
  return [...out.values()];
}

function outsideMessage(change: Touched, seen: SeenBefore): string | undefined {
  const { site, path } = change;
  for (const one of path.split(' or ')) {
    if (START_PLACES.test(one))
      return `${site.name} changes ${one}, from which others run code, and no input names it.`;
    if (seen.isOwn(change)) continue;
    if (change.recursive && seen.isRead(one))
      return `${site.name} changes ${one} itself, not only what the script looks at in it.`;
    if (seen.isOutside(one)) return `${site.name} changes ${one}, outside the folders that the script's inputs name.`;
  }
  return undefined;
}

/** What a script named, read and made before a point of its text. */
class SeenBefore {
  readonly #inputs = new Set<string>();
  /** Folders that hold what an input names, as far as its path is known. */
  readonly #folders = new Set<string>();
  readonly #read = new Set<string>();
  /** Names of the calls that made a path. */
  readonly #made = new Map<string, Set<string>>();

  constructor(named: readonly string[]) {
    for (const path of named) this.#input(path);
  }

  add({ kind, path, site }: Touched): void {
    if (kind === 'make') this.#made.set(path, (this.#made.get(path) ?? new Set()).add(site.name));
    if (kind !== 'read') return;
    for (const one of path.split(' or ')) {
      this.#read.add(one);
      this.#input(one);
    }
  }

  #input(path: string): void {
    this.#inputs.add(path);
    const folder = literalFolder(path);
    if (folder !== '') this.#folders.add(folder);
  }

  isRead(path: string): boolean {
    return this.#read.has(path);
  }

  /** Whether the script made it itself: then it may do with it what it likes. */
  isOwn({ path, site }: Touched): boolean {
    return [...(this.#made.get(path) ?? [])].some((name) => name !== site.name);
  }

  /** Neither in the folder of an input nor next to its file, where there are inputs; `*` stands for one name or more. */
  isOutside(path: string): boolean {
    if (this.#inputs.size === 0 || this.#inputs.has(path)) return false;
    for (let end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (this.#inputs.has(folder) || this.#folders.has(folder)) return false;
    }
    return true;
  }
}

function literalFolder(path: string): string {
  const known = path.includes('*') ? path.slice(0, path.indexOf('*')) : path;
  return known.slice(0, Math.max(0, known.lastIndexOf('/')));
}

const START_PLACES = new RegExp(
  [
    '^/etc/(?:profile|bash|zsh|csh|environment|cron|sudoers|passwd|group|shadow|gshadow|ssh/|systemd|init|rc|ld\\.so|pam|security/|hosts\\.|xdg/autostart)',
    '^/(?:usr/)?(?:local/)?(?:s?bin|lib|lib64|libexec)/',
    '^/(?:boot|root)/',
    '^/(?:var/spool/cron|proc/sys|sys)/',
    '^/home/[^/]+/\\.',
  ].join('|'),
);

/** Paths written in the initial values of variables at the top level, but not in what those call. */
function namedPaths(root: Script): readonly string[] {
  const out: string[] = [];
  for (const statement of root.statements) {
    if ((statement.kind !== 'let' && statement.kind !== 'const') || statement.value === undefined) continue;
    walk(statement.value, (node: Node) => {
      if (node.kind === 'call' || node.kind === 'methodCall' || node.kind === 'closure') return false;
      if (
        (node.kind === 'string' || node.kind === 'text') &&
        node.value.startsWith('/') &&
        components(node.value).length > 2
      )
        out.push(node.value.replace(/\/$/, ''));
      return true;
    });
  }
  return out;
}

/** Programs and modules that the script itself wrote. */
function runsWritten(resolution: Resolution, flow: FlowResult, touched: readonly Touched[]): readonly ReviewFinding[] {
  const written = touched.filter(({ kind }) => kind === 'change' || kind === 'make');
  const imports = resolution.imports.flatMap((node) => {
    const path = displayOf(flow.valueOf(node.path));
    return path === undefined ? [] : [{ span: node.span, name: 'import', paths: [path, `${path}.rhai`] }];
  });
  const runs = touched
    .filter(({ kind }) => kind === 'run')
    .map(({ site, path }) => ({ span: site.span, name: site.name, paths: [path] }));
  return [...imports, ...runs].flatMap(({ span, name, paths }) => {
    const source = written.find(
      ({ path, site }) => site.span.start < span.start && paths.some((run) => mayBeSame(path, run)),
    );
    if (source === undefined) return [];
    return [
      {
        code: 'review-overeager' as const,
        message: `${name} runs ${paths[0]}, which the script wrote itself.`,
        span,
        steps: [
          { span: source.site.span, text: `${source.site.name} writes ${source.path}` },
          { span, text: `${name} runs it` },
        ],
        sink: name,
      },
    ];
  });
}

/** Whether two paths with `*` for unknown parts can be one, with at least a folder in common. */
function mayBeSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [start, other] = [a, b].map((path) => path.split('*')[0] ?? '');
  if (start === undefined || other === undefined || start.length < 2 || other.length < 2) return false;
  if (!a.includes('*') && !b.includes('*')) return b.startsWith(`${a}/`);
  return start.startsWith(other) || other.startsWith(start);
}

function plain(code: ReviewFinding['code'], message: string, site: CallSite, step: string): ReviewFinding {
  return { code, message, span: site.span, steps: [{ span: site.span, text: step }], sink: site.name };
}
