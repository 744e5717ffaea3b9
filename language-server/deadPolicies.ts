// Findings about policies without effect, made while nothing else is to do and kept by the text and the schema they are of.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { checkCancelled } from '#core/base/ports.ts';
import { Remembered } from '#core/base/remembered.ts';
import { finish } from '#core/base/steps.ts';
import { deadPolicyFindings } from '#core/policyTools/policyFindings.ts';
import { cedarWorkspace } from './providers/cedarWorkspace.ts';
import type { Session } from './session.ts';
import { workspaceVerdicts } from './workspaceVerdicts.ts';

const KEPT_TEXTS = 16;
/** Shorter texts are done with at once. */
const SMALL_TEXT = 4000;

/** Reading all policies is one step that a keystroke has to wait for, so it starts when nobody has typed for so long. */
const QUIET_MS = 300;

interface Kept {
  value?: readonly Diagnostic[];
  isGoing?: boolean;
}

const kept = new WeakMap<Session, Remembered<Kept>>();

/**
 * The findings for a policy text. Of a long text none at first: `later` is called once they can be asked for, unless the text
 * has changed by then.
 */
export function deadPoliciesIn(session: Session, uri: string, text: string, later: () => void): readonly Diagnostic[] {
  const { cedar } = session.analyses.engine;
  const schema = cedarWorkspace(session).schemaInForce(uri).text;
  const memory = kept.get(session) ?? new Remembered<Kept>(KEPT_TEXTS);
  kept.set(session, memory);
  const known = memory.get(`${schema.length} ${schema}\n${text}`, () => ({}));
  if (known.value !== undefined) return known.value;
  if (text.length <= SMALL_TEXT) {
    known.value = finish(deadPolicyFindings(text, cedar, schema));
    return known.value;
  }
  if (known.isGoing !== true) void work(session, uri, text, known, later);
  return [];
}

async function work(session: Session, uri: string, text: string, known: Kept, later: () => void): Promise<void> {
  const { cedar } = session.analyses.engine;
  const schema = cedarWorkspace(session).schemaInForce(uri).text;
  known.isGoing = true;
  const token = {
    get isCancellationRequested() {
      const read = session.texts.read(uri);
      return !('text' in read) || read.text !== text;
    },
  };
  try {
    await new Promise<void>((resolve) => setTimeout(resolve, QUIET_MS));
    checkCancelled(token);
    const found = await workspaceVerdicts(session).whenIdle(deadPolicyFindings(text, cedar, schema), token);
    known.value = found;
    if (found.length > 0) later();
  } catch {
    // The text has changed; the next question starts anew.
  } finally {
    known.isGoing = false;
  }
}
