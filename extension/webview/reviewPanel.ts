// The page of the Review view: summary, picture, changes, findings with their ways, refusals and the manifest.

import type { ReviewPage, ReviewPageFinding, ReviewPlace, ReviewRow } from '#protocol';
import { element } from './dom.ts';
import type { FromReview, ToReview } from './messages.ts';
import { flowPicture, reachPicture, WORDS } from './reviewPicture.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromReview): void; setState(state: unknown): void };

const api = acquireVsCodeApi();
const app = document.getElementById('app');

const MARKS = { allow: '\u2713', deny: '\u2298', depends: '\u25d0', unknown: '' } as const;

window.addEventListener('message', ({ data }: MessageEvent<ToReview>) => {
  api.setState({ uri: data.uri });
  show(data);
});
api.postMessage({ kind: 'ready' });

/** The pictures fit the width of the page, so that their texts stay as large as all others. */
let latest: ToReview | undefined;
let drawn = 0;
window.addEventListener('resize', () => {
  if (latest !== undefined && room() !== drawn) show(latest);
});

function room(): number {
  return Math.min(960, Math.max(380, app?.clientWidth ?? 0));
}

function show(message: ToReview): void {
  latest = message;
  if (message.kind === 'problem') {
    app?.replaceChildren(element('h1', {}, 'Review'), element('p', { role: 'alert' }, message.text));
    return;
  }
  const { page } = message;
  const top = document.scrollingElement?.scrollTop ?? 0;
  drawn = room();
  const flows = flowPicture(page.findings, drawn);
  app?.replaceChildren(
    ...summary(page),
    ...section('Reach', ...reachPicture(page.rows, drawn)),
    ...(flows.length === 0 ? [] : section('Flows', ...flows)),
    ...changes(page),
    ...section('Findings', findings(page.findings)),
    ...refusals(page),
    ...section('What it can touch', table(page.rows)),
  );
  document.scrollingElement?.scrollTo({ top });
}

function summary({ script, policy, principal, whyNoPolicy, counts, notes }: ReviewPage): readonly Node[] {
  const decided = (['allow', 'deny', 'depends', 'unknown'] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${MARKS[verdict]} ${counts[verdict]} ${WORDS[verdict]}`.trim())
    .join(', ');
  const governed = policy === undefined ? (whyNoPolicy ?? 'No policy is bound.') : `${policy} for ${principal}`;
  return [
    element('h1', {}, `Review of ${script}`),
    element('p', {}, `Policy: ${governed}`),
    element('p', {}, decided === '' ? 'No call asks the policy for anything.' : `Calls: ${decided}`),
    ...notes.map((note) => element('p', { class: 'note' }, note)),
    element(
      'div',
      { class: 'actions' },
      button('Copy as Markdown', { kind: 'copy' }),
      button('Export Markdown', { kind: 'export' }),
      button('Compare With…', { kind: 'compare' }),
    ),
  ];
}

function changes({ changes: changed }: ReviewPage): readonly Node[] {
  if (changed === undefined) return [];
  const { other, more, less } = changed;
  const items = [
    ...more.map((text) => element('li', { class: 'more' }, `+ ${text}`)),
    ...less.map((text) => element('li', {}, `\u2212 ${text}`)),
  ];
  const list =
    items.length === 0 ? element('p', {}, 'It can touch the same.') : element('ul', { class: 'plain' }, ...items);
  return section(`Changes since ${other}`, list);
}

function findings(found: readonly ReviewPageFinding[]): Node {
  if (found.length === 0) return element('p', {}, 'None.');
  const items = found.map(({ code, message, place, steps }) =>
    element(
      'li',
      {},
      element('strong', {}, code),
      ' ',
      link(place),
      ` ${message}`,
      element('ol', {}, ...steps.map((step) => element('li', {}, link(step.place), ` ${step.text}`))),
    ),
  );
  return element('ul', { class: 'plain' }, ...items);
}

function refusals({ refusals: refused }: ReviewPage): readonly Node[] {
  if (refused.length === 0) return [];
  const items = refused.map(({ function: name, verdict, reason, place }) =>
    element('li', { class: verdict }, mark(verdict), ' ', link(place), ` ${name}: ${reason}`),
  );
  return section('What the policy does not simply allow', element('ul', { class: 'plain' }, ...items));
}

function table(rows: readonly ReviewRow[]): Node {
  const heads = ['', 'Does', 'Resource', 'Requests', 'Lines', 'Decided by'];
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map((row) =>
    element(
      'tr',
      { class: row.verdict },
      element('td', {}, mark(row.verdict)),
      element('td', {}, row.category),
      element('td', { class: 'code' }, row.resource),
      element('td', {}, row.requests),
      element('td', {}, ...row.places.map((place) => link(place))),
      element('td', {}, row.inputs.join('; '), ...row.conditions.map(condition)),
    ),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
}

function condition(text: string): Node {
  return element('div', { class: 'code' }, text.startsWith('for each ') ? text : `if ${text}`);
}

function mark(verdict: ReviewRow['verdict']): Node {
  return element('span', { class: 'mark', role: 'img', 'aria-label': WORDS[verdict] }, MARKS[verdict]);
}

function link(place: ReviewPlace): Node {
  return button(`line ${place.line}`, { kind: 'open', place }, 'link');
}

function button(text: string, message: FromReview, kind = 'action'): Node {
  const created = element('button', { type: 'button', class: kind }, text);
  created.addEventListener('click', () => api.postMessage(message));
  return created;
}

function section(title: string, ...content: readonly Node[]): readonly Node[] {
  return [element('h2', {}, title), ...content];
}
