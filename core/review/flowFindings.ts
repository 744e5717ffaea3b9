// Findings about where values go: injection, exfiltration, unbounded paths, and content in logs or in the output.

import { knownStrings } from '#core/base/abstractValue.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { Script } from '#core/rhai/syntax/ast.ts';
import { type ReviewFinding, wayOf } from './finding.ts';
import type { FollowedLabels } from './followLabels.ts';
import { allLabels, type Label, type Tainted } from './labels.ts';
import { meaningOf, type Sink, sinksOf } from './sinks.ts';
import { displayOf } from './sources.ts';

/** The findings at every call, and the note on the output. */
export function flowFindings(
  root: Script,
  flow: FlowResult,
  labels: FollowedLabels,
  catalog: SdkCatalog,
): readonly ReviewFinding[] {
  const out: ReviewFinding[] = [];
  const published = publishedPaths(flow);
  for (const site of flow.callSites) {
    const taint = labels.taintOf(site.node);
    if (taint === undefined || !site.reachable) continue;
    for (const sink of sinksOf(site, taint)) {
      out.push(
        ...present([injection(sink), dynamicPath(sink), networkExfiltration(sink), fileExfiltration(sink, published)]),
      );
    }
    out.push(...present([copiedSecret(site, taint.args), inLog(site, taint.args, catalog)]));
  }
  return [...out, ...present([inOutput(root, labels)])];
}

/** Content or a response decides which path, URL, process or command. */
function injection(sink: Sink): ReviewFinding | undefined {
  if (sink.role === 'content' || sink.role === 'name' || isSettled(sink)) return undefined;
  const label = firstOf(sink.taint, (one) => {
    if (!isOutside(one) || one.opened || one.bound !== 'no') return false;
    if (one.number && sink.role !== 'process') return false;
    return !(sink.role === 'URL' && one.position === 'query');
  });
  if (label === undefined) return undefined;
  return found('review-injection', `${label.source.text} decides the ${sink.role} of ${sink.site.name}.`, sink, label);
}

/** An argument, or data of the host, is the beginning of a path. */
function dynamicPath(sink: Sink): ReviewFinding | undefined {
  if (sink.role !== 'path' || sink.belowHandle || isSettled(sink)) return undefined;
  const label = firstOf(
    sink.taint,
    ({ source, opened, bound, number, position }) =>
      ['argument', 'data', 'process'].includes(source.kind) &&
      !opened &&
      !number &&
      bound === 'no' &&
      position === 'start',
  );
  if (label === undefined) return undefined;
  const message = `${label.source.text} is a path of ${sink.site.name}, and nothing bounds it. Compare it with known values or check its folder first.`;
  return found('review-dynamic-path', message, sink, label);
}

/** Content of a file leaves with a request. */
function networkExfiltration(sink: Sink): ReviewFinding | undefined {
  const leaves = sink.fn.area === 'network' || sink.role === 'name';
  if (!leaves) return undefined;
  const label = firstOf(sink.taint, ({ source, bound, position }) => {
    if (source.kind !== 'content' || bound === 'fixed') return false;
    return sink.role !== 'URL' || position !== 'start';
  });
  if (label === undefined) return undefined;
  return found(
    'review-exfiltration',
    `${label.source.text} leaves the host in the request of ${sink.site.name}.`,
    sink,
    label,
  );
}

/** Content goes into a file that everybody on the host can read, or a secret into a file with the usual mode. */
function fileExfiltration(sink: Sink, published: readonly string[]): ReviewFinding | undefined {
  const writes = sink.fn.checks.some(({ action }) => action.endsWith('"write"'));
  if (sink.role !== 'content' || sink.fn.area !== 'file-io' || !writes) return undefined;
  const target = targetOf(sink.site);
  const open = target !== undefined && (SHARED.test(target) || published.includes(target));
  const label = firstOf(
    sink.taint,
    ({ source, bound }) => source.kind === 'content' && bound !== 'fixed' && (open || source.secret),
  );
  if (label === undefined || label.source.text === `Content of ${target}`) return undefined;
  return found(
    'review-exfiltration',
    `${label.source.text} goes into ${target ?? 'a file'}, which others can read.`,
    sink,
    label,
  );
}

