// The Review view through the protocol: rows with verdicts, findings with their ways, changes, and hostile texts without control characters.

import { expect, test } from 'vitest';
import { startLanguageServer } from '#test/languageServer.ts';

const POLICY = `permit(
  principal == User::"agent",
  action in [file_system::Action::"open", file_system::Action::"read"],
  resource in file_system::Dir::"/srv"
);
`;

const SCRIPT = `let list = cat("/srv/list");
rm(list);
cat("/srv/'<img src=x onerror=alert(1)>\\x1b");
write("/srv/" + name + ".txt", list);
`;

function workspace(): Record<string, string> {
  const bindings = [{ scripts: '*.rhai', policy: 'p.cedar', principal: 'agent' }];
  return { 'rehearsal.json': JSON.stringify({ version: 1, bindings }), 'p.cedar': POLICY };
}

test('a review has rows with verdicts, findings, changes and Markdown', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('a.rhai', SCRIPT);
  const page = await server.request('rehearsal/review', {
    uri: server.uri('a.rhai'),
    name: 'a.rhai',
    before: { name: 'HEAD', text: 'cat("/srv/list");\nps();\n' },
  });
  if ('error' in page) throw new Error(page.error);
  expect([page.policy, page.principal]).toEqual(['p.cedar', 'agent']);
  expect(page.rows).toContainEqual(
    expect.objectContaining({
      category: 'Reads',
      resource: '/srv/list',
      verdict: expect.stringMatching(/^(allow|depends)$/),
    }),
  );
  expect(page.findings).toContainEqual(
    expect.objectContaining({
      code: 'review-injection',
      place: { line: 2, column: 1 },
      source: 'Content of /srv/list',
    }),
  );
  expect(page.changes?.other).toBe('HEAD');
  expect(page.changes?.more).toContainEqual(expect.stringMatching(/^Writes \/srv\/\*\.txt/));
  expect(page.changes?.less).toContainEqual(expect.stringMatching(/^Lists/));
  expect(page.markdown).toContain('## Review of `a.rhai`');
  expect(JSON.stringify(page)).not.toContain('\\u001b');
});

test('without a policy nothing is decided, and a broken script has no review', async () => {
  const server = await startLanguageServer(workspace());
  await server.open('sub/b.rhai', 'cat("/srv/a")');
  const page = await server.request('rehearsal/review', { uri: server.uri('sub/b.rhai'), name: 'b.rhai' });
  expect(page).toMatchObject({ counts: { unknown: 1 }, whyNoPolicy: expect.any(String) });
  await server.open('c.rhai', 'let = 1;');
  expect(await server.request('rehearsal/review', { uri: server.uri('c.rhai'), name: 'c.rhai' })).toHaveProperty(
    'error',
  );
});
