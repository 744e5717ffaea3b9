// `rehearsal fmt`: formats files in place, policies through the engine's own formatter, scripts and schemas with ours.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LineIndex } from '#core/base/lineIndex.ts';
import { formatSchema, SCHEMA_STYLE } from '#core/cedar/schemaSyntax/formatSchema.ts';
import type { CedarEngine, CedarMessage } from '#core/cedar/types.ts';
import { cedarWasmFile } from '#core/node/assets.ts';
import { createCedarEngine } from '#core/node/cedarWasm.ts';
import { formatScript } from '#core/rhai/format/formatScript.ts';
import { parse } from '#core/rhai/syntax/parser.ts';
import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { readText, writeText } from './files.ts';

export const fmtCommand: Command = {
  name: 'fmt',
  summary: 'Formats scripts, policies and schemas in place and names those that changed',
  usage: 'FILE... [--check]',
  options: { check: { description: 'changes nothing; exits with 1 when a file would change' } },
  run: format,
};

async function format(args: Arguments, io: Io): Promise<number> {
  const files = args.positionals;
  if (files.length === 0) throw new UsageError('FILE is missing');
  for (const file of files) {
    const kind = path.extname(file);
    if (!['.cedar', '.cedarschema', '.rhai'].includes(kind))
      throw new UsageError(`${file}: formatting ${kind === '' ? 'such files' : `${kind} files`} is not available yet`);
  }
  let engine: CedarEngine | undefined;
  const cedar = (): CedarEngine => {
    engine ??= createCedarEngine(readFileSync(cedarWasmFile()));
    return engine;
  };
  const texts = files.map((file) => ({ file, before: readText(file) }));
  const formatted = texts.map(({ file, before }) => ({
    file,
    before,
    after: formattedText(file, before, cedar),
  }));
  const changed = formatted.filter(({ before, after }) => before !== after);
  for (const { file, after } of changed) {
    io.out(`${file}\n`);
    if (!args.has('check')) writeText(file, after);
  }
  return args.has('check') && changed.length > 0 ? EXIT.found : EXIT.clean;
}

function formattedText(file: string, text: string, cedar: () => CedarEngine): string {
  if (file.endsWith('.rhai')) return formatRhai(file, text);
  return file.endsWith('.cedarschema') ? formatSchemaText(cedar(), file, text) : formatPolicies(cedar(), file, text);
}

/** The engine says what is wrong with a schema; one that only names what another file declares is formatted. */
function formatSchemaText(engine: CedarEngine, file: string, text: string): string {
  const formatted = formatSchema(text, SCHEMA_STYLE);
  if (formatted !== undefined) return formatted;
  throw new UsageError(
    engine
      .checkSchema(text)
      .map((message) => placed(file, text, message))
      .join('\n'),
  );
}

function formatPolicies(engine: CedarEngine, file: string, text: string): string {
  const answer = engine.formatPolicies(text);
  if (answer.ok) return answer.text.endsWith('\n') ? answer.text : `${answer.text}\n`;
  throw new UsageError(answer.messages.map((message) => placed(file, text, message)).join('\n'));
}

function formatRhai(file: string, text: string): string {
  const [problem] = parse(text).errors;
  if (problem === undefined) return formatScript(text);
  throw new UsageError(placed(file, text, problem));
}

function placed(file: string, text: string, { message, span }: Pick<CedarMessage, 'message' | 'span'>): string {
  if (span === undefined) return `${file}: ${message}`;
  const { line, column } = new LineIndex(text).toLineColumn(span.start);
  return `${file}:${line + 1}:${column + 1}: ${message}`;
}
