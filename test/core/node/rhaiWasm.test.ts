// The engine adapter: calls, objects, callbacks, modules, clock, limits, debugger and traps.

import { describe, expect, test } from 'vitest';
import type { RhaiValue, SdkObject } from '#core/base/value.ts';
import { createRhaiCompiler, RhaiTrap } from '#core/node/rhaiWasm.ts';
import type { DebuggerEvent, HostCall } from '#core/sandbox/rhaiRuntime.ts';
import { engineModule, runSmall, sdkObject, shown, smallCatalog, value } from '#test/rhaiEngine.ts';

const FIND_OPTIONS = 'rust_safe_io::options::FindOptionsBuilder';

function text(of: string): RhaiValue {
  return { kind: 'string', value: of };
}

describe('calls out of a script', () => {
  test('carry the function, its arguments and the place of the call', () => {
    const calls: HostCall[] = [];
    runSmall('let a = 1;\n  path_of("/x");', (call) => {
      calls.push(call);
      return value({ kind: 'unit' });
    });
    expect(calls).toEqual([
      { function: 'path_of', arguments: [text('/x')], position: { line: 2, column: 3 }, stack: [] },
    ]);
  });

  test('name the script function or closure they stand in', () => {
    const stacks: (readonly string[])[] = [];
    const script =
      'fn inner() { path_of("a") }\nfn outer() { inner() }\nouter(); [1].map(|x| path_of("b"));\nfn after() { let f = |x| x; path_of("c") }\nafter();';
    runSmall(script, (call) => {
      stacks.push(call.stack);
      return value({ kind: 'unit' });
    });
    expect(stacks).toEqual([['inner'], [expect.stringMatching(/^anon\$/)], ['after']]);
  });

  test('give the whole stack to a debugger', () => {
    const stacks: (readonly string[])[] = [];
    runSmall(
      'fn inner() { path_of("a") }\nfn outer() { inner() }\nouter();',
      (call) => {
        stacks.push(call.stack);
        return value({ kind: 'unit' });
      },
      { debug: () => 'continue' },
    );
    expect(stacks).toEqual([['inner', 'outer']]);
  });

  test('throw values that the script can catch', () => {
    const thrown: RhaiValue = { kind: 'map', entries: new Map([['message', text('no')]]) };
    const caught = 'let m = (); try { path_of("a") } catch (e) { m = e.message } m';
    expect(shown(runSmall(caught, () => ({ kind: 'throw', value: thrown })))).toBe('no');
    const outcome = runSmall('\npath_of("a")', () => ({ kind: 'throw', value: thrown }));
    expect(outcome).toMatchObject({
      ok: false,
      phase: 'run',
      error: {
        variant: 'ErrorRuntime',
        text: 'Runtime error: #{"message": "no"} (line 2, position 1)',
        position: { line: 2, column: 1 },
        value: thrown,
      },
    });
  });

  test('end the run where the script cannot catch it', () => {
    const outcome = runSmall('try { path_of("a") } catch { 1 }', () => ({ kind: 'terminate', token: 'enough' }));
    expect(outcome).toMatchObject({ ok: false, error: { variant: 'ErrorTerminated', value: text('enough') } });
  });

  test('end the run at the next operation, although the script caught the error', () => {
    let calls = 0;
    const outcome = runSmall('try {\n  path_of("a")\n} catch {\n  path_of("b")\n}', () => {
      calls++;
      return { kind: 'throw', value: text('no'), endsWith: 'enough' };
    });
    expect(calls).toBe(1);
    expect(outcome).toMatchObject({
      ok: false,
      error: { variant: 'ErrorTerminated', value: text('enough'), position: { line: 4 } },
    });
  });

  test('can fail with errors of the engine itself', () => {
    expect(shown(runSmall('path_of("a")', () => ({ kind: 'mismatch', expected: 'u32', actual: 'i64' })))).toBe(
      'Data type incorrect: i64 (expecting u32) (line 1, position 1)',
    );
    expect(shown(runSmall('path_of("a")', () => ({ kind: 'functionNotFound', signature: 'f (i64)' })))).toBe(
      'Function not found: f (i64) (line 1, position 1)',
    );
  });

  test('let what the host throws pass and leave the engine unusable, not the next run', () => {
    expect(() =>
      runSmall('path_of("a")', () => {
        throw new TypeError('own fault');
      }),
    ).toThrow(TypeError);
    expect(shown(runSmall('1 + 1'))).toBe('2');
  });
});

