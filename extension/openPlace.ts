// Opens a file at a place that a view names; a person hears of it where that cannot be done.

import {
  Position,
  Range,
  Selection,
  type TextDocumentShowOptions,
  TextEditorRevealType,
  type Uri,
  window,
  workspace,
} from 'vscode';

/** Line and column count from 1. */
export async function openPlace(
  uri: Uri,
  line: number,
  column: number,
  options: TextDocumentShowOptions = {},
): Promise<void> {
  try {
    const editor = await window.showTextDocument(await workspace.openTextDocument(uri), options);
    const at = new Position(Math.max(0, line - 1), Math.max(0, column - 1));
    editor.selection = new Selection(at, at);
    editor.revealRange(new Range(at, at), TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    void window.showErrorMessage(
      `${uri.fsPath} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