/** Folders in which every user of the host may look. */
const SHARED = /^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/;

function copiedSecret(site: CallSite, args: readonly Tainted[]): ReviewFinding | undefined {
  const fn = meaningOf(site);
  const copies = fn?.parameters.some(({ name }) => name === 'source' || name === 'src') === true && args.length >= 2;
  if (fn === undefined || !copies || !fn.checks.some(({ action }) => action.endsWith('"write"'))) return undefined;
  const [from, to] = site.args.slice(-2).map(displayOf);
  if (from === undefined || to === undefined || !SHARED.test(to) || SHARED.test(from)) return undefined;
  const steps = [{ span: site.span, text: `${site.name} copies ${from} to ${to}` }];
  return {
    code: 'review-exfiltration',
    message: `Content of ${from} goes into ${to}, which others can read.`,
    span: site.span,
    steps,
    source: `Content of ${from}`,
    sink: site.name,
  };
}

/** Files that the script itself opens to all users. */
function publishedPaths(flow: FlowResult): readonly string[] {
  return flow.callSites.flatMap((site) => {
    const fn = meaningOf(site);
    if (fn?.checks.some(({ action }) => action.endsWith('"chmod"')) !== true) return [];
    const mode = site.args[0];
    const path = targetOf(site);
    return path !== undefined && mode?.kind === 'int' && (mode.value & 4n) !== 0n ? [path] : [];
  });
}

/** The path a call works on, as far as it is known. */
export function targetOf(site: CallSite): string | undefined {
  const { receiver } = site;
  if (receiver?.kind === 'object') {
    const path = displayOf(receiver.fields.get('path'));
    if (path !== undefined) return path;
  }
  const first = site.args.find(({ kind }) => kind !== 'array');
  return displayOf(first);
}

function inLog(site: CallSite, args: readonly Tainted[], catalog: SdkCatalog): ReviewFinding | undefined {
  if (!LOGS.has(site.name) || site.form !== 'function' || catalog.functionsByName(site.name).length === 0)
    return undefined;
  const label = args
    .map((arg) => firstOf(arg, ({ source, number }) => source.kind === 'content' && !number))
    .find(Boolean);
  if (label === undefined) return undefined;
  return {
    code: 'review-note',
    message: `${label.source.text} goes into the log.`,
    span: site.span,
    steps: wayOf(label, { span: site.span, text: `Written to the log` }),
    source: label.source.text,
    sink: site.name,
  };
}

const LOGS: ReadonlySet<string> = new Set(['info', 'warn', 'error', 'debug', 'trace']);

function inOutput(root: Script, labels: FollowedLabels): ReviewFinding | undefined {
  const last = root.statements.at(-1);
  const label = firstOf(labels.output, ({ source, number }) => source.kind === 'content' && !number);
  if (last === undefined || label === undefined) return undefined;
  return {
    code: 'review-note',
    message: `${label.source.text} is in the script's output.`,
    span: last.span,
    steps: wayOf(label, { span: last.span, text: 'The output of the script' }),
    source: label.source.text,
    sink: 'output',
  };
}

function isOutside({ source }: Label): boolean {
  return source.kind === 'content' || source.kind === 'response';
}

/** All values that can come here are written in the script. */
function isSettled({ value }: Sink): boolean {
  return value !== undefined && knownStrings(value) !== undefined;
}

function firstOf(value: Tainted, matches: (label: Label) => boolean): Label | undefined {
  return [...allLabels(value).values()].find(matches);
}

function found(code: ReviewFinding['code'], message: string, sink: Sink, label: Label): ReviewFinding {
  const { site } = sink;
  const place = sink.expression?.span ?? site.nameSpan;
  return {
    code,
    message,
    span: site.span,
    steps: wayOf(label, { span: place, text: `Used as the ${sink.role} of ${site.name}` }),
    source: label.source.text,
    sink: site.name,
  };
}

function present<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((value) => value !== undefined);
}
