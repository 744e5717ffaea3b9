// URLs as requests need them: recorded texts of the runner's errors, and examples of the URL standard.

import { expect, test } from 'vitest';
import { parseUrl, resolveUrl } from '#core/sandbox/sdk/network/url.ts';

test.each([
  ['http://127.0.0.1:9999/x', 'http://127.0.0.1:9999/x'],
  ['http://127.0.0.1:9999', 'http://127.0.0.1:9999/'],
  ['HTTP://EXAMPLE.com:80/ok', 'http://example.com/ok'],
  ['https://example.com:443/a?b=c#d', 'https://example.com/a?b=c#d'],
  ['http:\\\\example.com\\a', 'http://example.com/a'],
  ['http://example.com/a/./b/../c', 'http://example.com/a/c'],
  ['http://example.com/a b?c d', 'http://example.com/a%20b?c%20d'],
  ['http://example.com/é?q="', 'http://example.com/%C3%A9?q=%22'],
  ['  http://[::1]:8080/ ', 'http://[::1]:8080/'],
  ['ftp://example.com/x', 'ftp://example.com/x'],
])('%s is read as %s', (source, text) => {
  expect(parseUrl(source)?.text).toBe(text);
});

test.each(['', 'not a url', '/path', 'http://', 'file:///etc/passwd', 'mailto:x', 'http://a:70000/', 'http://a b/'])(
  '%j has no host to ask',
  (source) => {
    expect(parseUrl(source)).toBeUndefined();
  },
);

test.each([
  ['/ok', 'http://a.test:81/ok'],
  ['next?x=1', 'http://a.test:81/dir/next?x=1'],
  ['?y=2', 'http://a.test:81/dir/page?y=2'],
  ['//b.test/z', 'http://b.test/z'],
  ['https://c.test/', 'https://c.test/'],
])('a location %s leads to %s', (location, text) => {
  const base = parseUrl('http://a.test:81/dir/page?old=1');
  expect(base && resolveUrl(base, location)?.text).toBe(text);
});