describe('SDK objects', () => {
  test('are the same object on both sides, however often they cross', () => {
    const object = sdkObject('FindOptionsBuilder', { depth: 1 });
    const seen: RhaiValue[] = [];
    runSmall('let o = identity(0); let p = o; let a = [o, p]; identity(a); identity(o);', (call) => {
      seen.push(...call.arguments);
      return value(object);
    });
    const [, array, again] = seen;
    expect(array?.kind === 'array' && array.items[0]).toBe(object);
    expect(array?.kind === 'array' && array.items[1]).toBe(object);
    expect(again).toBe(object);
  });

  test('can be replaced under a method, which leaves copies alone', () => {
    const states = new Map<SdkObject, bigint>();
    const script = 'let a = FindOptions(); let b = a; a.max_depth(3); [a.depth, b.depth]';
    const outcome = runSmall(script, ({ function: id, arguments: [receiver, depth] }) => {
      const object = sdkObject('FindOptionsBuilder', undefined);
      if (id === 'FindOptions') return value(object);
      if (id === 'max_depth(FindOptionsBuilder)' && depth?.kind === 'int') {
        states.set(object, depth.value);
        return { kind: 'value', value: { kind: 'unit' }, receiver: object };
      }
      return value({ kind: 'int', value: states.get(receiver as SdkObject) ?? 0n });
    });
    expect(shown(outcome)).toBe('[3, 0]');
  });

  test("have the names of the runner's types everywhere", () => {
    const answer = () => value(sdkObject('FindOptionsBuilder', undefined));
    expect(shown(runSmall('type_of(FindOptions())', answer))).toBe(FIND_OPTIONS);
    expect(shown(runSmall('"" + FindOptions()', answer))).toBe(FIND_OPTIONS);
    expect(shown(runSmall('#{a: [FindOptions()]}', answer))).toBe(`#{"a": [${FIND_OPTIONS}]}`);
    expect(shown(runSmall('FindOptions().nothing()', answer))).toBe(
      `Function not found: nothing (${FIND_OPTIONS}) (line 1, position 15)`,
    );
    expect(shown(runSmall('type_of(cat::number)'))).toBe('CatFlag');
    expect(shown(runSmall('[cat::number]'))).toBe('[rhai_safe_io::command::cat::CatFlag]');
  });

  test('stand for module constants, which plugin methods may not touch', () => {
    const calls: HostCall[] = [];
    runSmall('identity(cat::number); cat::from();', (call) => {
      calls.push(call);
      return value({ kind: 'unit' });
    });
    expect(calls.map((call) => call.function)).toEqual(['identity', 'cat::from']);
    expect(calls[0]?.arguments).toEqual([sdkObject('CatFlag', { module: 'cat', constant: 'number' })]);
    expect(shown(runSmall('cat::number.to_string()'))).toBe(
      "Non-pure method 'to_string' cannot be called on constant (line 1, position 13)",
    );
    expect(shown(runSmall('from()'))).toBe('Function not found: from () (line 1, position 1)');
  });
});

test("host integers are types of their own without Rhai's operators", () => {
  const answer = () => value({ kind: 'number', type: 'u64', value: 7n });
  expect(shown(runSmall('type_of(identity(0))', answer))).toBe('u64');
  expect(shown(runSmall('identity(0) == 7', answer))).toBe('Function not found: == (u64, i64) (line 1, position 13)');
  expect(shown(runSmall('identity(0).to_int() + 1', answer))).toBe('8');
});

describe('calls back into the script', () => {
  test('run closures and return their result', () => {
    const outcome = runSmall('let n = 0; each(|x| { n += x; n * 2 }); n', (call, runtime) => {
      const [fn] = call.arguments;
      if (fn?.kind !== 'function') throw new Error('no function');
      for (const item of [1n, 2n, 3n]) {
        expect(runtime.callFunction(fn.id, [{ kind: 'int', value: item }]).ok).toBe(true);
      }
      return value({ kind: 'unit' });
    });
    expect(shown(outcome)).toBe('6');
  });

  test('can call out again', () => {
    const outcome = runSmall('each(|| path_of("inner"))', (call, runtime) => {
      const [fn] = call.arguments;
      if (fn?.kind !== 'function') return value(text('answer'));
      const inner = runtime.callFunction(fn.id, []);
      return value(inner.ok ? inner.value : { kind: 'unit' });
    });
    expect(shown(outcome)).toBe('answer');
  });

  test('see the functions of the script only in its own context', () => {
    const script = 'fn named() { 1 }\neach(Fn("named"))';
    const run = (context: 'caller' | 'fresh') =>
      runSmall(script, ({ arguments: [fn] }, runtime) => {
        const outcome = runtime.callFunction(fn?.kind === 'function' ? fn.id : -1, [], context);
        return value(text(shown(outcome)));
      });
    expect(shown(run('caller'))).toBe('1');
    expect(shown(run('fresh'))).toBe('Function not found: named ()');
  });

  test('can pass on the error they ended with', () => {
    const outcome = runSmall('each(|| throw "inside")', ({ arguments: [fn] }, runtime) => {
      expect(runtime.callFunction(fn?.kind === 'function' ? fn.id : -1, []).ok).toBe(false);
      return { kind: 'rethrow' };
    });
    expect(outcome).toMatchObject({
      ok: false,
      error: { variant: 'ErrorInFunctionCall', inner: { variant: 'ErrorRuntime', value: text('inside') } },
    });
  });
});

