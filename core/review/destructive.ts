// Calls that destroy more than one thing: recursive, or once for everything that a listing or a pattern gives.

import type { AbstractValue } from '#core/base/abstractValue.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CatalogFunction } from '#core/catalog/types.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import { type ReviewFinding, wayOf } from './finding.ts';
import { targetOf } from './flowFindings.ts';
import type { FollowedLabels } from './followLabels.ts';
import { allLabels, type Label } from './labels.ts';
import { meaningOf } from './sinks.ts';
import type { CallTaint } from './taintMachine.ts';

/** What a call destroys, in words; the catalog's checks say more than the purpose of a call, so the names count. */
const DESTROYS: Readonly<Record<string, string>> = {
  rm: 'deletes',
  delete: 'deletes',
  mv: 'moves',
  move: 'moves',
  chmod: 'changes the mode of',
  set_ownership: 'changes the owner of',
  kill: 'ends',
  truncate: 'empties',
};

/** The calls that delete, move, end or change many things at once. */
export function destructiveFindings(
  flow: FlowResult,
  labels: FollowedLabels,
  catalog: SdkCatalog,
): readonly ReviewFinding[] {
  return flow.callSites.flatMap((site) => {
    const fn = meaningOf(site);
    const verb = DESTROYS[site.name];
    if (fn === undefined || verb === undefined || fn.checks.length === 0 || !site.reachable) return [];
    const found = recursive(site, fn, verb, catalog) ?? byPattern(site, fn, verb) ?? perListed(site, verb, labels);
    return found === undefined ? [] : [found];
  });
}

function recursive(site: CallSite, fn: CatalogFunction, verb: string, catalog: SdkCatalog): ReviewFinding | undefined {
  if (!site.args.some((arg) => asksForAll(arg, catalog))) return undefined;
  const subject = fn.area === 'process' ? 'processes' : `${targetOf(site) ?? 'a directory'} and everything below it`;
  return finding(site, `${site.name} ${verb} ${subject}.`);
}

/** Whether an option or a flag makes the call recursive, or may. */
function asksForAll(value: AbstractValue, catalog: SdkCatalog): boolean {
  if (value.kind === 'oneOf') return value.values.some((option) => asksForAll(option, catalog));
  if (value.kind === 'object') {
    const recursive = value.fields.get('recursive');
    return recursive !== undefined && !(recursive.kind === 'bool' && !recursive.value);
  }
  if (value.kind !== 'array') return false;
  return value.items.some((item) => {
    if (item.kind !== 'constant') return false;
    const member = catalog.moduleMember(item.module, item.name);
    const meant = member?.kind === 'constant' ? (member.constant.aliasOf ?? item.name) : item.name;
    return meant === 'recursive' || meant === 'r';
  });
}

/** Processes chosen by what they are called, not by their number. */
function byPattern(site: CallSite, fn: CatalogFunction, verb: string): ReviewFinding | undefined {
  if (fn.area !== 'process') return undefined;
  const chosen = site.args.flatMap((arg) =>
    arg.kind === 'object' ? ['process_name', 'username', 'command'].filter((name) => arg.fields.has(name)) : [],
  );
  if (chosen.length === 0) return undefined;
  return finding(site, `${site.name} ${verb} every process with this ${chosen.join(' and ').replace('_', ' ')}.`);
}

function perListed(site: CallSite, verb: string, labels: FollowedLabels): ReviewFinding | undefined {
  const taint = labels.taintOf(site.node);
  const label = taint === undefined ? undefined : listedLabel(taint);
  if (label === undefined) return undefined;
  const what = label.source.kind === 'process' ? 'process' : 'entry';
  return {
    code: 'review-destructive',
    message: `${site.name} ${verb} every listed ${what} that gets here (${targetOf(site) ?? label.source.text.toLowerCase()}).`,
    span: site.span,
    steps: wayOf(label, { span: site.nameSpan, text: `${site.name} ${verb} it` }),
    source: label.source.text,
    sink: site.name,
  };
}

function listedLabel({ receiver, args }: CallTaint): Label | undefined {
  return [receiver, ...args]
    .flatMap((value) => [...allLabels(value).values()])
    .find(({ source, bound }) => (source.kind === 'listing' || source.kind === 'process') && bound !== 'fixed');
}

function finding(site: CallSite, message: string): ReviewFinding {
  return {
    code: 'review-destructive',
    message,
    span: site.span,
    steps: [{ span: site.span, text: message.replace(/\.$/, '') }],
    sink: site.name,
  };
}
