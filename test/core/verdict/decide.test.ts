// A verdict on a call with open arguments holds for each call with concrete ones, and its witnesses are real.

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { NO_HOST } from '#core/authz/environment.ts';
import type { AbstractCall, PredictionOptions } from '#core/authz/predict.ts';
import type { Text } from '#core/authz/text.ts';
import type { AbstractValue } from '#core/base/abstractValue.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { CedarEngine, PreparedPolicySet } from '#core/cedar/types.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { decideCall } from '#core/verdict/decide.ts';
import { sample } from '../authz/textArbitrary.ts';

let engine: CedarEngine;
beforeAll(() => {
  engine = createAnalysisEngine().cedar;
});

const OPTIONS: PredictionOptions = { host: NO_HOST, free: () => true };
const ACTIONS = ['open', 'read', 'create', 'write', 'delete', 'move', 'stat', 'redacted_read'];
const DIRECTORIES = ['/', '/srv', '/srv/app', '/srv/app/a', '/etc'];

const clause = fc
  .tuple(
    fc.constantFrom('permit', 'permit', 'permit', 'forbid'),
    fc.option(fc.subarray(ACTIONS, { minLength: 1 }), { nil: undefined }),
    fc.constantFrom(...DIRECTORIES),
    fc.constantFrom('in', 'is', 'any', 'file', 'like'),
  )
  .map(([effect, actions, directory, kind]) => {
    const action =
      actions === undefined
        ? 'action'
        : `action in [${actions.map((name) => `file_system::Action::"${name}"`).join(', ')}]`;
    const scopes = {
      in: `resource in file_system::Dir::"${directory}"`,
      is: 'resource is file_system::Dir',
      any: 'resource',
      file: `resource == file_system::File::"${directory}/key"`,
      like: 'resource',
    };
    const when = kind === 'like' ? ` when { resource.path like "${directory}*" }` : '';
    return `${effect}(principal == User::"agent", ${action}, ${scopes[kind as keyof typeof scopes]})${when};`;
  });
const policies = fc.array(clause, { minLength: 1, maxLength: 4 }).map((clauses) => clauses.join('\n'));

const FUNCTIONS = [
  'cat(string)',
  'ls(string)',
  'rm(string)',
  'write(string, string)',
  'mkdir(string)',
  'touch(string)',
  'find_files(string, string)',
  'du(string)',
];

function prepare(text: string): PreparedPolicySet {
  const result = engine.prepare(text);
  if (!result.ok) throw new Error(`${result.messages[0]?.message}: ${text}`);
  return result.policySet;
}

function abstractPath(text: Text): AbstractValue {
  if (text.kind === 'exact') return { kind: 'string', value: text.value };
  const hole = {
    source: text.source,
    ...(text.hole === 'component' ? { component: true as const } : {}),
    ...(text.hole === 'slashless' || text.hole === 'name' ? { excludes: ['/'] } : {}),
  };
  return { kind: 'pattern', parts: [text.prefix, hole, text.suffix] };
}

/** The call with its path argument; other arguments are texts. */
function callOf(id: string, path: AbstractValue): AbstractCall {
  const fn = loadCatalog().function(id);
  if (fn === undefined) throw new Error(`no ${id}`);
  const args = fn.parameters.map(
    ({ name }): AbstractValue => (name === 'path' ? path : { kind: 'string', value: 'text' }),
  );
  return { function: fn, args };
}

test('what holds for an open path holds for each path', () => {
  fc.assert(
    fc.property(policies, fc.constantFrom(...FUNCTIONS), sample, (text, id, { text: path, instance }) => {
      const authorization = { policySet: prepare(text), principal: 'agent' };
      const open = decideCall(callOf(id, abstractPath(path)), OPTIONS, authorization);
      const concrete = decideCall(callOf(id, { kind: 'string', value: instance }), OPTIONS, authorization);
      if (concrete.cases.every(({ outcome }) => outcome === 'none')) return;
      if (open.verdict === 'allow' || open.verdict === 'deny') expect(concrete.verdict, text).toBe(open.verdict);
    }),
    { numRuns: 2500 },
  );
});