describe('imported modules', () => {
  const files = new Map([
    ['/lib/a.rhai', 'import "b" as b; export const N = 1; fn twice(x) { b::same(x) * 2 }'],
    ['/lib/b.rhai', '#!/usr/bin/rhai\nfn same(x) { x }'],
    ['bad.rhai', '\nlet = 1;'],
  ]);
  const asked: string[] = [];
  const overrides = {
    resolveModule: (path: string, importer: string | undefined) => {
      asked.push(`${path} from ${importer ?? 'the script'}`);
      return files.get(path);
    },
  };

  test('are found as files are, once each', () => {
    asked.length = 0;
    const script = 'import "/lib/a" as a; import "/lib/a.txt" as again; [a::N, a::twice(4)]';
    expect(shown(runSmall(script, undefined, overrides))).toBe('[1, 8]');
    expect(asked).toEqual(['/lib/a.rhai from the script', '/lib/b.rhai from /lib/a']);
  });

  test('fail as the engine fails', () => {
    expect(shown(runSmall('import "none" as n;', undefined, overrides))).toBe(
      'Module not found: none (line 1, position 8)',
    );
    expect(runSmall('import "bad" as n;', undefined, overrides)).toMatchObject({
      ok: false,
      error: { variant: 'ErrorInModule', inner: { variant: 'ErrorParsing', position: { line: 2, column: 5 } } },
    });
  });
});

describe('the run', () => {
  test('has the clock of its host', () => {
    let now = 0;
    const overrides = {
      monotonicUs: () => now,
      sleep: (seconds: number) => {
        now += seconds * 1e6;
      },
    };
    const script = 'let t = timestamp(); sleep(90); sleep(0.5); sleep(-1); t.elapsed';
    expect(shown(runSmall(script, undefined, overrides))).toBe('90.5');
  });

  test('logs with level and line', () => {
    const lines: string[] = [];
    const log = (level: string, message: string, { line }: { line: number }) =>
      void lines.push(`${level} ${message} ${line}`);
    runSmall('error("a");\nwarn("b"); info("c"); trace("d");\ndebug("e"); debug(1);', undefined, { log });
    expect(lines).toEqual(['error a 1', 'warn b 2', 'info c 2', 'trace d 2', 'debug e 3', 'debug 1 3']);
    expect(shown(runSmall('info(1)'))).toBe('Function not found: info (i64) (line 1, position 1)');
  });

  test('stops at its limits and when its host says so', () => {
    expect(runSmall('loop {}', undefined, {}, { maxOperations: 1000 })).toMatchObject({
      ok: false,
      error: { variant: 'ErrorTooManyOperations' },
    });
    const overrides = { progress: (operations: number) => (operations >= 500 ? 'too long' : undefined) };
    expect(runSmall('loop {}', undefined, overrides, { progressInterval: 100 })).toMatchObject({
      ok: false,
      error: { variant: 'ErrorTerminated', value: text('too long') },
      operations: 500,
    });
    expect(shown(runSmall('fn f(n) { if n == 0 { 0 } else { 1 + f(n - 1) } } f(60)'))).toBe('60');
    expect(shown(runSmall('fn f() { f() } f()'))).toBe('Stack overflow (line 1, position 16)');
  });

  test('knows no print and no eval', () => {
    expect(runSmall('print("a")')).toMatchObject({ ok: false, phase: 'compile', error: { variant: 'ErrorParsing' } });
    expect(runSmall('eval("1")')).toMatchObject({ ok: false, phase: 'compile', error: { variant: 'ErrorParsing' } });
  });

  test('is the same every time, names of closures included', () => {
    const script = 'let f = |x| x + 1; f.name';
    expect(shown(runSmall(script))).toBe(shown(runSmall(script)));
  });

  test('stops for a debugger before every statement and shows it the variables', () => {
    const stops: string[] = [];
    const debug = (event: DebuggerEvent) => {
      const variables = event.variables?.().map(([name, of]) => `${name}=${of.kind === 'int' ? of.value : of.kind}`);
      stops.push(`${event.kind} ${event.position.line} ${variables?.join() ?? ''}`.trim());
      return 'next' as const;
    };
    expect(shown(runSmall('let a = 1;\nlet b = a + 1;\nb', undefined, { debug }))).toBe('2');
    expect(stops).toEqual(['start 1', 'step 2 a=1', 'end 0 b=2,a=1']);
  });

  test('reports an exhausted stack as a trap and goes on with the next run', () => {
    // The time grows with the square of the depth; half of this depth does not exhaust the stack yet.
    const script = 'let a = []; for i in 0..15000 { a = [take(a)]; } a.to_string().len()';
    expect(() => runSmall(script)).toThrow(RhaiTrap);
    expect(shown(runSmall('1 + 1'))).toBe('2');
  });
});

describe('the compiler', () => {
  const compiler = createRhaiCompiler(engineModule, smallCatalog);

  test('accepts what is declared and refuses what is not', () => {
    expect(compiler.compile('target + "/x"', ['target'])).toEqual({ ok: true });
    expect(compiler.compile('let a = 1;\n  target', [])).toEqual({
      ok: false,
      error: { message: 'Undefined variable: target', line: 2, column: 3 },
    });
    expect(compiler.compile('cat::number', [])).toEqual({ ok: true });
    expect(compiler.compile('dog::number', [])).toEqual({
      ok: false,
      error: { message: 'Undefined module: dog', line: 1, column: 1 },
    });
  });
});
