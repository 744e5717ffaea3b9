// `rehearsal policy`: the least policy that lets the requests of recorded runs through.

import { cedarWasmFile, rexSchema } from '#core/node/assets.ts';
import { loadCedarEngine } from '#core/node/cedarWasm.ts';
import { decisionsOf, recordedPolicy } from '#core/policyTools/recordedPolicy.ts';
import type { DecisionEvent } from '#core/trace/events.ts';
import { parseTrace } from '#core/trace/jsonLines.ts';
import { type Arguments, type Command, EXIT, type Io, UsageError } from './command.ts';
import { readText, writeText } from './files.ts';

export const policyCommand: Command = {
  name: 'policy',
  summary: 'Makes the least policy that lets exactly the requests of recorded runs through',
  usage: '--from T.jsonl [MORE.jsonl...] [options]',
  options: {
    from: { value: 'T.jsonl', description: 'a trace, as run --trace writes it; more of them may follow' },
    output: { value: 'F', short: 'o', description: 'writes the policy there instead of to the standard output' },
    allowed: { description: 'leaves out requests that were denied in the runs' },
  },
  notes: [
    'Each statement is needed by a request, and no other request is allowed, with two exceptions: a resource whose id is',
    'new for each request is permitted by its type, and what a context names by such an id is not asked for.',
    'Exits with 0, or with 2 for wrong usage and files that cannot be read.',
  ].join('\n'),
  run: async (args, io) => makePolicy(args, io),
};

function makePolicy(args: Arguments, io: Io): number {
  const first = args.text('from');
  if (first === undefined) throw new UsageError('--from is missing: name a trace that run --trace has written');
  const decisions = [first, ...args.positionals].flatMap(readDecisions);
  const denied = decisions.filter(({ decision }) => decision === 'deny');
  const wanted = args.has('allowed') ? decisions.filter(({ decision }) => decision === 'allow') : decisions;
  const engine = loadCedarEngine(cedarWasmFile());
  const { text, statements, requests } = recordedPolicy(wanted, engine, engine.readSchema(rexSchema()));
  const target = args.text('output');
  if (target === undefined) io.out(text);
  else writeText(target, text);
  io.err(`${counted(statements, 'statement')} for ${counted(requests, 'request')}.${noteOn(denied, args)}\n`);
  return EXIT.clean;
}

function readDecisions(file: string): readonly DecisionEvent[] {
  const parsed = parseTrace(readText(file));
  if (!parsed.ok) throw new UsageError(`${file}:${parsed.line}: ${parsed.message}`);
  return decisionsOf(parsed.events);
}

function noteOn(denied: readonly DecisionEvent[], args: Arguments): string {
  if (denied.length === 0) return '';
  const which = `${counted(denied.length, 'decision')} of the runs ${denied.length === 1 ? 'was a denial' : 'were denials'}`;
  return args.has('allowed') ? ` ${which} and left out.` : ` ${which}; --allowed leaves these out.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
