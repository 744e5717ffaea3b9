// The part of Playwright that the screen tests use, as types: the package is installed with the editor, not with the project.

export interface Locator {
  count(): Promise<number>;
  click(): Promise<void>;
  first(): Locator;
  nth(index: number): Locator;
  innerText(): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  allTextContents(): Promise<string[]>;
  scrollIntoViewIfNeeded(): Promise<void>;
  selectOption(value: string): Promise<unknown>;
}

export interface Frame {
  locator(selector: string): Locator;
  getByText(text: string, options?: { readonly exact: boolean }): Locator;
}

export interface Page extends Frame {
  frames(): readonly Frame[];
  evaluate<T>(body: string): Promise<T>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  waitForTimeout(ms: number): Promise<void>;
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string): Promise<void>;
    /** Puts the text in at once, as a paste would, so that the editor completes nothing. */
    insertText(text: string): Promise<void>;
  };
}

export interface ScreenContext {
  readonly workspace: string;
  /** Folder for screenshots. */
  readonly shots: string;
  /** File to which the program that stands for the runner adds a line each time it is started. */
  readonly runnerLog: string;
}
