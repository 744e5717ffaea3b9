// The pictures of a review, drawn as SVG: what a script reaches, grouped by what it does, and where values flow.

import type { ReviewPageFinding, ReviewRow } from '#protocol';
import { element } from './dom.ts';

const SVG = 'http://www.w3.org/2000/svg';
const ROW = 24;
const MAX_ROWS = 40;
/** Room for a letter in pixels; texts are 12 pixels high whatever the width of the page. */
const LETTER = 6.8;

type Verdict = ReviewRow['verdict'];

/** The verdicts in words; each has a shape and a stroke of its own, so that colour says nothing alone. */
export const WORDS: Readonly<Record<Verdict, string>> = {
  allow: 'allowed',
  deny: 'denied',
  depends: 'depends on input',
  unknown: 'not decided',
};

/** The script at the left, a column of what it does, the resources at the right; below it what the shapes mean. */
export function reachPicture(rows: readonly ReviewRow[], width: number): readonly Node[] {
  const reached = rows.filter(({ category }) => category !== OPENS);
  if (reached.length === 0) return [element('p', {}, 'It reads, changes and contacts nothing.')];
  const shown = reached.slice(0, MAX_ROWS);
  const height = shown.length * ROW + 8;
  const picture = canvas(
    { width, height },
    `The script reaches ${counted(reached.length, 'resource or pattern', 'resources or patterns')}; the table below lists them.`,
  );
  const groups = [...new Set(shown.map(({ category }) => category))];
  picture.append(text(0, height / 2, 'Script'));
  for (const group of groups) {
    const at = shown.flatMap((row, i) => (row.category === group ? [middle(i)] : []));
    const center = ((at[0] ?? 0) + (at.at(-1) ?? 0)) / 2;
    picture.append(line(40, height / 2, 88, center, 'plain'), text(94, center, group));
    for (const [i, row] of shown.entries()) {
      if (row.category !== group) continue;
      picture.append(line(158, center, 212, middle(i), row.verdict), shape(222, middle(i), row.verdict));
      picture.append(text(236, middle(i), row.resource, width - 236));
    }
  }
  return [picture, legend(reached, shown.length)];
}

const OPENS = 'Opens';

function legend(rows: readonly ReviewRow[], shown: number): Node {
  const verdicts = (Object.keys(WORDS) as readonly Verdict[]).filter((one) =>
    rows.some(({ verdict }) => verdict === one),
  );
  const items = verdicts.map((verdict) => {
    const sign = canvas({ width: 36, height: 16 });
    sign.append(line(0, 8, 18, 8, verdict), shape(27, 8, verdict));
    return element('span', { class: 'sign' }, sign, ` ${WORDS[verdict]}`);
  });
  const left = rows.length > shown ? ` ${rows.length - shown} more are in the table.` : '';
  return element('p', { class: 'legend' }, ...items, `What is only opened is not drawn.${left}`);
}

/** One arrow for each finding that follows a value; none where no finding does. */
export function flowPicture(findings: readonly ReviewPageFinding[], width: number): readonly Node[] {
  const flows = findings.filter(({ source }) => source !== undefined);
  if (flows.length === 0) return [];
  const shown = flows.slice(0, MAX_ROWS);
  const height = shown.length * ROW + 8;
  const picture = canvas(
    { width, height },
    `${counted(flows.length, 'flow', 'flows')} from a source to a sink; the findings below describe them.`,
  );
  const half = Math.round(width * 0.56);
  for (const [i, { source = '', sink, code, place, steps }] of shown.entries()) {
    const y = middle(i);
    const [first] = steps;
    const from = first === undefined ? source : `${source}, line ${first.place.line}`;
    picture.append(text(0, y, from, half - 40), line(half - 34, y, half - 10, y, 'plain'));
    picture.append(svg('path', { d: `M${half - 10} ${y - 4} l8 4 l-8 4 Z`, class: 'tip' }));
    picture.append(text(half + 6, y, `${sink}, line ${place.line}: ${code.replace('review-', '')}`, width - half - 6));
  }
  const left = flows.length > shown.length ? [`${flows.length - shown.length} more are among the findings.`] : [];
  return [picture, ...left.map((more) => element('p', { class: 'legend' }, more))];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A shape for each verdict. */
function shape(x: number, y: number, verdict: Verdict): Element {
  switch (verdict) {
    case 'allow':
      return svg('circle', { cx: `${x}`, cy: `${y}`, r: '5', class: 'allow' });
    case 'deny':
      return svg('path', { d: `M${x - 5} ${y - 5} l10 10 m0 -10 l-10 10`, class: 'deny' });
    case 'depends':
      return svg('path', { d: `M${x} ${y - 6} l6 6 l-6 6 l-6 -6 Z`, class: 'depends' });
    case 'unknown':
      return svg('rect', { x: `${x - 4}`, y: `${y - 4}`, width: '8', height: '8', class: 'unknown' });
  }
}

function middle(row: number): number {
  return row * ROW + ROW / 2 + 4;
}

function line(x1: number, y1: number, x2: number, y2: number, kind: string): Element {
  return svg('line', { x1: `${x1}`, y1: `${y1}`, x2: `${x2}`, y2: `${y2}`, class: kind });
}

/** A text; where it is longer than its room a part of its middle is left out, and a tip shows the whole. */
function text(x: number, y: number, content: string, room = Number.POSITIVE_INFINITY): Element {
  const created = svg('text', { x: `${x}`, y: `${y + 4}` });
  const length = Math.max(8, Math.floor(room / LETTER));
  created.textContent = content;
  if (content.length > length) {
    const end = Math.floor(length * 0.4);
    created.textContent = `${content.slice(0, length - end - 1)}\u2026${content.slice(-end)}`;
    const tip = svg('title', {});
    tip.textContent = content;
    created.append(tip);
  }
  return created;
}

function canvas({ width, height }: { readonly width: number; readonly height: number }, label?: string): Element {
  const meaning = label === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label };
  return svg('svg', { width: `${width}`, height: `${height}`, viewBox: `0 0 ${width} ${height}`, ...meaning });
}

function svg(name: string, attributes: Readonly<Record<string, string>>): Element {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  return created;
}
