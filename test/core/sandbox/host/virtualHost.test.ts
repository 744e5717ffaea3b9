// The minimal host, and the files a run leaves behind, against recorded cases whose script changes nothing.

import { describe, expect, it } from 'vitest';
import { MINIMAL_HOST } from '#core/sandbox/host/hostDescription.ts';
import { UnknownUserError, VirtualHost } from '#core/sandbox/host/virtualHost.ts';
import { statOf } from '#core/sandbox/vfs/inode.ts';

describe('VirtualHost', () => {
  it('builds the minimal host', () => {
    const host = new VirtualHost(MINIMAL_HOST);
    expect(host.user).toBe('agent');
    expect(host.credentials).toEqual({ uid: 1000, gid: 1000, groups: [1002] });
    expect(host.readText('/etc/hosts')).toBe('127.0.0.1 localhost rehearsal-host\n');
    expect(host.fs.stat(host.credentials, '/tmp').mode).toBe(0o41777);
    expect([...host.filesAfter()]).toEqual([
      ['/home/agent', { dir: true, mode: '0755', owner: 'agent' }],
      ['/home/alice', { dir: true, mode: '0755', owner: 'alice' }],
    ]);
    expect(statOf(host.fs.root).size).toBe(4096);
  });

  it('refuses a user that the host does not have', () => {
    expect(() => new VirtualHost(MINIMAL_HOST, { user: 'mallory' })).toThrow(UnknownUserError);
  });
});
