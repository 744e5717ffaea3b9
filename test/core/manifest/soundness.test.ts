// The manifest of a script covers every request that a run made: the recorded ones of the real runner, and those of generated scripts in
// the sandbox. REHEARSAL_SOUNDNESS_RUNS says how many scripts are generated.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { HostView } from '#core/authz/environment.ts';
import { hostView } from '#core/authz/hostView.ts';
import { LineIndex } from '#core/base/lineIndex.ts';
import { loadCatalog } from '#core/catalog/catalog.ts';
import type { ScriptManifest } from '#core/manifest/manifest.ts';
import { matchesId } from '#core/manifest/resourcePattern.ts';
import { scriptManifest } from '#core/manifest/scriptManifest.ts';
import { resolve } from '#core/rhai/resolve/resolver.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { parseHostFile } from '#core/sandbox/host/hostFile.ts';
import { recordedCases } from '#test/recordedCases.ts';
import { testSandbox } from '#test/sandbox.ts';
import { generateQuadruple } from '../../soundness/generateQuadruple.ts';
import { runCase } from '../../soundness/soundness.ts';

const RUNS = Number(process.env['REHEARSAL_SOUNDNESS_RUNS'] ?? 40);
const ASKED = process.env['REHEARSAL_FUZZ_SEED'];
const FIRST = ASKED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED ?? 1);

interface Request {
  readonly action: string;
  readonly resourceType: string;
  readonly id: string;
}

test('every recorded request is covered', { timeout: 120_000 }, () => {
  const missing: string[] = [];
  let requests = 0;
  for (const { area, name, folder, script } of recordedCases()) {
    const manifest = manifestOf(script, readOptional(path.join(folder, 'host.json')));
    // What a module of the host asks for is not in the manifest, which says so.
    if (manifest.notCovered.length > 0) continue;
    for (const request of recordedRequests(folder)) {
      requests++;
      if (!isCovered(manifest, request)) missing.push(`${area}/${name}: ${request.action} ${request.id}`);
    }
  }
  expect(missing).toEqual([]);
  expect(requests).toBeGreaterThan(5000);
});

test(`every request of ${RUNS} generated scripts is covered`, { timeout: 24 * 3600 * 1000 }, () => {
  const missing: string[] = [];
  let requests = 0;
  for (let seed = FIRST; seed < FIRST + RUNS && missing.length < 20; seed++) {
    const quadruple = generateQuadruple(seed);
    const manifest = manifestOf(quadruple.script, quadruple.host);
    for (const call of runCase(testSandbox(), quadruple) ?? [])
      for (const { action, resource } of call.decisions) {
        const request = { action: `${action.type}::"${action.id}"`, resourceType: resource.type, id: resource.id };
        requests++;
        if (!isCovered(manifest, request)) missing.push(`seed ${seed}: ${call.line} ${request.action} ${request.id}`);
      }
  }
  expect(missing).toEqual([]);
  expect(requests).toBeGreaterThan(RUNS);
});

/** Without a host a manifest speaks of hosts without symbolic links only. */
function manifestOf(script: string, hostText: string | undefined): ScriptManifest {
  const parsed = parse(script);
  const host = hostText?.includes('"symlink"') === true ? viewOf(hostText) : undefined;
  return scriptManifest({
    name: 'script.rhai',
    parse: parsed,
    resolution: resolve(parsed.root),
    lines: new LineIndex(script),
    catalog: loadCatalog(),
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
function isCovered({ permissions }: ScriptManifest, { action, resourceType, id }: Request): boolean {
  return permissions.some(
    (one) =>
      one.action === action && one.resourceType === resourceType && (id === '<pid>' || matchesId(one.resource, id)),
  );
}
