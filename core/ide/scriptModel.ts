// What the editor features know of a script: one immutable value per text and governing policy, built by the host.

import type { Span } from '#core/base/span.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CallSite, ExpressionValues, FlowResult } from '#core/rhai/flow/callSite.ts';
import type { ImportingScript } from '#core/rhai/resolve/modules.ts';

/** A script with what its expressions can be: all that most features need. */
export interface ValuedScript extends ImportingScript {
  readonly flow: ExpressionValues;
  readonly catalog: SdkCatalog;
}

/** A script that was analyzed as a whole. */
export interface ScriptModel extends ValuedScript {
  readonly flow: FlowResult;
  /** The prediction for the call whose span this is, in words; undefined where there is none. */
  predictionAt(span: Span): string | undefined;
}

/** The call site whose name is at an offset. */
export function callSiteAt(model: ScriptModel, offset: number): CallSite | undefined {
  return model.flow.callSites.find((site) => site.nameSpan.start <= offset && offset <= site.nameSpan.end);
}
