// What a person sees: the window itself, looked at through a browser, with a screenshot of each state.
import type { Result } from '../suite/harness.ts';

/** The part of Playwright's page that is used here; the package is not a dependency of the project. */
export interface Page {
  screenshot(options: { readonly path: string }): Promise<unknown>;
  waitForTimeout(ms: number): Promise<void>;
}

export interface ScreenContext {
  readonly workspace: string;
  /** Folder for screenshots. */
  readonly shots: string;
}

/** Runs the screen tests in order; each builds on the window that the one before left. */
export async function screenTests(page: Page, context: ScreenContext): Promise<readonly Result[]> {
  const began = Date.now();
  await page.screenshot({ path: `${context.shots}/window.png` });
  return [{ name: 'the window is there', status: 'passed', durationMs: Date.now() - began }];
}