describe('without a host', () => {
  const decide = (policy: string, id: string, path: AbstractValue) =>
    decideCall(callOf(id, path), OPTIONS, { policySet: prepare(policy), principal: 'agent' });
  const BELOW_APP = 'permit(principal == User::"agent", action, resource in file_system::Dir::"/srv/app");';
  const name = (more: object): AbstractValue => ({
    kind: 'pattern',
    parts: ['/srv/app/', { source: 'argument name', ...more }],
  });

  test('a name of a dot and an empty hole is no name: the folder itself is meant', () => {
    const policy = `permit(principal == User::"agent", action, resource in file_system::Dir::"/srv/app");
permit(principal == User::"agent", action, resource is file_system::Dir);`;
    const path = abstractPath({
      kind: 'pattern',
      prefix: '/srv/app/.',
      hole: 'slashless',
      suffix: '',
      source: 'argument x',
    });
    expect(decide(policy, 'cat(string)', path).verdict).not.toBe('allow');
  });

  test('an argument below an allowed folder can still name the folder itself', () => {
    const decided = decide(BELOW_APP, 'cat(string)', name({}));
    expect(decided.verdict).toBe('depends');
    expect(decided.witnesses.map(({ verdict }) => verdict).sort()).toEqual(['allow', 'deny']);
  });

  test('the name of an entry cannot', () => {
    expect(decide(BELOW_APP, 'cat(string)', name({ component: true })).verdict).toBe('allow');
  });

  test('a folder whose name only begins like the allowed one is another', () => {
    const beside = (folder: string): AbstractValue => ({
      kind: 'pattern',
      parts: [folder, { source: 'argument name', component: true }],
    });
    const policy = `${BELOW_APP} permit(principal, action == file_system::Action::"open", resource is file_system::Dir);`;
    for (const folder of ['/srv/app2/', '/srv/application/'])
      expect(decide(policy, 'cat(string)', beside(folder)).verdict).toBe('deny');
  });

  test('a folder that may hold the path says nothing about what lies beside it', () => {
    expect(decide(BELOW_APP, 'cat(string)', { kind: 'unknown', source: 'argument path' }).verdict).toBe('depends');
    expect(decide('permit(principal == User::"bob", action, resource);', 'cat(string)', name({})).verdict).toBe('deny');
  });

  test('reading is refused only when redacted reading is too', () => {
    const path: AbstractValue = { kind: 'string', value: '/srv/app/a' };
    const broad = 'permit(principal, action, resource);';
    expect(
      decide(
        `${broad} forbid(principal, action == file_system::Action::"read", resource is file_system::File) unless { resource.path like "/etc/*" };`,
        'cat(string)',
        path,
      ).verdict,
    ).toBe('allow');
    expect(
      decide(
        `${broad} forbid(principal, action in [file_system::Action::"read", file_system::Action::"redacted_read"], resource);`,
        'cat(string)',
        path,
      ).verdict,
    ).toBe('deny');
  });

  test('which branch a call takes depends on what is at the path', () => {
    const onlyFiles = `${BELOW_APP} forbid(principal, action == file_system::Action::"delete", resource is file_system::Dir);`;
    const decided = decide(onlyFiles, 'rm(string)', { kind: 'string', value: '/srv/app/a' });
    expect(decided.verdict).toBe('depends');
    expect(decided.witnesses.find(({ verdict }) => verdict === 'deny')?.assumptions).toEqual([
      '/srv/app/a is a directory',
    ]);
  });

  test('what is left out without an error is silent', () => {
    const decided = decide(
      'permit(principal, action == file_system::Action::"open", resource);',
      'find_files(string, string)',
      { kind: 'string', value: '/srv' },
    );
    expect(decided).toMatchObject({ verdict: 'deny', silent: true });
  });
});
