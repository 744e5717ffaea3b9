// Paths of the bound host file inside of strings: absolute ones, and names below the directory that a handle stands for.

import type { Expression } from '#core/rhai/syntax/ast.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { Completion } from '../answers.ts';
import type { HostPaths } from '../hostPaths.ts';
import type { ValuedScript } from '../scriptModel.ts';

/** The entries that can stand at an offset in a string; undefined outside of strings. */
export function pathCompletion(model: ValuedScript, offset: number, host: HostPaths): Completion | undefined {
  const path = pathAt(model.parse.root, offset);
  const node = path.at(-1);
  if (node?.kind !== 'string' || offset <= node.span.start || offset > node.span.end) return undefined;
  const { text } = model.parse;
  const written = text.slice(node.span.start + 1, offset);
  const directory = directoryOf(model, written, path.at(-2));
  if (directory === undefined) return undefined;
  const start = offset - written.length + written.lastIndexOf('/') + 1;
  const rest = /^[^"`/]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const items = host.entries(directory).map(({ name, isDirectory }) => ({
    label: isDirectory ? `${name}/` : name,
    kind: isDirectory ? ('folder' as const) : ('file' as const),
    detail: `${directory}/${name}`,
    snippet: `${name.replaceAll(/[$}\\]/g, '\\$&')}${isDirectory ? '/' : ''}`,
    rank: 0,
  }));
  return { items, span: { start, end: Math.min(offset + rest, Math.max(offset, node.span.end - 1)) } };
}

/** The directory whose names are asked for. */
function directoryOf(model: ValuedScript, written: string, parent: Parameters<typeof isMethod>[0]): string | undefined {
  const last = written.lastIndexOf('/');
  if (written.startsWith('/')) return written.slice(0, last);
  const base = isMethod(parent) ? handlePath(model, parent.receiver) : undefined;
  if (base === undefined) return undefined;
  return last < 0 ? base : `${base}/${written.slice(0, last)}`;
}

type Nodes = ReturnType<typeof pathAt>[number];

function isMethod(node: Nodes | undefined): node is Extract<Nodes, { kind: 'methodCall' }> {
  return node?.kind === 'methodCall';
}

/** The path of a handle, where it is known. */
function handlePath({ flow }: ValuedScript, receiver: Expression): string | undefined {
  const value = flow.valueOf(receiver);
  const path = value?.kind === 'object' ? value.fields.get('path') : undefined;
  return path?.kind === 'string' ? path.value.replace(/\/+$/, '') : undefined;
}
