// The policies without effect of a text, found while nothing else is to do and kept by the text and the schema they are of.

import type { Diagnostic } from '#core/base/diagnostic.ts';
import { Cancelled, checkCancelled } from '#core/base/ports.ts';
import { Remembered } from '#core/base/remembered.ts';
import { finish, type Steps } from '#core/base/steps.ts';
import { type DeadPolicy, deadPolicyDiagnostics } from '#core/policyTools/deadPolicies.ts';
import { deadPoliciesIn } from '#core/policyTools/policyFindings.ts';
import { cedarWorkspace } from './providers/cedarWorkspace.ts';
import type { Session } from './session.ts';
import { workspaceVerdicts } from './workspaceVerdicts.ts';

const KEPT_TEXTS = 16;
/** Shorter texts are done with at once. */
const SMALL_TEXT = 4000;

/** Reading the policies of a file for the first time is one step, so it starts when nobody has typed for so long. */
const QUIET_MS = 300;

/** The work on one text: whoever asks next goes on where the last one stopped. */
interface Kept {
  steps: Steps<readonly DeadPolicy[]> | undefined;
  value?: readonly DeadPolicy[];
  /** Whether somebody is told when it is done. */
  isAwaited?: boolean;
}

const kept = new WeakMap<Session, Remembered<Kept>>();

/** The policies of a text that have no effect; none where the engine refuses the text or the schema. */
export function* deadPoliciesOf(session: Session, uri: string, text: string): Steps<readonly DeadPolicy[]> {
  const { cedar } = session.analyses.engine;
  const known = workOn(session, uri, text);
  while (known.value === undefined) {
    known.steps ??= deadPoliciesIn(text, cedar, schemaOf(session, uri));
    const step = nextStep(known, known.steps);
    if (step.done === true) known.value = step.value;
    else yield;
  }
  return known.value;
}

function workOn(session: Session, uri: string, text: string): Kept {
  const schema = schemaOf(session, uri);
  const memory = kept.get(session) ?? new Remembered<Kept>(KEPT_TEXTS);
  kept.set(session, memory);
  return memory.get(`${schema.length} ${schema}\n${text}`, () => ({ steps: undefined }));
}

function schemaOf(session: Session, uri: string): string {
  return cedarWorkspace(session).schemaInForce(uri).text;
}

/** Work that has failed is begun anew by whoever asks next. */
function nextStep(known: Kept, steps: Steps<readonly DeadPolicy[]>): ReturnType<typeof steps.next> {
  try {
    return steps.next();
  } catch (error) {
    known.steps = undefined;
    throw error;
  }
}

/**
 * The findings for a policy text. Of a long text none at first: `later` is called once they can be asked for, unless the text
 * has changed by then.
 */
export function deadPolicyFindings(
  session: Session,
  uri: string,
  text: string,
  later: () => void,
): readonly Diagnostic[] {
  if (text.length <= SMALL_TEXT) return deadPolicyDiagnostics(finish(deadPoliciesOf(session, uri, text)));
  const known = workOn(session, uri, text);
  if (known.value !== undefined) return deadPolicyDiagnostics(known.value);
  if (known.isAwaited !== true) void tellLater(session, uri, text, known, later);
  return [];
}

async function tellLater(session: Session, uri: string, text: string, known: Kept, later: () => void): Promise<void> {
  known.isAwaited = true;
  const token = {
    get isCancellationRequested() {
      const read = session.texts.read(uri);
      return !('text' in read) || read.text !== text;
    },
  };
  try {
    await new Promise<void>((resolve) => setTimeout(resolve, QUIET_MS));
    checkCancelled(token);
    const found = await workspaceVerdicts(session).whenIdle(deadPoliciesOf(session, uri, text), token);
    if (found.length > 0) later();
  } catch (error) {
    // Where the text has changed, the next question is about the newer one.
    if (!(error instanceof Cancelled)) session.connection.console.error(`policies without effect: ${String(error)}`);
  } finally {
    known.isAwaited = false;
  }
}
