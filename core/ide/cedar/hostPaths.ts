// The paths of a host file, for ids of files and directories.

import { findNodeAtLocation } from 'jsonc-parser';
import { parseJson } from './cedarDocument.ts';

/** Files that a host file has, or its directories with all above them. */
export function hostPaths(text: string, kind: 'file' | 'directory'): readonly string[] {
  const root = parseJson(text);
  const files = root?.type === 'object' ? findNodeAtLocation(root, ['files']) : undefined;
  const paths: string[] = [];
  for (const { children } of files?.type === 'object' ? (files.children ?? []) : []) {
    const [key, value] = children ?? [];
    const path = String(key?.value ?? '');
    if (!path.startsWith('/')) continue;
    const isDirectory = value?.type === 'object' && findNodeAtLocation(value, ['dir'])?.value === true;
    if (kind === 'file') paths.push(...(isDirectory ? [] : [path]));
    else paths.push(...ancestors(isDirectory ? `${path}/` : path));
  }
  return [...new Set(paths)];
}

function ancestors(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) found.push(path.slice(0, at));
  return found;
}
