// Random agent scripts over the small world: texts built in every way, passed through every form of control flow to SDK calls.

import type { Dice, Way } from './dice.ts';
import { aliasOf } from './generateHost.ts';
import { CallWriter } from './sdkCalls.ts';
import { FILES, FOLDERS, NAMES, ODD_NAMES, OTHER_PATHS } from './world.ts';

/** A script that uses the arguments of the small world. */
export function generateScript(dice: Dice): string {
  return new ScriptWriter(dice).script();
}

/** Functions that scripts may call; each is there when its name is used. */
const HELPERS: Readonly<Record<string, string>> = {
  below: 'fn below(folder, name) { folder + "/" + name }',
  same: 'fn same(value) { value }',
  choose: 'fn choose(first, second, which) { if which { return first; } second }',
  show: 'fn show(path) { try { cat(path); } catch (e) { } path }',
  clean: 'fn clean(text) { text.trim(); text.replace("//", "/"); text }',
  guarded: 'fn guarded(path) { if !path.starts_with("/srv/app/") { return "/srv/app/a.txt"; } path }',
  walk: 'fn walk(path, depth) { if depth > 2 { return; } let found = []; try { found = ls(path).keys(); } catch (e) { } for name in found { try { cat(path + "/" + name); } catch (e) { } walk(path + "/" + name, depth + 1); } }',
  mark: 'fn mark() { this += "/marked"; }',
  first: 'fn first(items) { if items.is_empty() { throw "nothing"; } items[0] }',
};

