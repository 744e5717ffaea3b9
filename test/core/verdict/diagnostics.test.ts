// What each finding says, where it stands and how severe it is. That the engine refuses these scripts is recorded.

import { beforeAll, expect, test } from 'vitest';
import { ScriptChecker } from '#core/check/scriptChecker.ts';
import { createAnalysisEngine } from '#core/node/engine.ts';

let checker: ScriptChecker;
beforeAll(() => {
  checker = new ScriptChecker(createAnalysisEngine(), 'agent');
});

const READ_APP =
  'permit(principal == User::"agent", action in [file_system::Action::"open", file_system::Action::"read"], resource in file_system::Dir::"/srv/app");';

/** `code severity "text under the finding"` for each finding of a script. */
function findings(script: string, policy = READ_APP): readonly string[] {
  const { diagnostics } = checker.check(script, { policy: { name: 'app.cedar', text: policy }, principal: 'agent' });
  const found = diagnostics.filter(({ severity }) => severity !== 'hint');
  return found.map(({ code, severity, span }) => `${code} ${severity} ${script.slice(span.start, span.end)}`);
}

function messages(script: string, policy = READ_APP): readonly string[] {
  const texts = { policy: { name: 'app.cedar', text: policy }, principal: 'agent' };
  return checker.check(script, texts).diagnostics.map(({ message }) => message);
}

test.each([
  ['cat("/srv/app/a.txt")', []],
  ['cat("/etc/shadow")', ['denied-call error cat("/etc/shadow")']],
  ['try { cat("/etc/shadow") } catch { }', ['denied-call warning cat("/etc/shadow")', 'review-overeager warning { }']],
  [
    'fn f() { cat("/etc/shadow") }\ntry { f() } catch { }',
    ['denied-call warning cat("/etc/shadow")', 'review-overeager warning { }'],
  ],
  ['fn f() { cat("/etc/shadow") }\n1', []],
  ['ps()', ['denied-silent warning ps()']],
  [
    'let m = SystemInfo().memory_info(); m.total == 3',
    ['denied-call error memory_info()', 'wrong-operands error m.total == 3'],
  ],
  ['1 | 1 == 1', ['wrong-operands error 1 | 1 == 1']],
  ['let a = 1; a.x', ['unknown-property error x']],
  ['let m = #{ a: 1 }; m.b', []],
  ['ls([ls::sort_by_time], "/srv/app/sub")', ['unknown-constant error ls::sort_by_time']],
  ['read_file("/srv/app/a.txt")', ['unknown-function error read_file']],
  ['cat(1)', ['wrong-arguments error cat(1)']],
  ['let s = "a"; replace(s, "b")', ['wrong-arguments error replace(s, "b")']],
  ['fn int.half() { this / 2 }\ntrue.half()', ['wrong-arguments error half()']],
])('%s', (script, expected) => {
  expect(findings(script)).toEqual(expected);
});

test('a denial names the action, the resource, the user and the nearest permit', () => {
  expect(messages('cat("/etc/shadow")')).toEqual([
    'Policy denies open on /etc for agent. No permit covers it; nearest: policy0 (app.cedar:1), whose resource must be in /srv/app.',
  ]);
  expect(
    messages('cat("/srv/app/a")', `${READ_APP}\nforbid(principal, action, resource == file_system::Dir::"/srv/app");`),
  ).toEqual(['Policy denies open on /srv/app for agent: forbidden by policy1 (app.cedar:2).']);
  expect(messages('curl("http://127.0.0.1/")')).toEqual([
    'Policy denies GET on http://127.0.0.1/ for agent. No permit names this action.',
  ]);
});

test('a silent denial says what is left out', () => {
  expect(messages('ps()')[0]).toMatch(
    /^If the policy denies list on a process, ps\(\) leaves it out without an error\./,
  );
});

test('what depends on an argument names a value of each kind', () => {
  const [message] = messages('cat("/srv/app/" + name)').filter((text) => text.startsWith('Allowed'));
  expect(message).toMatch(/^Allowed.*, denied on open when argument name is empty\.$/);
});
