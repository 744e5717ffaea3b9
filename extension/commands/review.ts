// Opens the Review view for the script in front.

import { window } from 'vscode';
import { IDS } from '../context.ts';
import type { ReviewPanels } from '../reviewPanel.ts';
import { scriptOf } from './run.ts';
import type { Command } from './types.ts';

/** Shows what a script can touch, what its policy says and what was found. */
export function reviewCommand(panels: ReviewPanels): Command {
  return {
    id: IDS.review,
    execute(target) {
      const script = scriptOf(target);
      if (script === undefined) void window.showWarningMessage('Open a Rhai script to review it.');
      else panels.show(script);
    },
  };
}
