// The small world that generated scripts, policies and hosts share, so that they have something to say to each other.

/** Folders that hosts may have. */
export const FOLDERS = [
  '/srv/app',
  '/srv/app/sub',
  '/srv/data',
  '/srv/secret',
  '/etc/conf',
  '/tmp/w',
  '/home/agent',
] as const;

/** Files that hosts may have. */
export const FILES = [
  '/srv/app/a.txt',
  '/srv/app/b.log',
  '/srv/app/sub/c.log',
  '/srv/app/sub/a.txt',
  '/srv/data/a.txt',
  '/srv/data/x.csv',
  '/srv/secret/key',
  '/etc/conf/app.conf',
  '/tmp/w/out.txt',
  '/home/agent/n.txt',
] as const;

/** Paths that nothing is at, besides the ways above them. */
export const OTHER_PATHS = [
  '/',
  '/srv',
  '/srv/app2',
  '/srv/app.bak',
  '/srv/app/none',
  '/srv/application/a.txt',
  '/etc/passwd',
] as const;

export const NAMES = ['a.txt', 'b.log', 'c.log', 'sub', 'key', 'x.csv', 'out.txt', 'new'] as const;

/** Names that are no plain name of an entry. */
export const ODD_NAMES = [
  '',
  '.',
  '..',
  'sub/c.log',
  '/srv/secret/key',
  './a.txt',
  'sub/',
  'a b',
  'a*',
  '../secret/key',
  'sub//c.log',
  '.hidden',
] as const;

/** What files hold: a path, a name, a line of both. */
export const CONTENTS = [
  '/srv/app/a.txt',
  'a.txt',
  '/srv/data\n/srv/secret\n',
  'key=value\npath=/srv/secret/key\n',
  '',
  'alpha beta\nerror one\n',
] as const;

export const URLS = ['http://127.0.0.1:8080/health', 'http://127.0.0.1:8080/secret', 'http://127.0.0.1:8080/'] as const;

/** Names of the script arguments that every generated script may use. */
export const ARGUMENTS = ['target', 'dir', 'name', 'flag', 'n', 'list', 'opt', 'url'] as const;
