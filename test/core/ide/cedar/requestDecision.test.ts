// What policies decide about a request in JSON.

import { describe, expect, it } from 'vitest';
import { requestLenses } from '#core/ide/cedar/requestDecision.ts';
import { engine, json } from './support.ts';

const POLICY = `permit(principal == User::"a", action == file_system::Action::"read", resource in file_system::Dir::"/srv");
forbid(principal, action, resource) when { resource.path like "*.key" };
permit(principal, action == file_system::Action::"open", resource) when { context.mode == 1 };`;

function said(request: object | string, policy = POLICY): readonly string[] {
  const document = json('r.cedarauth.json', typeof request === 'string' ? request : JSON.stringify(request));
  const prepared = engine.prepare(policy);
  if (document.kind !== 'json' || !prepared.ok) throw new Error('no request');
  return requestLenses(document, [{ name: 'p.cedar', policies: prepared.policySet }]).map(({ title }) => title);
}

const read = (path: string, more: object = {}) => ({
  principal: 'User::"a"',
  action: { type: 'file_system::Action', id: 'read' },
  resource: { __entity: { type: 'file_system::File', id: path } },
  ...more,
});

describe('requestLenses', () => {
  it.each([
    [read('/srv/a'), 'p.cedar allows it by policy0'],
    [read('/srv/a.key'), 'p.cedar denies it by policy1'],
    [read('/etc/hosts'), 'p.cedar denies it since no permit matches'],
    [read('/srv/a', { principal: 'User::"b"' }), 'p.cedar denies it since no permit matches'],
    [
      read('/etc', { action: 'file_system::Action::"open"', context: {} }),
      'p.cedar denies it since no permit matches; policy2 ends in an error',
    ],
    [read('/etc', { action: 'file_system::Action::"open"', context: { mode: 1 } }), 'p.cedar allows it by policy2'],
    [
      { ...read('/'), action: 'network::Action::"GET"', resource: 'network::url::"http://x/"' },
      'p.cedar denies it since no permit matches; policy1 ends in an error',
    ],
  ])('%j: %s', (request, expected) => {
    expect(said(request)).toEqual([expected]);
  });

  it('says nothing of what is not whole, or needs a host', () => {
    expect(said('{ "principal": "User::\\"a\\"" ')).toEqual([]);
    expect(said({ ...read('/srv'), resource: 'process_system::Process::"1"' })).toEqual([]);
    expect(said({ ...read('/srv'), resource: 'app::Box::"1"' })).toEqual([]);
    expect(said(read('srv'))).toEqual([]);
    expect(said(read('/srv/a', { context: { half: 0.5 } }))).toEqual([]);
  });
});
