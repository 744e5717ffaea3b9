// What changed from one version of a script to the next, judged by what is covered, not by how it is written.

import type { ForeignModule, Permission, ScriptManifest } from './manifest.ts';
import { coversPattern } from './resourcePattern.ts';

export interface ManifestDiff {
  /** How the version before is called. */
  readonly other: string;
  /** What the script can do that the version before could not. */
  readonly added: readonly Permission[];
  /** What the version before could do and the script cannot. */
  readonly removed: readonly Permission[];
  /** Scripts that only the new version loads. */
  readonly addedModules: readonly ForeignModule[];
  /** Whether the script can touch more than before, or loads what was not loaded before. */
  readonly more: boolean;
}

/** What `manifest` has more and less than the one before. */
export function diffManifests(manifest: ScriptManifest, before: ScriptManifest): ManifestDiff {
  const added = uncovered(manifest.permissions, before.permissions);
  const paths = before.notCovered.map(({ path }) => path);
  const addedModules = manifest.notCovered.filter(({ path }) => !paths.includes(path));
  return {
    other: before.script,
    added,
    removed: uncovered(before.permissions, manifest.permissions),
    addedModules,
    more: added.length > 0 || addedModules.length > 0,
  };
}

/** Those that nothing of the others covers. */
function uncovered(list: readonly Permission[], others: readonly Permission[]): readonly Permission[] {
  return list.filter((one) => !others.some((other) => covers(other, one)));
}

function covers(outer: Permission, inner: Permission): boolean {
  return (
    outer.action === inner.action &&
    outer.resourceType === inner.resourceType &&
    outer.principal === inner.principal &&
    (outer.context === inner.context || outer.context === '*') &&
    coversPattern(outer.resource, inner.resource)
  );
}