class ScriptWriter {
  readonly #dice: Dice;
  readonly #calls: CallWriter;
  readonly #helpers = new Set<string>();
  /** Names of variables that hold texts, arrays of texts, and maps with `path`, innermost scope last. */
  #texts: string[] = ['target', 'dir', 'name'];
  #lists: string[] = ['list'];
  #maps: string[] = ['opt'];
  /** Functions of the script see no variables of the top level. */
  #inFunction = false;
  #next = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.#calls = new CallWriter(dice, {
      path: () => this.#path(2),
      name: () => this.#name(1),
      text: () => this.#text(),
    });
  }

  script(): string {
    const own = this.#dice.chance(0.5) ? this.#ownFunction() : undefined;
    const body = this.#dice.several(3, 7, () => this.#statement(2));
    if (own !== undefined)
      for (const call of this.#dice.several(1, 3, () => `${own.name}(${this.#path(1)}, ${this.#name(1)})`))
        body.push(this.#guard(`${call};`));
    const helpers = [...this.#helpers].map((name) => HELPERS[name] ?? '');
    return [...(own === undefined ? [] : [own.text]), ...helpers, ...body, ''].join('\n');
  }

  /** A function with statements of its own, called from several places. */
  #ownFunction(): { readonly name: string; readonly text: string } {
    const saved = [this.#texts, this.#lists, this.#maps] as const;
    [this.#texts, this.#lists, this.#maps] = [['p', 'q'], [], []];
    this.#inFunction = true;
    const body = this.#dice.several(1, 3, () => this.#statement(1));
    const result = this.#path(1);
    this.#inFunction = false;
    [this.#texts, this.#lists, this.#maps] = saved;
    return { name: 'work', text: `fn work(p, q) { ${body.join(' ')} ${result} }` };
  }

  #fresh(start: string): string {
    return `${start}${this.#next++}`;
  }

  #use(helper: string): string {
    this.#helpers.add(helper);
    return helper;
  }

  #var(names: readonly string[], otherwise: string): string {
    const known = names.slice(-6);
    return known.length === 0 ? otherwise : this.#dice.pick(known as [string, ...string[]]);
  }

  #path(depth: number): string {
    const d = this.#dice;
    const flat: [Way<string>, ...Way<string>[]] = [
      [5, () => quoted(d.pick(FILES))],
      [2, () => quoted(d.pick(FOLDERS))],
      [1.5, () => quoted(d.pick(OTHER_PATHS))],
      [2, () => quoted(aliasOf(d, d.pick(FILES)))],
      [4, () => this.#var(this.#texts, '"/srv/app/a.txt"')],
      [2, () => `${quoted(d.pick(FOLDERS))} + "/" + ${this.#name(0)}`],
      [1.5, () => `\`${d.pick(FOLDERS)}/\${${this.#name(0)}}\``],
      [1, () => `\`${d.pick(FOLDERS)}/\${${this.#name(0)}}.txt\``],
    ];
    if (depth === 0) return d.way(flat);
    const inner = () => this.#path(depth - 1);
    return d.way<string>([
      ...flat,
      [1.5, () => `${this.#use('below')}(${inner()}, ${this.#name(0)})`],
      [1, () => `${this.#use('same')}(${inner()})`],
      [1, () => `${this.#use('choose')}(${inner()}, ${inner()}, ${this.#test(1)})`],
      [0.7, () => `${this.#use('show')}(${inner()})`],
      [0.7, () => `${this.#use('clean')}(${inner()})`],
      [1, () => `${this.#use('guarded')}(${inner()})`],
      [0.5, () => `${this.#use('first')}([${inner()}, ${inner()}])`],
      [1, () => `(${inner()}).to_lower()`],
      [0.5, () => `(${inner()}).to_upper().to_lower()`],
      [1, () => `(${inner()}).sub_string(0, ${d.pick([4, 8, 9, 10, 13])})`],
      [0.5, () => `(${inner()}).sub_string(${d.below(3)})`],
      [0.5, () => `("/" + (${inner()}).split("/")[${d.below(3)}])`],
      [0.5, () => `("" + ${inner()})`],
      [1, () => `(if ${this.#test(1)} { ${inner()} } else { ${inner()} })`],
      [1, () => `(switch ${this.#name(0)} { "a.txt" => ${inner()}, "sub" | "key" => ${inner()}, _ => ${inner()} })`],
      [1, () => `${this.#var(this.#maps, '#{}')}.path`],
      [0.5, () => `(${this.#var(this.#maps, '#{}')}?.path ?? ${inner()})`],
      [0.5, () => `#{path: ${inner()}, other: 1}.path`],
      [0.5, () => `#{path: ${inner()}}["path"]`],
      [0.7, () => `[${inner()}, ${inner()}][${d.pick(['0', '1', '-1'])}]`],
      [0.5, () => `[${inner()}, ${inner()}].reduce(|sum, item| item)`],
      [0.5, () => `[${inner()}].map(|item| item + "/" + "a.txt")[0]`],
      [0.3, () => `Fn("same").call(${this.#use('same') && inner()})`],
      [0.7, () => `cat("${d.pick(FILES)}").split("\\n")[0]`],
      [0.5, () => `cat("${d.pick(FILES)}")`],
      [0.5, () => `(${inner()} - "/a.txt")`],
      [
        0.7,
        () =>
          `({ let moved = ${inner()}; moved.replace(${quoted(d.pick(['app', 'data', '/srv', 'txt', 'a']))}, ${quoted(d.pick(['app', 'secret', '', 'log']))}); moved })`,
      ],
    ]);
  }

  #name(depth: number): string {
    const d = this.#dice;
    const flat: [Way<string>, ...Way<string>[]] = [
      [6, () => quoted(d.pick(NAMES))],
      [1.5, () => quoted(d.pick(ODD_NAMES))],
      [2, () => (this.#inFunction ? 'q' : 'name')],
      [1, () => this.#var(this.#texts, '"b.log"')],
    ];
    if (depth === 0) return d.way(flat);
    return d.way<string>([
      ...flat,
      [1, () => `(${this.#path(depth - 1)}).split("/")[-1]`],
      [1, () => `(${this.#name(depth - 1)} + ".txt")`],
      [0.5, () => `\`\${${this.#name(0)}}-\${${this.#number()}}\``],
      [0.5, () => `(if ${this.#test(0)} { ${this.#name(0)} } else { ${this.#name(0)} })`],
      [0.5, () => `${this.#use('same')}(${this.#name(0)})`],
    ]);
  }

  #number(): string {
    return this.#dice.pick(['0', '1', '2', '3', this.#inFunction ? 'q.len()' : 'n']);
  }

  #text(): string {
    return this.#dice.way<string>([
      [3, () => quoted(this.#dice.pick(['text', 'a\\nb\\n', '']))],
      [1, () => this.#path(1)],
      [1, () => `cat(${this.#path(0)})`],
    ]);
  }

  #test(depth: number): string {
    const d = this.#dice;
    const text = () => this.#var(this.#texts, '"x"');
    const inner = () => this.#test(depth - 1);
    const flat: [Way<string>, ...Way<string>[]] = [
      [2, () => `${text()}.starts_with(${quoted(d.pick(['/srv/app/', '/srv/app', '/srv', '/']))})`],
      [1, () => `${text()}.ends_with(${quoted(d.pick(['.txt', '.log', '/']))})`],
      [1.5, () => `${text()}.contains(${quoted(d.pick(['..', '/', 'app', '//', '.']))})`],
      [1, () => `!${text()}.contains(${quoted(d.pick(['..', '/']))})`],
      [2, () => `${text()} ${d.pick(['==', '!='])} ${quoted(d.chance(0.5) ? d.pick(FILES) : d.pick(NAMES))}`],
      [1, () => `${text()} in [${d.several(1, 3, () => quoted(d.pick(FILES))).join(', ')}]`],
      [0.5, () => `!(${text()} in [${d.several(1, 2, () => quoted(d.pick(NAMES))).join(', ')}])`],
      [0.5, () => `"/" in ${text()}`],
      [1, () => `${this.#number()} ${d.pick(['>', '<', '==', '>='])} ${d.below(4)}`],
      [0.7, () => `${text()}.is_empty()`],
      [0.7, () => `${text()}.len() > ${d.pick([0, 5, 12])}`],
      [0.7, () => `type_of(${text()}) == "string"`],
      [0.7, () => `${text()} != ()`],
      [0.5, () => d.pick(['true', 'false'])],
      ...(this.#inFunction
        ? []
        : ([
            [1.5, () => 'flag'],
            [1, () => 'opt.path != ()'],
            [0.5, () => '"path" in opt'],
            [0.5, () => 'opt.contains("path")'],
            [0.5, () => 'list.is_empty()'],
            [0.5, () => 'type_of(opt.path) == "string"'],
          ] as Way<string>[])),
    ];
    if (depth === 0) return d.way(flat);
    return d.way<string>([
      ...flat,
      [1.5, () => `(${inner()} && ${inner()})`],
      [1.5, () => `(${inner()} || ${inner()})`],
      [1, () => `!(${inner()})`],
    ]);
  }

  /** What fails inside leaves the rest of the script to run. */
  #guard(text: string): string {
    return this.#dice.chance(0.75) ? `try { ${text} } catch (e) { }` : text;
  }

  /** Statements in a scope of their own. */
  #block(depth: number): string {
    const saved = [[...this.#texts], [...this.#lists], [...this.#maps]] as const;
    const text = this.#dice.several(1, 2, () => this.#statement(depth - 1)).join(' ');
    [this.#texts, this.#lists, this.#maps] = [[...saved[0]], [...saved[1]], [...saved[2]]];
    return text;
  }

  /** Statements that see one more text. */
  #blockWith(name: string, depth: number): string {
    this.#texts.push(name, name, name);
    const text = this.#block(depth);
    this.#texts = this.#texts.filter((other) => other !== name);
    return text;
  }

  #statement(depth: number): string {
    const call = () => this.#guard(this.#calls.call());
    if (depth === 0) return call();
    return this.#dice.way<string>([
      [9, call],
      [5, () => this.#declaration()],
      [3, () => this.#change()],
      [6, () => this.#control(depth)],
      [1, () => this.#closure(depth)],
    ]);
  }

  #declaration(): string {
    const d = this.#dice;
    const word = d.chance(0.85) ? 'let' : 'const';
    return d.way<string>([
      [5, () => this.#declare('t', this.#texts, word, this.#path(2))],
      [2, () => this.#declare('t', this.#texts, word, this.#name(1))],
      [2, () => this.#declare('items', this.#lists, 'let', `[${d.several(0, 3, () => this.#path(1)).join(', ')}]`)],
      [1, () => this.#declare('items', this.#lists, 'let', `(${this.#path(1)}).split("/")`)],
      [1, () => this.#declare('m', this.#maps, 'let', `#{path: ${this.#path(1)}, name: ${this.#name(0)}}`)],
    ]);
  }

  #declare(start: string, into: string[], word: string, value: string): string {
    const name = this.#fresh(word === 'const' ? 'k' : start);
    const text = `${word} ${name} = ${value};`;
    // A constant takes no change, and a failed declaration would end the run.
    if (word === 'let') into.push(name);
    else if (into === this.#texts) into.unshift(name);
    return text;
  }

  #change(): string {
    const d = this.#dice;
    const own = this.#texts.filter((name) => /^t\d/.test(name));
    const text = this.#var(own, '');
    const list = this.#var(
      this.#lists.filter((name) => name !== 'list'),
      '',
    );
    const map = this.#var(
      this.#maps.filter((name) => name !== 'opt'),
      '',
    );
    const ways: Way<string>[] = [];
    if (text !== '') {
      ways.push(
        [2, () => `${text} = ${this.#path(1)};`],
        [2, () => `${text} += ${d.chance(0.5) ? '"/" + ' : ''}${this.#name(1)};`],
        [
          1,
          () =>
            `${text}.replace(${quoted(d.pick(['app', '/srv', 'a', '//', 'data']))}, ${quoted(d.pick(['app', 'secret', '', '/', 'data']))});`,
        ],
        [1, () => `${text}.trim();`],
        [0.5, () => `${text}.make_lower();`],
        [0.5, () => `${text}.truncate(${d.pick([4, 8, 13])});`],
        [0.5, () => `${text}.pop();`],
        [0.5, () => `${text}.crop(0, ${d.pick([4, 8, 13])});`],
        [0.5, () => `${text}.${this.#use('mark')}();`],
        [0.5, () => `${text}.remove("a");`],
        [0.3, () => `${text}.clear();`],
      );
    }
    if (list !== '') {
      ways.push(
        [2, () => `${list}.push(${this.#path(1)});`],
        [1, () => `${list} += [${this.#path(1)}];`],
        [0.5, () => `${list}.reverse();`],
        [0.5, () => `${list}.retain(|item| item.contains("app"));`],
        [0.5, () => `${list}.insert(0, ${this.#path(0)});`],
        [0.5, () => `try { ${list}[0] = ${this.#path(1)}; } catch (e) { }`],
        [0.5, () => `${list}.dedup();`],
        [0.5, () => `${list} = ${list}.filter(|item| item != ${this.#path(0)});`],
      );
    }
    if (map !== '') {
      ways.push(
        [2, () => `${map}.path = ${this.#path(1)};`],
        [1, () => `${map}["path"] = ${this.#path(1)};`],
        [0.5, () => `${map}[${this.#name(0)}] = ${this.#path(0)};`],
        [0.5, () => `${map}.remove("path");`],
        [0.5, () => `${map} += #{path: ${this.#path(0)}};`],
        [0.5, () => `${map}.path += "/a.txt";`],
      );
    }
    const [first, ...others] = ways;
    return first === undefined ? this.#declaration() : this.#dice.way<string>([first, ...others]);
  }

  #control(depth: number): string {
    const d = this.#dice;
    const item = this.#fresh('v');
    return d.way<string>([
      [4, () => `if ${this.#test(1)} { ${this.#block(depth)} } else { ${this.#block(depth)} }`],
      [2, () => `if ${this.#test(1)} { ${this.#block(depth)} }`],
      [3, () => this.#listLoop(item, depth)],
      [2, () => this.#listing(item, depth)],
      [
        1,
        () =>
          `for ${item} in 0..${d.pick([2, 3])} { let ${item}t = "/srv/app/" + ${item}; ${this.#blockWith(`${item}t`, depth)} }`,
      ],
      [
        1,
        () =>
          `{ let ${item} = 0; while ${item} < 2 { ${item} += 1; ${this.#block(depth)} if ${this.#test(0)} { break; } } }`,
      ],
      [
        1,
        () =>
          `{ let ${item} = ""; loop { ${item} += "/srv"; ${this.#blockWith(item, depth)} if ${item}.len() > 6 { break; } } }`,
      ],
      [1, () => `try { ${this.#block(depth)} throw "stop"; } catch (e) { ${this.#block(depth)} }`],
      [1, () => `try { ${this.#block(depth)} } catch (e) { ${this.#block(depth)} }`],
      [
        1,
        () =>
          `switch ${this.#path(0)} { "/srv/app/a.txt" => { ${this.#block(depth)} }, "/srv/data/a.txt" if ${this.#test(0)} => { ${this.#block(depth)} }, _ => { ${this.#block(depth)} } }`,
      ],
      [0.7, () => `if ${this.#test(1)} { ${d.pick(['return;', 'throw "left";', 'return 1;'])} }`],
      [0.5, () => `${this.#use('walk')}(${this.#path(1)}, ${d.below(3)});`],
      [
        0.5,
        () =>
          `for ${item} in ${this.#var(this.#lists, '["/srv/app/a.txt"]')} { if ${this.#test(0)} { continue; } ${this.#blockWith(item, depth)} }`,
      ],
    ]);
  }

  #listLoop(item: string, depth: number): string {
    const d = this.#dice;
    const over = d.way<string>([
      [3, () => this.#var(this.#lists, '["/srv/app/a.txt"]')],
      [2, () => `[${d.several(1, 3, () => this.#path(1)).join(', ')}]`],
      [1, () => `#{a: ${this.#path(0)}, b: ${this.#path(0)}}.values()`],
      [1, () => `(${this.#path(1)}).split("/")`],
      [0.5, () => `cat(${this.#path(0)}).split("\\n")`],
    ]);
    return this.#guard(`for ${item} in ${over} { ${this.#blockWith(item, depth)} }`);
  }

  #listing(item: string, depth: number): string {
    const folder = this.#path(1);
    const holder = this.#fresh('t');
    return this.#dice.way<string>([
      [2, () => this.#guard(`for ${item} in ls(${folder}).keys() { ${this.#blockWith(item, depth)} }`)],
      [
        2,
        () =>
          this.#guard(
            `let ${holder} = ${folder}; for ${item} in ls(${holder}).keys() { let ${item}f = ${holder} + "/" + ${item}; ${this.#blockWith(`${item}f`, depth)} }`,
          ),
      ],
      [
        1,
        () =>
          this.#guard(
            `for ${item} in find_files("${this.#dice.pick(['*.txt', '*'])}", ${folder}) { ${this.#blockWith(item, depth)} }`,
          ),
      ],
      [
        1,
        () =>
          this.#guard(
            `for ${item} in find_files([glob::recursive], "${this.#dice.pick(['*.log', '*'])}", ${folder}) { ${this.#blockWith(item, depth)} }`,
          ),
      ],
      [
        1,
        () => this.#guard(`for ${item} in du([du::all_files], ${folder}).keys() { ${this.#blockWith(item, depth)} }`),
      ],
    ]);
  }

  #closure(depth: number): string {
    const name = this.#fresh('go');
    const value = this.#var(this.#texts, '"a.txt"');
    return this.#dice.way<string>([
      [2, () => `{ let ${name} = |x| { ${this.#blockWith('x', depth)} }; ${name}.call(${this.#path(1)}); }`],
      [1, () => `{ let ${name} = |x| x + "/" + ${value}; ${this.#guard(`cat(${name}.call(${this.#path(0)}));`)} }`],
      [1, () => this.#guard(`${this.#var(this.#lists, '["/srv/app/a.txt"]')}.for_each(|| { cat(this); });`)],
      [1, () => this.#guard(`[${this.#path(0)}, ${this.#path(0)}].map(|x| cat(x));`)],
      [
        1,
        () =>
          this.#guard(
            `let ${name} = Fn("${this.#dice.pick(['cat', 'rm', 'ls', 'touch'])}"); ${name}.call(${this.#path(1)});`,
          ),
      ],
    ]);
  }
}

function quoted(text: string): string {
  return `"${text}"`;
}
