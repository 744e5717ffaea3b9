// The editor features of policies, schemas and Cedar's JSON forms.

import type { TextChange } from '#core/ide/answers.ts';
import type { Asked, LanguageProvider } from './types.ts';

export const cedarProvider: LanguageProvider = { format };

/** Cedar's own formatter. A text that the engine does not accept is left as it is. */
function format({ languageId, text, session }: Asked): readonly TextChange[] {
  if (languageId !== 'cedar') return [];
  const formatted = session.analyses.engine.cedar.formatPolicies(text);
  if (!formatted.ok || formatted.text === text) return [];
  return [{ span: { start: 0, end: text.length }, newText: formatted.text }];
}
