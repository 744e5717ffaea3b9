// Findings about imports: files that are not there, modules that do not compile, cycles, and names that a module does not have.

import type { Diagnostic, Severity } from '#core/base/diagnostic.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CompileOutcome } from '#core/rhai/compiler.ts';
import type { CallSite, FlowResult } from '#core/rhai/flow/callSite.ts';
import { type ImportingScript, type ImportTarget, importPath, type ModuleScript } from '#core/rhai/resolve/modules.ts';
import type { ImportStatement, Node } from '#core/rhai/syntax/ast.ts';
import { walk } from '#core/rhai/syntax/walk.ts';
import { mayChangeFiles } from './hostChanges.ts';
import { unknownMember } from './unknownMember.ts';

export interface ImportContext {
  readonly script: ImportingScript;
  readonly flow: FlowResult;
  readonly catalog: SdkCatalog;
  /** What the engine says of a module. */
  compile(text: string): CompileOutcome;
}

/** The findings, in the order of the text; nothing is said of paths that are computed and of files that are not known. */
export function importFindings(context: ImportContext): readonly Diagnostic[] {
  const { script, flow, catalog } = context;
  if (script.resolution.imports.length === 0 || script.imports === undefined) return [];
  const isStable = !mayChangeFiles(script, catalog);
  const search = { context, sound: new Set<string>() };
  const sites = new Map<Node, CallSite>(flow.callSites.map((site) => [site.node, site]));
  const found: (Diagnostic | undefined)[] = [];
  walk(script.parse.root, (node, ancestors) => {
    if (node.kind === 'import') {
      const target = script.imports?.of(node);
      if (target !== undefined) found.push(importFinding(node, target, search, loudness(isStable, ancestors)));
    } else if ((node.kind === 'path' || node.kind === 'call') && node.modules.length > 0) {
      const site = sites.get(node);
      if (site?.reachable === false) return true;
      const caught = site?.caught ?? ancestors.some(({ kind }) => mayCatch(kind));
      found.push(unknownMember(script, node, (certain) => (certain && isStable && !caught ? 'error' : 'warning')));
    }
    return true;
  });
  return found.filter((finding) => finding !== undefined);
}

/** A finding is an error only where every run that comes here ends. */
function loudness(isStable: boolean, ancestors: readonly Node[]): (certain: boolean) => Severity {
  const mayBeCaught = ancestors.some(({ kind }) => mayCatch(kind));
  return (certain) => (certain && isStable && !mayBeCaught ? 'error' : 'warning');
}

function mayCatch(kind: Node['kind']): boolean {
  return kind === 'try' || kind === 'function' || kind === 'closure';
}

function importFinding(
  statement: ImportStatement,
  target: ImportTarget,
  search: Search,
  severityOf: (certain: boolean) => Severity,
): Diagnostic | undefined {
  const path = importPath(statement) ?? '';
  const trouble = troubleOf(path, target, [], search) ?? missingInRun(path, target);
  if (trouble === undefined) return undefined;
  const { code, certain, message } = trouble;
  return { code, severity: severityOf(certain), message, span: statement.path.span };
}

/** The modules that were found to be without trouble: many import the same ones. */
interface Search {
  readonly context: ImportContext;
  readonly sound: Set<string>;
}

/** Why an import fails. */
interface Trouble {
  readonly code: 'module-not-found' | 'broken-module' | 'import-cycle';
  readonly certain: boolean;
  readonly message: string;
}

/** Why an import of these modules one within the other fails; undefined where it does not, as far as is known. */
function troubleOf(
  path: string,
  target: ImportTarget,
  chain: readonly ModuleScript[],
  search: Search,
): Trouble | undefined {
  if (target.kind === 'unknown') return undefined;
  const importer = chain.at(-1);
  const by = importer === undefined ? '' : `, imported by ${importer.label}`;
  if (target.kind === 'missing') {
    const message = `Module not found: ${path}${by}; ${target.reason}.`;
    return { code: 'module-not-found', certain: target.certain, message };
  }
  const { module, certain } = target;
  const start = chain.findIndex(({ label }) => label === module.label);
  if (start >= 0) {
    const circle = [...chain.slice(start), module].map(({ label }) => label).join(', ');
    const message = `The imports go round in a circle: ${circle}. The runner does not notice and crashes.`;
    return { code: 'import-cycle', certain, message };
  }
  // What a module imports also follows from how it is imported itself.
  const known = `${module.label}\n${path}`;
  if (search.sound.has(known)) return undefined;
  const compiled = search.context.compile(module.parse.text);
  if (!compiled.ok) {
    const { message, line, column } = compiled.error;
    const text = `${module.label}${by} does not compile: ${message} (line ${line}, position ${column}).`;
    return { code: 'broken-module', certain, message: text };
  }
  // What stands at the top level of a module runs with the import.
  for (const inner of module.parse.root.statements) {
    if (inner.kind !== 'import') continue;
    const next = module.imports?.of(inner) ?? { kind: 'unknown' };
    const trouble = troubleOf(importPath(inner) ?? '', next, [...chain, module], search);
    if (trouble !== undefined) return { ...trouble, certain: trouble.certain && certain };
  }
  search.sound.add(known);
  return undefined;
}

function missingInRun(path: string, target: ImportTarget): Trouble | undefined {
  if (target.kind !== 'module' || target.missingInRun === undefined) return undefined;
  const { label } = target.module;
  const followed = `The editor follows ${label} of the workspace, which a run on this host does not see.`;
  return {
    code: 'module-not-found',
    certain: false,
    message: `Module not found: ${path}; ${target.missingInRun}. ${followed}`,
  };
}
