// Random SDK calls with all kinds of arguments: commands, handles and what is done with them, options, other services.

import type { Dice, Way } from './dice.ts';
import { NAMES, URLS } from './world.ts';

/** Makes expressions for the places of a call. */
export interface Expressions {
  path(): string;
  name(): string;
  text(): string;
}

/** Writes calls as statements. */
export class CallWriter {
  readonly #dice: Dice;
  readonly #of: Expressions;

  constructor(dice: Dice, expressions: Expressions) {
    this.#dice = dice;
    this.#of = expressions;
  }

  /** One statement, or a few where a handle is opened first. */
  call(): string {
    return this.#dice.way<string>([
      [12, () => this.#reading()],
      [8, () => this.#writing()],
      [9, () => this.#handles()],
      [1.5, () => this.#otherServices()],
    ]);
  }

  #reading(): string {
    const path = () => this.#of.path();
    return this.#dice.way<string>([
      [6, () => `cat(${path()});`],
      [1, () => `cat([cat::number], ${path()});`],
      [2, () => `ls(${path()});`],
      [2, () => `grep("error", ${path()});`],
      [0.7, () => `grep([grep::count], "alpha", ${path()});`],
      [1, () => `tail(${path()});`],
      [0.5, () => `tail([tail::n(-2)], ${path()});`],
      [1, () => `wc(${path()});`],
      [1, () => `sed("a", "b", ${path()});`],
      [1, () => `find_files("*.txt", ${path()});`],
      [1, () => `find_files([glob::recursive], "*", ${path()});`],
      [1, () => `du(${path()});`],
      [0.7, () => `awk_field(1, " ", ${path()});`],
      [0.5, () => `${path()}.cat();`],
    ]);
  }

  #writing(): string {
    const path = () => this.#of.path();
    return this.#dice.way<string>([
      [3, () => `write(${path()}, ${this.#of.text()});`],
      [2, () => `write([write::append], ${path()}, ${this.#of.text()});`],
      [0.7, () => `write([write::replace], ${path()}, "r");`],
      [3, () => `rm(${path()});`],
      [1, () => `rm([rm::recursive], ${path()});`],
      [0.7, () => `rm([rm::force, rm::recursive], ${path()});`],
      [2, () => `mkdir(${path()});`],
      [1.5, () => `mkdir([mkdir::parents], ${path()});`],
      [2, () => `touch(${path()});`],
      [2, () => `cp(${path()}, ${path()});`],
      [0.5, () => `cp([cp::force], ${path()}, ${path()});`],
      [2, () => `mv(${path()}, ${path()});`],
      [0.5, () => `mv([mv::backup], ${path()}, ${path()});`],
      [1, () => `sed([sed::in_place], "a", "b", ${path()});`],
      [
        0.4,
        () =>
          `let flags = []; if ${this.#dice.chance(0.5)} { flags.push(write::append); } write(flags, ${path()}, "x");`,
      ],
    ]);
  }

  #openDir(options = ''): string {
    return `DirConfig().path(${this.#of.path()}).build().open(OpenDirOptions()${options}.build())`;
  }

  #dirOptions(): string {
    return this.#dice.way<string>([
      [6, () => ''],
      [1, () => '.create(true)'],
      [1, () => '.create(true).recursive(true)'],
      [1.5, () => '.follow_symlinks(true)'],
    ]);
  }

  #fileOptions(): string {
    return this.#dice.pick([
      '.read(true)',
      '.read(true)',
      '.write(true)',
      '.read(true).write(true)',
      '.create(true)',
      '.read(true).follow_symlinks(true)',
      '.create_new(true).write(true)',
    ]);
  }

  #handles(): string {
    const open = `let d = ${this.#openDir(this.#dirOptions())};`;
    const file = `let f = d.open_file(${this.#of.name()}, OpenFileOptions()${this.#fileOptions()}.build());`;
    return this.#dice.way<string>([
      [8, () => `${open} ${file} ${this.#onFile()}`],
      [5, () => `${open} ${this.#onDirectory()}`],
      [
        2,
        () =>
          `${open} ${file} let e = ${this.#openDir()}; f.move(e, ${this.#of.name()}, MoveOptions()${this.#dice.pick(['', '.backup(true)'])}.build());`,
      ],
      [
        1,
        () =>
          `${open} let s = ${this.#openDir()}; let e = ${this.#openDir()}; d.move(s, e, ${this.#of.name()}, MoveOptions().build());`,
      ],
      [
        1,
        () =>
          `${open} ${file} let g = d.open_file(${this.#of.name()}, OpenFileOptions().create(true).read(true).write(true).build()); f.copy(g, CopyFileOptions().build());`,
      ],
      [1.5, () => this.#execution()],
    ]);
  }

  #onFile(): string {
    return this.#dice.way<string>([
      [4, () => 'f.read();'],
      [1, () => 'f.search("alpha");'],
      [1, () => 'f.read_lines(ReadLinesOptions().build());'],
      [1, () => 'f.counts();'],
      [2, () => `f.write(${this.#of.text()});`],
      [1, () => 'f.write_in_place("w");'],
      [1, () => 'f.truncate(TruncateOptions().build());'],
      [2, () => 'f.delete(DeleteFileOptions().build());'],
      [1, () => 'f.metadata();'],
      [0.5, () => 'f.get_ownership();'],
      [1, () => 'f.chmod(0o600);'],
      [0.5, () => 'f.set_ownership(SetOwnershipOptions().user("agent").build());'],
      [
        1.5,
        () =>
          `f.set_extended_attr(SetXAttrOptions().name(${this.#dice.pick(['"user.note"', '"security.selinux"', this.#of.name()])}).selinux_level("s0").selinux_user("u").selinux_role("r").build());`,
      ],
      [1, () => 'if f.read() != "" { f.delete(DeleteFileOptions().build()); }'],
    ]);
  }

  #onDirectory(): string {
    const entry = `let x = d.list_entries()[${this.#dice.chance(0.8) ? `"${this.#dice.pick(NAMES)}"` : this.#of.name()}];`;
    return this.#dice.way<string>([
      [2, () => 'd.list_entries();'],
      [1.5, () => 'd.delete(DeleteDirOptions().build());'],
      [1, () => 'd.delete(DeleteDirOptions().recursive(true).force(true).build());'],
      [1, () => 'd.metadata();'],
      [1, () => 'd.chmod(ChmodDirOptions().permissions(0o750).build());'],
      [1, () => 'd.chmod(ChmodDirOptions().permissions(0o750).recursive(true).build());'],
      [1, () => 'd.set_ownership(SetOwnershipOptions().user("agent").recursive(true).build());'],
      [
        1,
        () =>
          `d.create_symlink(${this.#of.path()}, ${this.#of.name()}, CreateSymlinkOptions()${this.#dice.pick(['', '.force(true)'])}.build());`,
      ],
      [1, () => `d.read_link_target(${this.#of.name()});`],
      [0.7, () => `d.open_symlink(${this.#of.name()}).metadata();`],
      [1.5, () => `${entry} x.open_as_file(OpenFileOptions()${this.#fileOptions()}.build()).read();`],
      [1, () => `${entry} x.open_as_dir(OpenDirOptions().build()).list_entries();`],
      [1, () => `${entry} x.metadata();`],
      [
        1,
        () =>
          `for k in d.list_entries().keys() { try { d.open_file(k, OpenFileOptions().read(true).build()).read(); } catch (e) { } }`,
      ],
      [
        0.7,
        () =>
          'for x in d.list_entries().values() { try { x.open_as_file(OpenFileOptions().read(true).build()).read(); } catch (e) { } }',
      ],
      [1, () => 'd.disk_usage(DiskUsageOptions().build());'],
      [
        1.5,
        () =>
          `d.find(FindOptions()${this.#dice.pick(['', '.name("*.txt")', '.max_depth(1)', '.min_size(1)'])}.build(), |x| { try { x.metadata(); } catch (e) { } });`,
      ],
    ]);
  }

  #execution(): string {
    const options: readonly Way<string>[] = [
      [2, () => ''],
      [1, () => '.args(["-n", "text"])'],
      [1, () => '.args([["--mode", "fast"]])'],
      [1, () => '.env(#{"LANG": "C"})'],
      [0.5, () => `.args([${this.#of.name()}])`],
    ];
    const [first = [1, () => ''] as Way<string>, ...others] = options;
    return `let d = DirConfig().path("/usr/bin").build().open(OpenDirOptions().build()); let f = d.open_file("${this.#dice.pick(['true', 'echo', 'id'])}", OpenFileOptions().read(true).build()); f.execute(ExecuteOptions()${this.#dice.way<string>([first, ...others])}.build());`;
  }

  #otherServices(): string {
    return this.#dice.pick([
      `curl("${this.#dice.pick(URLS)}");`,
      'curl(url);',
      'curl("http://127.0.0.1:8080/" + name);',
      'hostname();',
      'uname();',
      'ps();',
      'nproc();',
      'sysctl_read("kernel.ostype");',
      'resolve("localhost");',
    ]);
  }
}
