// Lookups in the catalog and the facts about single calls that other parts rely on.

import { describe, expect, it } from 'vitest';
import { loadCatalog } from '#core/catalog/catalog.ts';

const catalog = loadCatalog();

describe('lookups', () => {
  it('builds its index once', () => {
    expect(loadCatalog()).toBe(catalog);
  });

  it('finds functions and methods of one name together', () => {
    expect(catalog.functionsByName('write').map((fn) => fn.id)).toEqual([
      'write(OpenFileOptionsBuilder, bool)',
      'write(RcFileHandle, string)',
      'write(RcFileHandle, string, WriteOptions)',
      'write(SysctlManager, string, string)',
      'write(array, string, string)',
      'write(string, string)',
    ]);
  });

  it('keeps functions that need their module out of the global ones', () => {
    expect(catalog.functionsByName('max_count')).toEqual([]);
    expect(catalog.moduleMember('grep', 'max_count')).toMatchObject({
      kind: 'functions',
      functions: [{ id: 'grep::max_count(i64)' }],
    });
  });

  it('finds the operators of enums as functions', () => {
    expect(catalog.functionsByName('==').map((fn) => fn.id)).toContain('==(RhaiSafeIoErrorKind, RhaiSafeIoErrorKind)');
    expect(catalog.functionsByName('==').map((fn) => fn.receiver)).not.toContain('SizeUnit');
  });

  it('separates methods and getters of a type', () => {
    expect(catalog.methodsOf('DirEntry').map((fn) => fn.name)).toEqual([
      'metadata',
      'open_as_dir',
      'open_as_file',
      'to_map',
      'type',
    ]);
    expect(catalog.gettersOf('DirEntry').map((fn) => fn.name)).toEqual(['inode', 'name']);
    expect(catalog.methodsOf('RcFileHandle', 'write')).toHaveLength(2);
  });

  it('finds constants and aliases of modules', () => {
    expect(catalog.moduleMember('ls', 'a')).toMatchObject({
      kind: 'constant',
      constant: { type: 'LsFlag', aliasOf: 'all' },
    });
    expect(catalog.moduleMember('ls', 'sort_by_time')).toBeUndefined();
    expect(catalog.module('Duration')).toBeUndefined();
  });
});

describe('single facts', () => {
  it.each([
    ['ls(string)', { returns: 'map', elementType: 'DirEntry', fallible: true }],
    ['curl(string)', { returns: 'any', returnsOneOf: ['Response'] }],
    ['get$ppid(ProcessInfo)', { returns: 'any', returnsOneOf: ['i64', 'unit'], form: 'getter' }],
    ['timeout(ResolveConfigBuilder, i64)', { fallible: true, sets: 'timeout' }],
    ['pid(LsofOptionsBuilder, i64)', { fallible: true, sets: 'pid' }],
    ['to_string(TcpState)', { failsOnConstants: true }],
    ['OpenFileOptions()', { form: 'constructor', returns: 'OpenFileOptionsBuilder' }],
    ['name(MetricBuilder, string)', { receiver: 'MetricBuilder', mutatesReceiver: false, area: 'runner' }],
    ['wc(string)', { mapFields: { lines: 'i64', words: 'i64', bytes: 'i64' } }],
  ])('%s', (id, expected) => {
    expect(catalog.function(id)).toMatchObject(expected);
  });

  it('knows what each builder makes and with which defaults', () => {
    expect(catalog.type('ExtractArchiveOptionsBuilder')?.builder).toEqual({
      builds: 'ExtractArchiveOptions',
      fields: [
        { name: 'preserve_permissions', type: 'bool', required: false, default: true },
        { name: 'preserve_ownership', type: 'bool', required: false, default: false },
        { name: 'preserve_timestamps', type: 'bool', required: false, default: true },
      ],
    });
    expect(catalog.type('ResolveConfigBuilder')?.builder?.fields).toContainEqual({
      name: 'timeout',
      type: 'i64',
      required: false,
      default: 5,
    });
    expect(catalog.type('TruncateOptionsBuilder')?.builder?.fields).toContainEqual({
      name: 'format',
      type: 'SizeUnit',
      required: false,
      default: 'BYTES',
    });
  });

  it('has a builder for every setter', () => {
    const setters = catalog.data.functions.filter((fn) => fn.sets !== undefined && fn.area !== 'runner');
    const lost = setters.filter(
      (fn) => !catalog.type(fn.receiver ?? '')?.builder?.fields.some((field) => field.name === fn.sets),
    );
    expect(lost.map((fn) => fn.id)).toEqual([]);
  });

  it('tells handles from values', () => {
    const shared = catalog.data.types.filter((type) => type.clone === 'shared').map((type) => type.id);
    expect(shared).toEqual([
      'Connection',
      'RcDirHandle',
      'RcFileHandle',
      'RcProcessManager',
      'RcSymlinkHandle',
      'Request',
    ]);
  });
});
