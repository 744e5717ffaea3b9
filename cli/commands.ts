// The table of commands. A new one is a file and a line here.

import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { conformanceCommand } from './conformance.ts';
import { fmtCommand } from './fmt.ts';
import { hostCommand } from './host.ts';
import { lspCommand } from './lsp.ts';
import { manifestCommand } from './manifest.ts';
import { policyCommand } from './policy.ts';
import { runCommand } from './run.ts';
import { sarifCommand } from './sarif.ts';
import { testCommand } from './test.ts';

export const COMMANDS: readonly Command[] = [
  checkCommand,
  runCommand,
  testCommand,
  manifestCommand,
  hostCommand,
  fmtCommand,
  conformanceCommand,
  policyCommand,
  sarifCommand,
  lspCommand,
];
