// Where in a script or an imported module a call stands: from Rhai's positions to those of the trace.

import { LineIndex } from '#core/base/lineIndex.ts';
import type { TracePosition } from '#core/trace/events.ts';
import type { RhaiPosition } from '../rhaiRuntime.ts';

/** The texts of a run: the script and the modules it has imported so far. */
export class CallPositions {
  readonly #script: LineIndex;
  readonly #modules = new Map<string, LineIndex>();

  constructor(script: string) {
    this.#script = new LineIndex(script);
  }

  /** @param source how the engine names the module */
  addModule(source: string, text: string): void {
    this.#modules.set(source, new LineIndex(text));
  }

  /** Undefined where the engine gives no place. */
  resolve(position: RhaiPosition, source: string | undefined): TracePosition | undefined {
    if (position.line === 0) return undefined;
    const index = source === undefined ? this.#script : this.#modules.get(source);
    const offset = index?.fromRhai(position.line, Math.max(1, position.column));
    const column = offset === undefined ? position.column : (index?.toLineColumn(offset).column ?? 0) + 1;
    return { line: position.line, column: Math.max(1, column), ...(source === undefined ? {} : { module: source }) };
  }
}
