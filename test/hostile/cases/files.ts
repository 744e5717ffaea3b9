// Files that are traps: loops of links, huge trees, trees that grow while they are walked, archives that swell.

import { gzipSync } from 'node:zlib';
import type { HostileCase } from '../hostileCase.ts';

const OPEN = 'let d = DirConfig().path("/srv").build().open(OpenDirOptions().build());';
const READ = 'OpenFileOptions().read(true).build()';

/** A gzip file of `mebibytes` zeros, once around or twice. */
function bomb(mebibytes: number, rounds = 1): object {
  let bytes: Uint8Array = new Uint8Array(mebibytes * 1024 * 1024);
  for (let round = 0; round < rounds; round++) bytes = gzipSync(bytes, { level: 9 });
  return { base64: Buffer.from(bytes).toString('base64') };
}

/** A tar header, whose size may be a lie. */
function tarHeader(name: string, size: number, type: string, link = ''): Uint8Array {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0001750\0', 108);
  header.write('0001750\0', 116);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\0', 257);
  header.write('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function archive(...parts: readonly Uint8Array[]): object {
  const bytes = gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]), { level: 9 });
  return { files: { '/srv/out': { dir: true }, '/srv/a.tgz': { base64: bytes.toString('base64') } } };
}

const EXTRACT = `${OPEN}
  let to = DirConfig().path("/srv/out").build().open(OpenDirOptions().build());
  d.open_file("a.tgz", ${READ}).extract_archive(to, ExtractArchiveOptions().preserve_permissions(false).preserve_ownership(false).preserve_timestamps(false).build());
  "extracted"`;

function tree(count: number): object {
  const files = Array.from({ length: count }, (_, n) => [`/srv/tree/d${n % 300}/f${n}`, { content: 'x' }]);
  return { files: Object.fromEntries(files) };
}

