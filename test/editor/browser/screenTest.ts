// What a screen test is.

import type { ScreenContext } from './page.ts';
import type { Workbench } from './workbench.ts';

export interface ScreenTest {
  readonly name: string;
  run(workbench: Workbench, context: ScreenContext): Promise<void>;
}
