// IP addresses: the forms that the documentation of Rust's `IpAddr` names, and near misses.

import { expect, test } from 'vitest';
import { isIpAddress } from '#core/sandbox/sdk/system/ipAddress.ts';

test.each([
  '0.0.0.0',
  '255.255.255.255',
  '::',
  '::1',
  'fd00::7',
  '1:2:3:4:5:6:7:8',
  '1::',
  '::ffff:192.0.2.1',
  '1:2:3:4:5:6:1.2.3.4',
])('%s is one', (text) => {
  expect(isIpAddress(text)).toBe(true);
});

test.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '01.2.3.4',
  '256.0.0.1',
  '1.2.3.4:53',
  ':',
  ':::',
  '1:2:3:4:5:6:7',
  '1::2::3',
  '12345::',
  '1.2.3.4::',
  'fe80::1%lo',
  'x',
])('%s is none', (text) => {
  expect(isIpAddress(text)).toBe(false);
});