export const FILES: readonly HostileCase[] = [
  {
    name: 'links that lead in a circle',
    script:
      'for p in ["/srv/a", "/srv/b", "/srv/self", "/srv/a/x"] { try { cat(p); } catch (e) { info(e.message); } } cat("/srv/a")',
    host: {
      files: {
        '/srv/a': { symlink: '/srv/b' },
        '/srv/b': { symlink: '/srv/a' },
        '/srv/self': { symlink: '/srv/self' },
      },
    },
    ends: ['error'],
    always: true,
  },
  {
    name: 'a directory that holds itself by a link',
    script: 'let n = 0; for f in find_files("*", "/srv") { n += 1; } du("/srv"); n',
    host: {
      files: { '/srv/x/up': { symlink: '/srv' }, '/srv/x/y/up': { symlink: '../..' }, '/srv/x/f': { content: 'x' } },
    },
    ends: ['success', 'error'],
  },
  {
    name: 'a circle of links that is followed by find',
    script: `${OPEN} let n = [0]; try { d.find(FindOptions().follow_symlinks(true).build(), |e| { }); } catch (e) { info(e.to_string()); } "found"`,
    host: { files: { '/srv/x/up': { symlink: '/srv' }, '/srv/x/y/up': { symlink: '../..' } } },
    ends: ['success', 'error', 'operations'],
  },
  {
    name: 'a chain of 5,000 links',
    script: 'cat("/srv/l0")',
    host: () => ({
      files: Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`/srv/l${n}`, { symlink: `/srv/l${n + 1}` }])),
    }),
    ends: ['error'],
  },
  {
    name: 'a tree of 60,000 files, found again and again',
    script: 'loop { find_files("*", "/srv/tree"); }',
    host: () => tree(60_000),
    ends: ['events', 'time', 'memory'],
  },
  {
    name: 'a tree of 60,000 files, listed without end',
    script: 'loop { ls([ls::recursive, ls::long], "/srv/tree"); }',
    host: () => tree(60_000),
    ends: ['events', 'time', 'error', 'memory'],
  },
  {
    name: 'a tree of 60,000 files, measured without end',
    script: 'loop { du([du::all_files], "/srv/tree"); }',
    host: () => tree(60_000),
    ends: ['events', 'time', 'error'],
  },
  {
    name: 'a tree of 60,000 files that is removed',
    script: 'rm([rm::recursive, rm::force], "/srv/tree"); "gone"',
    host: () => tree(60_000),
    ends: ['events', 'time', 'success', 'error'],
  },
  {
    name: 'directories in directories',
    script: 'let p = "/tmp"; loop { p += "/d"; mkdir(p); }',
    ends: ['error', 'events', 'memory', 'time'],
  },
  {
    name: 'a path of 16 MB',
    script: 'let s = "/x"; for i in 0..23 { s += s; } cat(s)',
    ends: ['error', 'memory', 'time'],
  },
  {
    name: 'a name of 100,000 letters',
    script: 'let s = "x"; s.pad(100000, "x"); write("/tmp/" + s, "x")',
    ends: ['error'],
  },
  {
    name: 'a path of 100,000 parent folders',
    script: 'let s = ""; for i in 0..100000 { s += "/.."; } cat(s + "/etc/passwd")',
    ends: ['error'],
  },
  {
    name: 'a tree that grows while it is walked',
    script: `let d = DirConfig().path("/tmp").build().open(OpenDirOptions().build());
      let i = 0; mkdir("/tmp/a");
      d.find(FindOptions().build(), |e| { mkdir(\`/tmp/a/n\${timestamp().elapsed}\`); });
      "walked"`,
    ends: ['success', 'error', 'events', 'time', 'operations'],
  },
  {
    name: 'a directory moved into itself',
    script: 'mkdir("/tmp/a"); mkdir("/tmp/a/b"); mv("/tmp/a", "/tmp/a/b/c")',
    ends: ['error'],
  },
  {
    name: 'a file copied on itself',
    script: 'write("/tmp/a", "x"); cp("/tmp/a", "/tmp/a"); cat("/tmp/a")',
    ends: ['error', 'success'],
  },
  {
    name: 'copies of copies',
    script:
      'let s = "x"; s.pad(1000000, "x"); write("/tmp/a0", s); let i = 0; loop { cp("/tmp/a" + i, "/tmp/a" + (i + 1)); i += 1; }',
    ends: ['memory', 'time', 'events'],
  },
  {
    name: 'a gzip file that swells to 200 MB',
    script: `${OPEN} d.open_file("a.gz", ${READ}).read_gzip_lines(ReadLinesOptions().count(1).build()).len()`,
    host: () => ({ files: { '/srv/a.gz': bomb(200) } }),
    ends: ['memory'],
    always: true,
  },
  {
    name: 'a swelling gzip file that is searched',
    script: `${OPEN} let f = d.open_file("a.gz", ${READ}); loop { try { f.search_gzip("x", SearchGzipOptions().build()); info("searched"); } catch (e) { info(e.message); } }`,
    host: () => ({ files: { '/srv/a.gz': bomb(60) } }),
    ends: ['time', 'memory', 'error'],
  },
  {
    name: 'a gzip file in a gzip file as an archive',
    script: EXTRACT,
    host: () => ({ files: { '/srv/out': { dir: true }, '/srv/a.tgz': bomb(200, 2) } }),
    ends: ['error'],
  },
  {
    name: 'an archive that says it holds 8 GB',
    script: EXTRACT,
    host: () => archive(tarHeader('big', 8 * 1024 ** 3 - 1, '0')),
    ends: ['error', 'memory', 'success'],
  },
  {
    name: 'an archive of 300 MB of zeros',
    script: EXTRACT,
    host: () => archive(tarHeader('big', 300 * 1024 ** 2, '0'), new Uint8Array(300 * 1024 ** 2)),
    ends: ['memory', 'time'],
  },
  {
    name: 'an archive of 120,000 files',
    script: EXTRACT,
    host: () => archive(...Array.from({ length: 120_000 }, (_, n) => tarHeader(`f${n}`, 0, '0'))),
    ends: ['memory', 'error', 'time', 'events'],
  },
  {
    name: 'an archive that climbs out and follows its own links',
    script: `${EXTRACT.replace('"extracted"', '')} ls([ls::recursive], "/srv").len()`,
    host: () =>
      archive(
        tarHeader('../../../../etc/cron.d/x', 0, '0'),
        tarHeader('/etc/passwd', 0, '0'),
        tarHeader('link', 0, '2', '/'),
        tarHeader('link/etc/passwd', 0, '0'),
        tarHeader('self', 0, '1', 'self'),
      ),
    ends: ['success', 'error'],
  },
  {
    name: 'compressing all that fits',
    script: `let s = "x"; s.pad(50000000, "x"); write("/tmp/a", s);
      let d = DirConfig().path("/tmp").build().open(OpenDirOptions().build());
      let o = OpenFileOptions().read(true).write(true).create(true).build();
      loop { let f = d.open_file("a", ${READ}); f.compress_gzip(d.open_file("a.gz", o), CompressGzipOptions().level(9).build()); d.open_file("a.gz", o).truncate(TruncateOptions().size(0).format(SizeUnit::BYTES).build()); }`,
    ends: ['time', 'memory', 'error'],
  },
];
