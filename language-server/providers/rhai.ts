// The editor features of scripts.

import { completion, completionDocumentation } from '#core/ide/completion.ts';
import { hover } from '#core/ide/hover.ts';
import type { LanguageProvider } from './types.ts';

export const rhaiProvider: LanguageProvider = {
  hover: ({ session, uri, token }, offset) => {
    const script = session.analyses.script(uri, token);
    return script && hover(script.model, offset);
  },
  completion: ({ session, uri, token }, offset) => {
    const script = session.analyses.structure(uri, token);
    return script && completion(script.model, offset);
  },
  completionDocumentation: ({ session, uri, token }, ids) => {
    const script = session.analyses.structure(uri, token);
    return script && completionDocumentation(script.model, ids);
  },
};
