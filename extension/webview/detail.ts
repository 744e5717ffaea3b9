// The detail pane: one event in full; for a decision, the request as Cedar sees it and the policies that decided.

import type { DecisionEvent, TraceEvent } from '#core/trace/events.ts';
import type { ExplainedPolicy } from '#protocol';
import { element } from './dom.ts';
import { presentEvent } from './rows.ts';

export interface DetailActions {
  openLine(): void;
  openPolicy(file: string, line: number): void;
  copy(): void;
}

/** The pane's content for an event. */
export function renderDetail(event: TraceEvent, actions: DetailActions): HTMLElement {
  const row = presentEvent(event);
  const body = event.kind === 'decision' ? decisionFields(event, actions) : otherFields(event);
  const copy = button('Copy as JSON', actions.copy);
  const open = row.line === undefined ? [] : [button(`Go to line ${row.line}`, actions.openLine)];
  return element(
    'div',
    {},
    element('h2', { class: row.mark }, `${row.sign} ${row.what}`),
    ...body,
    element('div', { class: 'actions' }, ...open, copy),
  );
}

function decisionFields(event: DecisionEvent, actions: DetailActions): readonly HTMLElement[] {
  const call =
    event.call.position === undefined
      ? event.call.function
      : `${event.call.function}, line ${event.call.position.line}`;
  const stack = event.call.stack.length === 0 ? '' : ` in ${event.call.stack.join(' in ')}`;
  return [
    fields([
      ['Principal', uid(event.principal)],
      ['Action', uid(event.action)],
      ['Resource', uid(event.resource)],
      ['Context', Object.keys(event.context).length === 0 ? 'empty' : stringify(event.context)],
      ['Call', `${call}${stack}`],
      ['Layer', event.layer],
      ['Time', `${event.durationUs} µs`],
    ]),
    element('h3', {}, event.decision === 'allow' ? 'Allowed by' : 'Denied by'),
    ...policiesOf(event, actions),
    ...event.policyErrors.map((error) =>
      element('p', { class: 'note' }, `${error.policy} was skipped: ${error.message}`),
    ),
  ];
}

function policiesOf(event: DecisionEvent, actions: DetailActions): readonly HTMLElement[] {
  if (event.determining.length === 0)
    return [element('p', {}, 'No permit covers this request, and what no permit covers is denied.')];
  return event.determining.map((policy) => {
    const name = policy.annotation === undefined ? policy.id : `${policy.id} (${policy.annotation})`;
    const { file, line } = policy;
    if (file === undefined || line === undefined) return element('p', {}, name);
    const link = button(`${name}, line ${line}`, () => actions.openPolicy(file, line));
    link.classList.add('open-policy');
    return element('p', {}, link);
  });
}

/** The policies that mattered with their clauses, below the rest once the answer is there. */
export function renderExplanation(policies: readonly ExplainedPolicy[], actions: DetailActions): HTMLElement {
  return element(
    'section',
    { class: 'explanation' },
    element('h3', {}, 'Clause by clause'),
    ...policies.flatMap(({ role, name, obstacle, clauses, file, line }) => {
      const link = button(name, () => actions.openPolicy(file, line));
      const said = role === 'closest' ? ` comes closest, ${obstacle ?? 'but does not apply'}` : ` ${role} it`;
      const list = element('ul', {});
      for (const { holds, text } of clauses)
        list.append(element('li', { class: holds ? 'allow' : 'deny' }, `${holds ? '✓' : '✗'} ${text}`));
      return [element('p', {}, link, said), ...(clauses.length === 0 ? [] : [list])];
    }),
  );
}

function otherFields(event: TraceEvent): readonly HTMLElement[] {
  const { seq: _seq, kind: _kind, ...rest } = event;
  return [
    fields(Object.entries(rest).map(([name, value]) => [name, typeof value === 'string' ? value : stringify(value)])),
  ];
}

function fields(pairs: readonly (readonly [string, string])[]): HTMLElement {
  const list = element('dl', {});
  for (const [name, value] of pairs) list.append(element('dt', {}, name), element('dd', {}, value));
  return list;
}

function uid(entity: { readonly type: string; readonly id: string }): string {
  return `${entity.type}::${JSON.stringify(entity.id)}`;
}

function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner), 1) ?? '';
}

function button(label: string, action: () => void): HTMLButtonElement {
  const created = element('button', {}, label);
  created.addEventListener('click', action);
  return created;
}
