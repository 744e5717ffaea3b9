// The table of commands. A new one is a file and a line here.

import type { Command } from './command.ts';
import { conformanceCommand } from './conformance.ts';
import { fmtCommand } from './fmt.ts';
import { runCommand } from './run.ts';

export const COMMANDS: readonly Command[] = [runCommand, fmtCommand, conformanceCommand];
