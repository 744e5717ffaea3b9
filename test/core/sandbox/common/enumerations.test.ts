// Enumerations and the rest of the shared functions, against the recorded `enum-matrix-*` runs.

import { describe, expect, it } from 'vitest';
import { rhaiInt } from '#core/base/value.ts';
import catalog from '#core/catalog/data/catalog.json' with { type: 'json' };
import { commandsSdk } from '#core/sandbox/sdk/commands/commandsSdk.ts';
import { commonSdk } from '#core/sandbox/sdk/common/commonSdk.ts';
import { runnerApiSdk } from '#core/sandbox/sdk/runnerApi/runnerApiSdk.ts';
import { call, constant } from './fakeContext.ts';

const TEXTS: readonly (readonly [type: string, constant: string, text: string])[] = [
  ['EntryType', 'BLOCK_DEVICE', 'BlockDevice'],
  ['EntryType', 'FILE', 'File'],
  ['NetworkProtocol', 'TCP6', 'Tcp6'],
  ['TcpState', 'FIN_WAIT1', 'FinWait1'],
  ['TcpState', 'NEW_SYN_RECV', 'NewSynRecv'],
  ['UnixSocketState', 'UNCONNECTED', 'Unconnected'],
  ['State', 'ACTIVE', 'active'],
  ['RhaiSafeIoErrorKind', 'PermissionDenied', 'PermissionDenied'],
  ['RhaiSafeProcessMgmtErrorKind', 'DBusError', 'DBusError'],
];

describe('enumerations', () => {
  it.each(TEXTS)('%s::%s reads %s', (type, name, expected) => {
    expect(call(commonSdk, `to_string(${type})`, [constant(type, name)])).toEqual({ kind: 'string', value: expected });
  });

  it('compare by constant', () => {
    const denied = constant('RhaiSafeIoErrorKind', 'PermissionDenied');
    const other = constant('RhaiSafeIoErrorKind', 'Other');
    const same = constant('RhaiSafeIoErrorKind', 'PermissionDenied');
    const id = '(RhaiSafeIoErrorKind, RhaiSafeIoErrorKind)';
    expect(call(commonSdk, `==${id}`, [denied, same])).toEqual({ kind: 'bool', value: true });
    expect(call(commonSdk, `!=${id}`, [denied, other])).toEqual({ kind: 'bool', value: true });
  });
});

describe('random_alphanumeric', () => {
  it.each([
    [8, 8],
    [0, 0],
    [-1, 16],
  ])('%i gives %i characters', (length, expected) => {
    const value = call(commonSdk, 'random_alphanumeric(i64)', [rhaiInt(length)]);
    expect(value).toMatchObject({
      kind: 'string',
      value: expect.stringMatching(new RegExp(`^[0-9A-Za-z]{${expected}}$`)),
    });
  });
});

describe('catalog', () => {
  it('has every function that is implemented here', () => {
    const ids = new Set(catalog.functions.map((entry) => entry.id));
    const implemented = Object.keys({ ...commonSdk, ...commandsSdk, ...runnerApiSdk });
    expect(implemented.filter((id) => !ids.has(id))).toEqual([]);
  });
});
