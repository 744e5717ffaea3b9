// Trace files: every event of real runs fits the schema and comes back as it was.

import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parseTrace, writeTrace } from '#core/trace/jsonLines.ts';
import schema from '#core/trace/trace.schema.json' with { type: 'json' };
import { shortened } from '#core/trace/traceRecorder.ts';
import { runTest } from '#test/sandbox.ts';

const SCRIPTS = [
  'info("a"); write([], "/tmp/x", "1"); mv([], "/tmp/x", "/tmp/y"); rm([], "/tmp/y"); cat("/none")',
  'fn f() { cat("/etc/hosts") } f()',
  'fn f() { f() } f()',
  'let x = ;',
];

test('events fit the schema and survive the file', () => {
  const validate = new Ajv2020({ strict: false }).compile(schema);
  for (const script of SCRIPTS) {
    const { trace } = runTest(script);
    const text = writeTrace(trace);
    for (const line of text.trimEnd().split('\n'))
      expect(validate(JSON.parse(line)), `${line} ${JSON.stringify(validate.errors)}`).toBe(true);
    expect(parseTrace(text)).toEqual({ ok: true, events: trace });
  }
});

test('a faulty line is named', () => {
  expect(parseTrace('{"kind":"end","seq":0,"atUs":1,"status":"SUCCESS"}\nnonsense\n')).toEqual({
    ok: false,
    line: 2,
    message: 'not JSON',
  });
  expect(parseTrace('{"kind":"unheard","seq":0,"atUs":1}')).toMatchObject({ ok: false, line: 1 });
});

test('texts are cut outside of surrogate pairs', () => {
  const text = `${'x'.repeat(199)}😀😀`;
  expect(shortened(text)).toBe(`${'x'.repeat(199)}... (4 more)`);
  expect(shortened('short')).toBe('short');
});
