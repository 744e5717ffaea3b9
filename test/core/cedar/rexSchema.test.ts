// Our schema says what the runner's own says, and the starter policies are valid against it.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cedarRuntime } from '#core/node/cedarRuntime.ts';
import { findCedarWasm, loadCedarEngine } from '#core/node/cedarWasm.ts';

const POLICIES = path.join(import.meta.dirname, '../../../policies');
const schema = readFileSync(path.join(POLICIES, 'rex.cedarschema'), 'utf8');
const engine = loadCedarEngine(findCedarWasm(import.meta.dirname));
const runtime = cedarRuntime(new WebAssembly.Module(readFileSync(findCedarWasm(import.meta.dirname))));

/** Names sorted and lists too: their order means nothing in a schema. */
function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(
    Object.entries(json)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, sorted(value)]),
  );
}

describe('rex.cedarschema', () => {
  it('declares what the schema of Rex 0.1.0 declares', () => {
    const facts: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, 'rexSchema.facts.json'), 'utf8'));
    const parsed = runtime.call((bindings) => bindings.schemaToJson(schema));
    expect(sorted(parsed.type === 'success' ? parsed.json : parsed.errors)).toEqual(facts);
    expect(engine.checkSchema(schema)).toEqual([]);
  });

  it('reads as data', () => {
    const read = engine.readSchema(schema);
    expect([...(read?.entityTypes.get('process_system::Process')?.attributes.keys() ?? [])].sort()).toEqual([
      'command',
      'name',
      'username',
    ]);
    expect(read?.entityTypes.get('file_system::File')?.parents).toEqual(['file_system::Dir']);
    const execute = read?.actions.find((action) => action.uid.id === 'execute');
    expect(execute?.groups).toEqual([{ type: 'file_system::Action', id: 'SafeIO' }]);
    expect(execute?.context.get('namespace')).toMatchObject({ required: false, type: '{ target_process_id: Long }' });
    expect(execute?.context.get('arguments')?.type).toBe('file_system::Arguments');
    expect(
      read?.actions
        .filter((action) => action.isGroup)
        .map((action) => action.uid.id)
        .sort(),
    ).toEqual(['NetworkAction', 'ProcessAction', 'SafeIO', 'SysctlAction', 'SysinfoAction', 'SystemdAction']);
    expect(engine.readSchema('entity A in [B];')).toBeUndefined();
  });
});

describe('starter policies', () => {
  it.each(readdirSync(POLICIES).filter((name) => name.endsWith('.cedar')))('%s is valid', (name) => {
    expect(engine.checkPolicies(readFileSync(path.join(POLICIES, name), 'utf8'), schema)).toEqual([]);
  });
});
