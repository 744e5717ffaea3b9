// The pictures of a review, drawn as SVG: what a script reaches, grouped by what it does, and where values flow.

import type { ReviewPageFinding, ReviewRow } from '#protocol';

const SVG = 'http://www.w3.org/2000/svg';
const ROW = 24;
const MAX_ROWS = 40;

/** The script at the left, a column of what it does, the resources at the right. */
export function reachPicture(rows: readonly ReviewRow[]): Element {
  const shown = rows.filter(({ category }) => category !== 'Opens').slice(0, MAX_ROWS);
  const height = Math.max(1, shown.length) * ROW + 8;
  const picture = svg('svg', {
    viewBox: `0 0 760 ${height}`,
    role: 'img',
    'aria-label': `The script reaches ${shown.length} resources or patterns; the table below lists them.`,
  });
  const groups = [...new Set(shown.map(({ category }) => category))];
  picture.append(text(8, height / 2, 'script'));
  for (const group of groups) {
    const at = shown.flatMap((row, i) => (row.category === group ? [middle(i)] : []));
    const center = ((at[0] ?? 0) + (at.at(-1) ?? 0)) / 2;
    picture.append(line(56, height / 2, 150, center, 'plain'), text(156, center, group));
    for (const [i, row] of shown.entries()) {
      if (row.category !== group) continue;
      picture.append(line(236, center, 330, middle(i), row.verdict), shape(342, middle(i), row.verdict));
      picture.append(text(358, middle(i), cut(row.resource, 58)));
    }
  }
  return picture;
}

/** One arrow for each finding that follows a value. */
export function flowPicture(findings: readonly ReviewPageFinding[]): Element {
  const shown = findings.filter(({ source }) => source !== undefined).slice(0, MAX_ROWS);
  const height = shown.length * ROW + 8;
  const picture = svg('svg', {
    viewBox: `0 0 760 ${height}`,
    role: 'img',
    'aria-label': `${shown.length} flows from a source to a sink; the findings below describe them.`,
  });
  for (const [i, { source = '', sink, code }] of shown.entries()) {
    const y = middle(i);
    picture.append(text(8, y, cut(source, 46)), line(330, y, 420, y, 'plain'));
    picture.append(svg('path', { d: `M420 ${y - 4} L428 ${y} L420 ${y + 4} Z`, class: 'tip' }));
    picture.append(text(436, y, cut(`${sink} (${code})`, 46)));
  }
  return picture;
}

/** A shape of its own for each verdict, so that colour says nothing alone. */
function shape(x: number, y: number, verdict: ReviewRow['verdict']): Element {
  switch (verdict) {
    case 'allow':
      return svg('circle', { cx: `${x}`, cy: `${y}`, r: '6', class: 'allow' });
    case 'deny':
      return svg('path', {
        d: `M${x - 6} ${y - 6} L${x + 6} ${y + 6} M${x + 6} ${y - 6} L${x - 6} ${y + 6}`,
        class: 'deny',
      });
    case 'depends':
      return svg('path', { d: `M${x} ${y - 7} L${x + 7} ${y} L${x} ${y + 7} L${x - 7} ${y} Z`, class: 'depends' });
    case 'unknown':
      return svg('rect', { x: `${x - 5}`, y: `${y - 5}`, width: '10', height: '10', class: 'unknown' });
  }
}

function middle(index: number): number {
  return index * ROW + ROW / 2 + 4;
}

function line(x1: number, y1: number, x2: number, y2: number, kind: string): Element {
  return svg('line', { x1: `${x1}`, y1: `${y1}`, x2: `${x2}`, y2: `${y2}`, class: kind });
}

function text(x: number, y: number, content: string): Element {
  const created = svg('text', { x: `${x}`, y: `${y + 4}` });
  created.textContent = content;
  return created;
}

function cut(content: string, length: number): string {
  return content.length > length ? `${content.slice(0, length - 1)}\u2026` : content;
}

function svg(name: string, attributes: Readonly<Record<string, string>>): Element {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  return created;
}
