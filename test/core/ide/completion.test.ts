// Completion in scripts: what is offered, what comes first, and what is left out.
import { expect, test } from 'vitest';
import type { CompletionItem } from '#core/ide/answers.ts';
import { completion, completionDocumentation } from '#core/ide/completion.ts';
import type { HostPaths } from '#core/ide/hostPaths.ts';
import { modelAt } from '#test/scriptModel.ts';

const HOST: HostPaths = {
  entries: (directory) =>
    directory === '/etc'
      ? [
          { name: 'hosts', isDirectory: false },
          { name: 'app', isDirectory: true },
        ]
      : [],
  placeOf: () => undefined,
};

function items(source: string): readonly CompletionItem[] {
  const { model, cursor } = modelAt(source);
  return completion(model, cursor, { host: HOST }).items;
}

function labels(source: string): readonly string[] {
  return items(source).map(({ label }) => label);
}

/** Labels of the items that come before all others. */
function first(source: string): readonly string[] {
  const found = items(source);
  const best = Math.min(...found.map(({ rank }) => rank));
  return found.filter(({ rank }) => rank === best).map(({ label }) => label);
}

test.each([
  ['the flags of the call in its array of flags', 'cat([$0], "/x")', ['cat::number']],
  ['flags that are made by a call', 'tail([$0], "/x")', ['tail::n', 'tail::range']],
  [
    'constants of the type that a setter takes',
    'KillOptions().pid(1).signal($0)',
    ['Signal::SIGKILL', 'Signal::SIGTERM'],
  ],
  [
    'constants of the type that is compared',
    'let e = DirConfig().path("/x").build().open(OpenDirOptions().build()).list_entries()["a"]; e.type() == $0',
    ['EntryType::DIR'],
  ],
  [
    'the builder of the options that a call takes',
    'DirConfig().path("/x").build().open($0)',
    ['OpenDirOptions().build()'],
  ],
  [
    'a variable of the type that is asked for',
    'let o = OpenDirOptions().build(); DirConfig().path("/x").build().open($0)',
    ['o'],
  ],
  ['keys of a map that is known', 'let m = #{ size: 1, name: "a" }; m.$0', ['size', 'name']],
])('first come %s', (_, source, expected) => {
  expect(first(source)).toEqual(expect.arrayContaining([...expected]));
});

test('flags of other commands are not among the first', () => {
  expect(first('cat([$0], "/x")').filter((label) => !label.startsWith('cat::'))).toEqual([]);
});

test.each([
  ['methods of texts', 'let s = cat("/x"); s.$0', ['to_upper', 'split', 'len', 'trim']],
  ['methods of arrays', '[1, 2].$0', ['push', 'filter', 'map', 'len']],
  ['methods of maps', 'let m = #{ a: 1 }; m.$0', ['keys', 'values', 'to_json']],
  ['methods of SDK objects', 'let d = DirConfig().path("/x").build(); d.$0', ['open']],
  ['functions of the script that use this', 'fn clean() { this.trim() } let s = "a"; s.$0', ['clean']],
  ['functions of the script', 'fn clean(a) { a } $0', ['clean']],
  ['functions of the library', '$0', ['parse_int', 'type_of']],
  ['statements', 'fo$0', ['for … in']],
  ['builders with their build', 'FindO$0', ['FindOptions().build()', 'FindOptions']],
  ['constants of a module', 'Signal::$0', ['SIGKILL']],
])('offers %s', (_, source, expected) => {
  expect(labels(source)).toEqual(expect.arrayContaining([...expected]));
});

test.each([
  ['in comments', '// $0'],
  ['where a variable gets its name', 'let $0'],
  ['where a function gets its name', 'fn $0'],
  ['in texts that are no paths', 'info("some $0")'],
])('offers nothing %s', (_, source) => {
  expect(labels(source)).toEqual([]);
});

test('methods of arrays are not offered for texts', () => {
  expect(labels('let s = cat("/x"); s.$0')).not.toContain('push_all');
  expect(labels('let s = cat("/x"); s.$0')).not.toContain('reduce');
});

test.each([
  ['cat("/etc/$0")', ['hosts', 'app/']],
  ['cat("/etc/ho$0sts")', ['hosts', 'app/']],
  [
    'let d = DirConfig().path("/etc").build().open(OpenDirOptions().build()); d.open_file("$0", OpenFileOptions().build())',
    ['hosts', 'app/'],
  ],
  ['cat("/nowhere/$0")', []],
])('paths of the host in %s', (source, expected) => {
  expect(labels(source)).toEqual(expected);
});

test('a path replaces its last part alone', () => {
  const { model, cursor } = modelAt('cat("/etc/ho$0sts")');
  const { start, end } = completion(model, cursor, { host: HOST }).span;
  expect(model.parse.text.slice(start, end)).toBe('hosts');
});

test('documentation is made from the ids of an item', () => {
  const { model } = modelAt('$0');
  expect(completionDocumentation(model, ['cat(string)'])).toContain('cat(path: string) -> string');
});
