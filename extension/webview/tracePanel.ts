// The trace panel's page: toolbar, timeline and detail of one run. Every text is set as text, never as markup.

import type { TraceEvent } from '#core/trace/events.ts';
import type { ExplainedPolicy } from '#protocol';
import { type DetailActions, renderDetail, renderExplanation } from './detail.ts';
import { element } from './dom.ts';
import type { FromPanel, RunHeader, ToPanel } from './messages.ts';
import { type Filter, isShown, presentEvent, type Row } from './rows.ts';

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Rows put into the page at once; a longer timeline is extended on request, so that a huge run stays quick. */
const PAGE_ROWS = 500;

class Panel {
  readonly #api = acquireVsCodeApi();
  readonly #events: TraceEvent[] = [];
  readonly #rows = new Map<number, HTMLElement>();
  #header: RunHeader | undefined;
  #filter: Filter = { text: '', decision: 'all', detailed: false };
  #selected: number | undefined;
  #limit = PAGE_ROWS;

  readonly #status = element('div', { class: 'status', role: 'status' });
  readonly #timeline = element('div', {
    class: 'timeline',
    role: 'listbox',
    tabindex: '0',
    'aria-label': 'Events of the run',
  });
  readonly #detail = element('div', { class: 'detail', tabindex: '0', 'aria-label': 'Details of the selected event' });
  readonly #counts = element('span', { class: 'counts' });
  readonly #stop = element('button', { class: 'stop', title: 'Stop the run' }, 'Stop');

  mount(root: HTMLElement): void {
    root.append(this.#toolbar(), this.#status, element('div', { class: 'panes' }, this.#timeline, this.#detail));
    this.#timeline.addEventListener('keydown', (event) => this.#onKey(event));
    window.addEventListener('message', (event: MessageEvent<ToPanel>) => this.#receive(event.data));
    this.#renderAll();
    this.#api.postMessage({ kind: 'ready' });
  }

  #toolbar(): HTMLElement {
    const search = element('input', {
      type: 'search',
      placeholder: 'Filter by action, resource, call or text',
      'aria-label': 'Filter',
    });
    search.addEventListener('input', () => this.#setFilter({ ...this.#filter, text: search.value }));
    const decision = element('select', { 'aria-label': 'Decision' });
    for (const [value, label] of [
      ['all', 'All decisions'],
      ['deny', 'Denied only'],
      ['allow', 'Allowed only'],
    ] as const) {
      decision.append(element('option', { value }, label));
    }
    decision.addEventListener('change', () =>
      this.#setFilter({
        ...this.#filter,
        decision: decision.value === 'deny' || decision.value === 'allow' ? decision.value : 'all',
      }),
    );
    const detailed = element('input', { type: 'checkbox', id: 'detailed' });
    detailed.addEventListener('change', () => this.#setFilter({ ...this.#filter, detailed: detailed.checked }));
    const again = element('button', { title: 'Run the script again' }, 'Run again');
    again.addEventListener('click', () => this.#api.postMessage({ kind: 'runAgain' }));
    this.#stop.addEventListener('click', () => this.#api.postMessage({ kind: 'stop' }));
    const copyAll = element('button', { title: 'Copy the events on show as JSON Lines' }, 'Copy all');
    copyAll.addEventListener('click', () => this.#copyAll());
    return element(
      'div',
      { class: 'toolbar' },
      search,
      decision,
      element('label', { for: 'detailed' }, detailed, ' calls and results'),
      again,
      this.#stop,
      copyAll,
      this.#counts,
    );
  }

  #receive(message: ToPanel): void {
    switch (message.kind) {
      case 'run':
        this.#header = message.header;
        this.#events.length = 0;
        this.#events.push(...message.events);
        this.#selected = undefined;
        this.#limit = PAGE_ROWS;
        this.#renderAll();
        return;
      case 'events':
        if (message.runId !== this.#header?.runId) return;
        this.#events.push(...message.events);
        this.#appendRows(message.events);
        return;
      case 'header':
        this.#header = message.header;
        this.#renderHeader();
        return;
      case 'select':
        this.#select(message.event, true);
        return;
      case 'explanation':
        this.#showExplanation(message.event, message.policies);
        return;
    }
  }

  #setFilter(filter: Filter): void {
    this.#filter = filter;
    this.#limit = PAGE_ROWS;
    this.#renderAll();
  }

  #renderAll(): void {
    this.#rows.clear();
    this.#timeline.replaceChildren();
    this.#renderHeader();
    this.#appendRows(this.#events);
    this.#renderDetail();
  }

  #renderHeader(): void {
    const header = this.#header;
    this.#stop.toggleAttribute('disabled', header?.state !== 'running');
    if (header === undefined) {
      this.#status.replaceChildren('Nothing was run yet. Open a script and choose Run in Sandbox.');
      return;
    }
    this.#status.dataset['state'] = header.state;
    const stale = header.isStale ? ' The script was changed since.' : '';
    const output =
      header.output === '' ? [] : [element('pre', { class: 'output', title: 'Output of the script' }, header.output)];
    const line = `${header.script} as ${header.principal} under ${header.policy}: ${header.summary}${stale}`;
    this.#status.replaceChildren(element('div', {}, line), ...output);
  }

  #appendRows(events: readonly TraceEvent[]): void {
    this.#timeline.querySelector('.more')?.remove();
    for (const event of events) {
      if (this.#rows.size >= this.#limit) break;
      if (this.#rows.has(event.seq) || !isShown(event, this.#filter)) continue;
      const row = this.#rowElement(presentEvent(event));
      this.#rows.set(event.seq, row);
      this.#timeline.append(row);
    }
    this.#renderCounts();
  }

  #renderCounts(): void {
    let allowed = 0;
    let denied = 0;
    let shown = 0;
    for (const event of this.#events) {
      if (isShown(event, this.#filter)) shown++;
      if (event.kind !== 'decision') continue;
      if (event.decision === 'allow') allowed++;
      else denied++;
    }
    this.#counts.textContent = `${allowed} allowed, ${denied} denied`;
    if (shown > this.#rows.size) this.#timeline.append(this.#moreButton(shown - this.#rows.size));
    if (shown === 0 && this.#events.length > 0)
      this.#timeline.append(element('div', { class: 'more' }, 'No event matches the filter.'));
  }

  #moreButton(hidden: number): HTMLElement {
    const more = element('button', { class: 'more' }, `Show more (${hidden} hidden)`);
    more.addEventListener('click', () => {
      this.#limit += PAGE_ROWS;
      this.#appendRows(this.#events);
    });
    return more;
  }

  #rowElement(row: Row): HTMLElement {
    const line = element('span', { class: 'line' }, row.line === undefined ? '' : `line ${row.line}`);
    const item = element(
      'div',
      {
        class: `row ${row.mark}`,
        role: 'option',
        'aria-selected': 'false',
        'aria-label': row.label,
        'data-seq': String(row.seq),
      },
      element('span', { class: 'mark', 'aria-hidden': 'true' }, row.sign),
      element('span', { class: 'what' }, row.what),
      element('span', { class: 'target', title: row.target }, row.target),
      element('span', { class: 'call' }, row.call),
      line,
      element('span', { class: 'policy' }, row.policy),
      element('span', { class: 'time' }, row.time),
    );
    item.addEventListener('click', () => this.#select(row.seq, false));
    item.addEventListener('dblclick', () => this.#openLine(row.seq));
    return item;
  }

  #select(seq: number, reveal: boolean): void {
    if (reveal && !this.#rows.has(seq)) {
      this.#filter = { text: '', decision: 'all', detailed: true };
      this.#limit = Math.max(this.#limit, seq + PAGE_ROWS);
      this.#renderAll();
    }
    this.#rows.get(this.#selected ?? -1)?.setAttribute('aria-selected', 'false');
    this.#selected = seq;
    const row = this.#rows.get(seq);
    row?.setAttribute('aria-selected', 'true');
    row?.scrollIntoView({ block: 'nearest' });
    this.#renderDetail();
  }

  #renderDetail(): void {
    const event = this.#events.find((candidate) => candidate.seq === this.#selected);
    if (event === undefined) {
      this.#detail.replaceChildren(
        this.#events.length === 0 ? '' : 'Select an event to see the request as Cedar sees it.',
      );
      return;
    }
    this.#detail.replaceChildren(renderDetail(event, this.#actionsOf(event)));
    if (event.kind === 'decision') this.#api.postMessage({ kind: 'explain', event: event.seq });
  }

  #actionsOf(event: TraceEvent): DetailActions {
    return {
      openLine: () => this.#openLine(event.seq),
      openPolicy: (file, line) => this.#api.postMessage({ kind: 'openPolicy', file, line }),
      copy: () => this.#api.postMessage({ kind: 'copy', text: JSON.stringify(event, undefined, 2) }),
    };
  }

  /** An answer for an event that is no longer selected is dropped. */
  #showExplanation(seq: number, policies: readonly ExplainedPolicy[]): void {
    const event = this.#events.find((candidate) => candidate.seq === seq);
    if (event === undefined || seq !== this.#selected || policies.length === 0) return;
    this.#detail.querySelector('.explanation')?.remove();
    this.#detail.append(renderExplanation(policies, this.#actionsOf(event)));
  }

  #openLine(seq: number): void {
    const event = this.#events.find((candidate) => candidate.seq === seq);
    if (event === undefined) return;
    if (event.kind === 'log') this.#api.postMessage({ kind: 'openLine', line: event.line, column: 1 });
    else if ('call' in event && event.call.position !== undefined)
      this.#api.postMessage({ kind: 'openLine', ...event.call.position });
  }

  #onKey(event: KeyboardEvent): void {
    const order = [...this.#rows.keys()];
    const at = order.indexOf(this.#selected ?? -1);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const seq = order[Math.max(0, Math.min(next, order.length - 1))];
      if (seq !== undefined) this.#select(seq, false);
    } else if (event.key === 'Enter' && this.#selected !== undefined) this.#openLine(this.#selected);
    else if (event.key === 'p') this.#detail.querySelector<HTMLElement>('.open-policy')?.click();
  }

  #copyAll(): void {
    const text = this.#events
      .filter((event) => isShown(event, this.#filter))
      .map((event) => JSON.stringify(event))
      .join('\n');
    this.#api.postMessage({ kind: 'copy', text });
  }
}

const root = document.getElementById('app');
if (root !== null) new Panel().mount(root);
