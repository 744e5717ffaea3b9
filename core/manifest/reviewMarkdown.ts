// A review as Markdown for a pull request: the editor and the command line export the same text.

import { CATEGORIES, CATEGORY_TITLES } from './categories.ts';
import type { Input, Permission } from './manifest.ts';
import type { ManifestDiff } from './manifestDiff.ts';
import { type ManifestRow, manifestRows } from './manifestRows.ts';
import { markdownCode, markdownText, visible } from './plainText.ts';
import type { ReportedFinding, ReviewReport } from './reviewReport.ts';

/** The whole review. */
export function reviewMarkdown(report: ReviewReport): string {
  return [
    `## Review of ${markdownCode(report.script)}`,
    ...summary(report),
    ...(report.diff === undefined ? [] : changes(report.diff)),
    ...findings(report.findings),
    ...refusals(report),
    ...permissions(report),
    '',
  ].join('\n');
}

function summary({
  manifest,
  permissions: asked,
  policy,
  principal,
  counts,
  findings: found,
}: ReviewReport): readonly string[] {
  const touched = CATEGORIES.flatMap((category) => {
    const count = manifestRows(asked.filter((one) => one.category === category)).length;
    return count === 0 || category === 'open' ? [] : [`${CATEGORY_TITLES[category].toLowerCase()} ${count}`];
  });
  const warnings = found.filter(({ code }) => code !== 'review-note').length;
  const decided =
    policy === undefined
      ? 'No policy is bound.'
      : `Under ${markdownCode(policy)} for ${markdownCode(principal)}: ${counts.allow} calls allowed, ${counts.deny} denied, ${counts.depends} depend on input, ${counts.unknown} unknown.`;
  return [
    '',
    touched.length === 0 ? 'The script touches nothing.' : `The script ${touched.join(', ')} resources or patterns.`,
    `${warnings} ${warnings === 1 ? 'finding' : 'findings'}. ${decided}`,
    ...manifest.assumes.map((text) => `Assumed: ${markdownText(text)}`),
    ...manifest.notCovered.map(
      ({ path, line }) => `Not covered: the imported module ${markdownCode(path)} (line ${line}).`,
    ),
  ];
}

function changes({ other, added, removed, addedModules }: ManifestDiff): readonly string[] {
  const rows = [
    ...manifestRows(added).map((row) => `- **more**: ${rowText(row)}`),
    ...addedModules.map(({ path, line }) => `- **more**: loads ${markdownCode(path)} (line ${line})`),
    ...manifestRows(removed).map((row) => `- less: ${rowText(row)}`),
  ];
  const heading = ['', `### Changes since ${markdownCode(other)}`, ''];
  return rows.length === 0 ? [...heading, 'It can touch the same as before.'] : [...heading, ...rows];
}

function rowText({ category, resource, actions, lines }: ManifestRow): string {
  return `${CATEGORY_TITLES[category].toLowerCase()} ${markdownCode(resource)} (${actions.map(markdownText).join(', ')}; ${linesText(lines)})`;
}

function findings(found: readonly ReportedFinding[]): readonly string[] {
  if (found.length === 0) return [];
  const items = found.flatMap(({ code, message, range, steps }) => [
    `- **${code}**, line ${range.startLine}: ${markdownText(message)}`,
    ...steps.map((step) => `  1. line ${step.range.startLine}: ${markdownText(step.text)}`),
  ]);
  return ['', '### Findings', '', ...items];
}

function refusals({ policy, calls }: ReviewReport): readonly string[] {
  const told = calls.filter(({ verdict }) => verdict === 'deny' || verdict === 'depends');
  if (policy === undefined || told.length === 0) return [];
  const items = told.map(
    ({ function: name, range, verdict, reason }) =>
      `- **${verdict === 'deny' ? 'denied' : 'depends'}**, line ${range.startLine}, ${markdownCode(name)}: ${markdownText(reason)}`,
  );
  return ['', '### What the policy does not simply allow', '', ...items];
}

function permissions({ permissions: asked }: ReviewReport): readonly string[] {
  const rows = manifestRows(asked);
  if (rows.length === 0) return [];
  const head = [
    '',
    '### What it can touch',
    '',
    '| | resource | requests | lines | decided by | only if |',
    '|---|---|---|---|---|---|',
  ];
  return [...head, ...rows.map(tableRow)];
}

function tableRow({
  category,
  resource,
  actions,
  types,
  root,
  context,
  lines,
  inputs,
  conditions,
}: ManifestRow): string {
  const requests = `${actions.map(markdownText).join(', ')} on ${types.map(markdownText).join(', ')}${root ? ' as root' : ''}`;
  const what =
    context === undefined ? markdownCode(resource) : `${markdownCode(resource)} with ${markdownCode(context)}`;
  const only = conditions.map(({ text }) => markdownCode(text)).join('; ');
  const decided = inputs.map((input) => markdownText(inputText(input))).join('; ');
  return `| ${CATEGORY_TITLES[category]} | ${what} | ${requests} | ${lines.join(', ')} | ${decided} | ${only} |`;
}

/** An input in words, with how it is bounded. */
export function inputText({ text, line, bound }: Input): string {
  const where = line === undefined ? '' : ` (line ${line})`;
  const held = bound === 'no' ? '' : bound === 'prefix' ? ', its beginning is checked' : ', compared with known values';
  return `${text}${where}${held}`;
}

export function linesText(lines: readonly number[]): string {
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
}

/** The manifest as aligned columns for a terminal. */
export function manifestText(script: string, report: Pick<ReviewReport, 'manifest' | 'diff'>): string {
  const { manifest, diff } = report;
  const parts = [visible(script), ...tableOf(manifest.permissions, '  ')];
  if (manifest.permissions.length === 0) parts.push('  touches nothing');
  for (const { path, line } of manifest.notCovered)
    parts.push(`  not covered: ${visible(path)}, imported at line ${line}`);
  for (const text of manifest.assumes) parts.push(`  assumed: ${text}`);
  if (diff !== undefined) parts.push(...diffText(diff));
  return `${parts.join('\n')}\n`;
}

function diffText({ other, added, removed, addedModules }: ManifestDiff): readonly string[] {
  if (added.length + removed.length + addedModules.length === 0) return [`It can touch the same as ${visible(other)}.`];
  return [
    ...(added.length + addedModules.length === 0 ? [] : [`More than ${visible(other)}:`, ...tableOf(added, '+ ')]),
    ...addedModules.map(({ path, line }) => `+ loads ${visible(path)}  line ${line}`),
    ...(removed.length === 0 ? [] : [`No longer, unlike ${visible(other)}:`, ...tableOf(removed, '- ')]),
  ];
}

function tableOf(list: readonly Permission[], mark: string): readonly string[] {
  const cells = manifestRows(list).map(({ category, resource, actions, types, root, context, lines, inputs }) => [
    CATEGORY_TITLES[category].toLowerCase(),
    visible(context === undefined ? resource : `${resource} ${context}`),
    `${actions.join(', ')} on ${types.join(', ')}${root ? ' as root' : ''}`,
    linesText(lines),
    inputs.length === 0 ? '' : `by ${visible(inputs.map(inputText).join('; '))}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...cells.map((row) => Math.min(60, row[column]?.length ?? 0))),
  );
  return cells.map((row) => `${mark}${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}
