// The host that `"extends": "small-server"` starts from: a web server with logs, configuration and the usual services.

import { encodeUtf8 } from '#core/base/utf8.ts';
import { type HostDescription, type HostFileEntry, MINIMAL_HOST } from './hostDescription.ts';
import { DEFAULT_NETWORK, type HostSocket } from './hostNetwork.ts';
import { defaultService } from './hostServices.ts';
import { SERVER_STORAGE } from './hostStorage.ts';
import { DEFAULT_MACHINE } from './machine.ts';

const NGINX_CONF = `worker_processes auto;
pid /run/nginx.pid;
events { worker_connections 768; }
http {
  access_log /var/log/nginx/access.log;
  error_log /var/log/nginx/error.log;
  server {
    listen 8080;
    root /srv/www;
  }
}
`;

const ACCESS_LOG = `10.0.0.7 - - [05/May/2026:11:02:13 +0000] "GET / HTTP/1.1" 200 612
10.0.0.9 - - [05/May/2026:11:02:15 +0000] "GET /health HTTP/1.1" 200 2
10.0.0.7 - - [05/May/2026:11:04:40 +0000] "GET /favicon.ico HTTP/1.1" 404 9
10.0.0.12 - - [05/May/2026:11:05:02 +0000] "POST /login HTTP/1.1" 500 21
`;

const ERROR_LOG = `2026/05/05 11:05:02 [error] 812#812: *4 upstream prematurely closed connection, client: 10.0.0.12
`;

const SYSLOG = `May  5 11:00:01 web1 CRON[901]: (root) CMD (run-parts /etc/cron.hourly)
May  5 11:05:03 web1 app[834]: ERROR login failed: connection to 127.0.0.1:5432 refused
May  5 11:06:10 web1 systemd[1]: Started Daily apt download activities.
`;

const OS_RELEASE = `NAME="Debian GNU/Linux"
ID=debian
VERSION_ID="12"
`;

const KERNEL_LOG = `6,0,0,-;Linux version 6.1.0
6,1,412000,-;Memory: 4028876K available
4,2,1904211,-;eth0: link is up
6,3,2719350,-;EXT4-fs (vda1): mounted filesystem
`;

/** The interfaces that sysfs lists. */
const INTERFACES = [
  ...DEFAULT_NETWORK.interfaces,
  { name: 'eth0', addresses: ['10.0.0.4', 'fe80::5054:ff:fe12:3456'] },
];

export const SMALL_SERVER: HostDescription = {
  ...MINIMAL_HOST,
  hostname: 'web1',
  files: new Map<string, HostFileEntry>([
    ['/etc/hostname', rootFile('web1\n')],
    ['/etc/os-release', rootFile(OS_RELEASE)],
    ['/etc/nginx', rootDirectory()],
    ['/etc/nginx/nginx.conf', rootFile(NGINX_CONF)],
    ['/etc/shadow', { ...rootFile('root:*:19800::::::\n'), mode: 0o640 }],
    ['/srv/www', { kind: 'directory' }],
    ['/srv/www/index.html', { kind: 'file', content: encodeUtf8('<!doctype html>\n<title>web1</title>\n') }],
    ['/srv/app', { kind: 'directory' }],
    ['/srv/app/config.yaml', { kind: 'file', content: encodeUtf8('port: 8080\nlog_level: info\n') }],
    ['/var/log', rootDirectory()],
    ['/var/log/syslog', rootFile(SYSLOG)],
    ['/var/log/nginx', rootDirectory()],
    ['/var/log/nginx/access.log', rootFile(ACCESS_LOG)],
    ['/var/log/nginx/error.log', rootFile(ERROR_LOG)],
    ['/dev/kmsg', rootFile(KERNEL_LOG)],
    ...INTERFACES.map(({ name }) => [`/sys/class/net/${name}`, rootDirectory()] as const),
  ]),
  processes: [
    { command: ['nginx', '-g', 'daemon off;'], user: 'root' },
    { command: ['app', '--port', '5000'], user: 'agent', sockets: [listener(5000)] },
    { command: ['cron', '-f'], user: 'root' },
  ],
  firstProcess: { command: ['/usr/lib/systemd/systemd'], reaps: true },
  services: new Map([
    ['nginx.service', { ...defaultService('nginx.service', 'active'), mainPid: 100 }],
    ['app.service', { ...defaultService('app.service', 'active'), mainPid: 101 }],
    ['cron.service', { ...defaultService('cron.service', 'active'), mainPid: 102 }],
    ['backup.service', defaultService('backup.service', 'failed')],
  ]),
  http: new Map([
    ['/', { status: 200, body: '<!doctype html>\n<title>web1</title>\n', headers: new Map() }],
    ['/health', { status: 200, body: 'ok', headers: new Map() }],
  ]),
  network: {
    interfaces: INTERFACES,
    names: new Map([
      ['web1.internal', ['10.0.0.4']],
      ['db.internal', ['10.0.0.5']],
    ]),
  },
  storage: SERVER_STORAGE,
  machine: {
    ...DEFAULT_MACHINE,
    memory: { ...DEFAULT_MACHINE.memory, swapTotalKb: 1_048_572, swapFreeKb: 1_020_924 },
  },
};

function listener(port: number): HostSocket {
  const local = { ip: '127.0.0.1', port };
  return { kind: 'internet', protocol: 'tcp', local, remote: { ip: '0.0.0.0', port: 0 }, state: 'LISTEN' };
}

function rootFile(text: string): HostFileEntry & { readonly kind: 'file' } {
  return { kind: 'file', content: encodeUtf8(text), owner: 'root' };
}

function rootDirectory(): HostFileEntry {
  return { kind: 'directory', owner: 'root' };
}
