// Every editor feature that the providers answer, registered together.

import type { Connection } from 'vscode-languageserver';
import type { Session } from '../session.ts';
import { registerCallHierarchy } from './callHierarchy.ts';
import { registerCodeActions } from './codeActions.ts';
import { registerCompletion } from './completion.ts';
import { registerDocumentLinks } from './documentLinks.ts';
import { registerSymbols } from './documentSymbols.ts';
import { registerFolding } from './folding.ts';
import { registerFormat } from './format.ts';
import { registerHighlights } from './highlights.ts';
import { registerHover } from './hover.ts';
import { registerInlayHints } from './inlayHints.ts';
import { registerLinkedEditing } from './linkedEditing.ts';
import { registerNavigation } from './navigation.ts';
import { registerReferences } from './references.ts';
import { registerRename } from './rename.ts';
import { registerRenameFiles } from './renameFiles.ts';
import { registerSelection } from './selection.ts';
import { registerSemanticTokens } from './semanticTokens.ts';
import { registerSignatureHelp } from './signatureHelp.ts';

const FEATURES = [
  registerHover,
  registerCompletion,
  registerSignatureHelp,
  registerNavigation,
  registerReferences,
  registerRename,
  registerRenameFiles,
  registerSymbols,
  registerHighlights,
  registerFolding,
  registerSelection,
  registerSemanticTokens,
  registerInlayHints,
  registerCodeActions,
  registerCallHierarchy,
  registerLinkedEditing,
  registerDocumentLinks,
  registerFormat,
];

export function registerLanguageFeatures(connection: Connection, session: Session): void {
  for (const register of FEATURES) register(connection, session);
}
