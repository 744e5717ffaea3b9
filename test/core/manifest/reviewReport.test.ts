// The report under a policy: which requests it lists, and what it says to each row.

import { beforeAll, expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { manifestRows } from '#core/manifest/manifestRows.ts';
import { reviewReport } from '#core/manifest/reviewReport.ts';
import { rowVerdicts } from '#core/manifest/rowVerdict.ts';
import { type AnalysisEngine, createAnalysisEngine } from '#core/node/engine.ts';

let engine: AnalysisEngine;
beforeAll(() => {
  engine = createAnalysisEngine();
});

/** `verdict category resource actions` of each row that is more than an opening. */
function rowsOf(script: string, actions: readonly string[], folder = '/srv'): readonly string[] {
  const list = actions.map((name) => `file_system::Action::"${name}"`).join(', ');
  const text = `permit(principal, action in [${list}], resource in file_system::Dir::"${folder}");`;
  const checked = new ScriptChecker(engine, 'agent').check(script, { policy: { name: 'p.cedar', text } });
  const report = reviewReport({ name: 'a.rhai', policy: 'p.cedar', checked, catalog: engine.catalog });
  const verdictOf = rowVerdicts(report);
  return manifestRows(report.permissions)
    .filter(({ category }) => category !== 'open')
    .map((row) => `${verdictOf(row.permissions)} ${row.category} ${row.resource} ${row.actions.join()}`);
}

test('what stands in for an allowed request is not listed', () => {
  expect(rowsOf('cat("/srv/a")', ['open', 'read'])).toEqual(['allow read /srv/a read']);
});

test('the files of a folder that is not known are allowed together', () => {
  expect(rowsOf('for name in ls("/srv/in").keys() { cat("/srv/in/" + name) }', ['open', 'read'])).toContain(
    'allow read /srv/in/* read',
  );
});

test('a reading that is refused is listed with what stands in for it', () => {
  const rows = rowsOf('cat("/srv/a")', ['open']);
  expect(rows).toContain('deny read /srv/a read,redacted_read');
});

test('a reading that is allowed redacted is allowed', () => {
  expect(rowsOf('cat("/srv/a")', ['open', 'read', 'redacted_read'], '/')).toEqual(['allow read /srv/a read']);
  const redacted = rowsOf('cat("/srv/a")', ['open', 'redacted_read'], '/');
  expect(redacted).toContain('allow read /srv/a read,redacted_read');
  expect(redacted.some((row) => row.includes('/etc/opt/rex/rex_redaction.config'))).toBe(true);
});

test('behind a refusal that ends the call everything is denied, and nothing stands in', () => {
  expect(rowsOf('cat("/etc/hosts")', ['read'])).toEqual(['deny read /etc/hosts read']);
});

test('a file that was opened before may fail by itself, so that both are asked for', () => {
  const script =
    'DirConfig().path("/srv").build().open(OpenDirOptions().read(true).build()).open_file("a", OpenFileOptions().read(true).build()).read()';
  expect(rowsOf(script, ['open', 'read'])).toContain('allow read /srv/a read,redacted_read');
});
