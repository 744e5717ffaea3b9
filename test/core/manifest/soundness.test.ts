// The manifest of a script covers every request that a run made: the recorded ones of the real runner, and those of generated scripts in
// the sandbox. What a review leaves out of it under a policy, no run under this policy asked for. Each run of the tests takes a part of
// the recorded cases; REHEARSAL_SOUNDNESS_CASES=all takes all, REHEARSAL_SOUNDNESS_RUNS says how many scripts are generated.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HostView } from '#core/authz/environment.ts';
import { hostView } from '#core/authz/hostView.ts';
import { LineIndex } from '#core/base/lineIndex.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import type { Permission, ScriptManifest } from '#core/manifest/manifest.ts';
import { matchesId } from '#core/manifest/resourcePattern.ts';
import { type ReviewReport, reviewReport } from '#core/manifest/reviewReport.ts';
import { scriptManifest } from '#core/manifest/scriptManifest.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { type RecordedCase, recordedCases } from '#test/recordedCases.ts';
import { testSandbox } from '#test/sandbox.ts';
import { generateQuadruple } from '../../soundness/generateQuadruple.ts';
import { runCase } from '../../soundness/soundness.ts';

const RUNS = Number(process.env['REHEARSAL_SOUNDNESS_RUNS'] ?? 20);
const EVERY = process.env['REHEARSAL_SOUNDNESS_CASES'] === 'all' ? 1 : 5;
const ASKED = process.env['REHEARSAL_FUZZ_SEED'];
const FIRST = ASKED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED ?? 1);

interface Request {
  readonly action: string;
  readonly resourceType: string;
  readonly id: string;
}

const all = recordedCases();
const taken = all.filter((_case, i) => (i + FIRST) % EVERY === 0);
const catalog = loadCatalog();

test(`every request of ${taken.length} recorded cases is covered`, { timeout: 120_000 }, () => {
  const missing: string[] = [];
  let requests = 0;
  for (const { area, name, folder, script } of taken) {
    const manifest = manifestOf(script, readOptional(path.join(folder, 'host.json')));
    // What a module of the host asks for is not in the manifest, which says so.
    if (manifest.notCovered.length > 0) continue;
    for (const request of recordedRequests(folder)) {
      requests++;
      if (!isCovered(manifest.permissions, request)) missing.push(`${area}/${name}: ${request.action} ${request.id}`);
    }
  }
  expect(missing).toEqual([]);
  expect(requests).toBeGreaterThan(taken.length * 2);
});

test(`every request of ${RUNS} generated scripts is covered`, { timeout: 24 * 3600 * 1000 }, () => {
  const missing: string[] = [];
  let requests = 0;
  for (let seed = FIRST; seed < FIRST + RUNS && missing.length < 20; seed++) {
    const quadruple = generateQuadruple(seed);
    const { permissions } = manifestOf(quadruple.script, quadruple.host);
    for (const call of runCase(testSandbox(), quadruple) ?? [])
      for (const { action, resource } of call.decisions) {
        const request = { action: `${action.type}::"${action.id}"`, resourceType: resource.type, id: resource.id };
        requests++;
        if (!isCovered(permissions, request))
          missing.push(`seed ${seed}: ${call.line} ${request.action} ${request.id}`);
      }
  }
  expect(missing).toEqual([]);
  expect(requests).toBeGreaterThan(RUNS);
});

describe('a review under a policy', () => {
  let checker: ScriptChecker;
  beforeAll(() => {
    checker = new ScriptChecker(createAnalysisEngine(), 'agent');
  });

  test('leaves out nothing that was asked for', { timeout: 120_000 }, () => {
    // Where something was refused and something else asked for instead, and the cases that are taken anyway.
    const cases = all.filter(
      (one) =>
        taken.includes(one) || recordedRequests(one.folder).some(({ action }) => action.includes('redacted_read')),
    );
    const missing: string[] = [];
    let left = 0;
    for (const one of cases) {
      const host = readOptional(path.join(one.folder, 'host.json'));
      const { manifest, permissions } = reportOf(checker, one, host);
      if (manifest.notCovered.length > 0 || host?.includes('"symlink"') === true) continue;
      left += manifest.permissions.length - permissions.length;
      for (const request of recordedRequests(one.folder))
        if (isCovered(manifest.permissions, request) && !isCovered(permissions, request))
          missing.push(`${one.area}/${one.name}: ${request.action} ${request.id}`);
    }
    expect(missing).toEqual([]);
    expect(left).toBeGreaterThan(100);
  });
});

/** As the editor has it: the policy, the host and the arguments of the case are bound. */
function reportOf(checker: ScriptChecker, { folder, script }: RecordedCase, host: string | undefined): ReviewReport {
  const args = readOptional(path.join(folder, 'args.json'));
  const checked = checker.check(script, {
    policy: { name: 'policy.cedar', text: readFileSync(path.join(folder, 'policy.cedar'), 'utf8') },
    ...(host === undefined ? {} : { host }),
    ...(args === undefined ? {} : { args }),
  });
  return reviewReport({ name: 'script.rhai', policy: 'policy.cedar', checked, catalog });
}

/** Without a host a manifest speaks of hosts without symbolic links only. Many cases share a script. */
function manifestOf(script: string, hostText: string | undefined): ScriptManifest {
  const host = hostText?.includes('"symlink"') === true ? hostText : undefined;
  const key = JSON.stringify([script, host]);
  const known = manifests.get(key) ?? freshManifest(script, host);
  manifests.set(key, known);
  return known;
}

const manifests = new Map<string, ScriptManifest>();

function freshManifest(script: string, hostText: string | undefined): ScriptManifest {
  const parsed = parse(script);
  const host = hostText === undefined ? undefined : viewOf(hostText);
  return scriptManifest({
    name: 'script.rhai',
    parse: parsed,
    resolution: resolve(parsed.root),
    lines: new LineIndex(script),
    catalog,
    ...(host === undefined ? {} : { host }),
  }).manifest;
}

function viewOf(text: string): HostView | undefined {
  const { description } = parseHostFile(text);
  return description === undefined ? undefined : hostView(description);
}

function readOptional(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function recordedRequests(folder: string): readonly Request[] {
  const { decisions = [] } = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as {
    readonly decisions?: readonly { readonly action: string; readonly resource: string }[];
  };
  return decisions.flatMap(({ action, resource }) => {
    const match = /^(.*?)::"(.*)"$/s.exec(resource);
    return match?.[1] === undefined || match[2] === undefined
      ? []
      : [{ action, resourceType: match[1], id: unescaped(match[2]) }];
  });
}

function unescaped(id: string): string {
  return id.replace(/\\(['"\\])/g, '$1');
}

/** Recordings write `<pid>` for ids that differ from run to run. */
function isCovered(permissions: readonly Permission[], { action, resourceType, id }: Request): boolean {
  return permissions.some(
    (one) =>
      one.action === action && one.resourceType === resourceType && (id === '<pid>' || matchesId(one.resource, id)),
  );
}
