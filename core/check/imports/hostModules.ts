// The scripts that a run can import: files of the virtual host, read as the run's user, relative to its working directory.

import type { Span } from '#core/base/span.ts';
import { decodeUtf8 } from '#core/base/utf8.ts';
import type { FoundFile, ModuleFiles } from '#core/rhai/resolve/moduleGraph.ts';
import type { HostDescription } from '#core/sandbox/host/hostDescription.ts';
import { VirtualHost } from '#core/sandbox/host/virtualHost.ts';

/** A host file as a document, for places in it. */
export interface HostDocument {
  readonly uri: string;
  /** Where a stretch of a listed file's content lies; undefined where the document does not list it. */
  placeIn(path: string, span: Span): Span | undefined;
}

const WORKING_DIRECTORY = '/';

/** The modules of a host, for the state in which a run starts; undefined where a run could not start on it. */
export function hostModules(description: HostDescription, document?: HostDocument): ModuleFiles | undefined {
  const host = started(description);
  if (host === undefined) return undefined;
  return {
    find: (file) => {
      const path = file.startsWith('/') ? file : `${WORKING_DIRECTORY}${file}`;
      const text = readAs(host, path);
      if (text === undefined) return { kind: 'missing', reason: reasonOf(host, path), certain: true };
      return found(path, text, document);
    },
  };
}

function started(description: HostDescription): VirtualHost | undefined {
  try {
    return new VirtualHost(description);
  } catch {
    return undefined;
  }
}

function found(path: string, text: string, document: HostDocument | undefined): FoundFile {
  return {
    kind: 'text',
    uri: document?.uri ?? '',
    label: path,
    text,
    certain: true,
    placeOf: (span) => document?.placeIn(path, span) ?? { start: 0, end: 0 },
  };
}

/** The text that the run's user reads; undefined where the engine says that there is no module. */
function readAs(host: VirtualHost, path: string): string | undefined {
  try {
    return decodeUtf8(host.fs.openFile(host.credentials, path, { read: true }).read());
  } catch {
    return undefined;
  }
}

function reasonOf(host: VirtualHost, path: string): string {
  const isListed = host.description.files.has(path);
  return isListed ? `${host.user} cannot read ${path} of the host` : `the host has no ${path}`;
}
