// Drives the editor's window as a person would: palette, quick open, keyboard; reads what is painted.

import type { Frame, Page } from './page.ts';

const TIMEOUT_MS = 20_000;

/** Reads the text that decorations paint behind the end of lines: it is content of pseudo elements, not of the page. */
const END_OF_LINE_TEXTS = `(() => {
  const texts = [];
  for (const element of document.querySelectorAll('.view-line span')) {
    const content = getComputedStyle(element, '::after').content;
    if (content !== 'none' && content !== 'normal' && content !== '""') texts.push(content.replaceAll('"', '').replaceAll('\\u00a0', ' '));
  }
  return texts;
})()`;

export class Workbench {
  readonly #page: Page;
  readonly #shots: string;

  constructor(page: Page, shots: string) {
    this.#page = page;
    this.#shots = shots;
  }

  /** Takes away what covers the window after the suite in the host. */
  async prepare(): Promise<void> {
    await this.command('View: Close All Editors');
  }

  async openFile(name: string): Promise<void> {
    await this.#pick('Control+P', name);
    await this.eventually(`${name} in front`, () => this.isInFront(name));
  }

  /** Whether the file is the one in front; the window's title names it. */
  async isInFront(name: string): Promise<boolean> {
    return (await this.#page.evaluate<string>('document.title')).includes(name);
  }

  /** Runs a command by its title. */
  async command(title: string): Promise<void> {
    await this.#pick('F1', title);
  }

  /** Puts the cursor into a line, counted from 1. */
  async goToLine(line: number): Promise<void> {
    await this.#pick('Control+G', String(line));
  }

  async press(key: string): Promise<void> {
    await this.#page.keyboard.press(key);
    await this.#page.waitForTimeout(300);
  }

  /** Clicks the first element of a selector that holds exactly this text, or begins with it. */
  async clickText(selector: string, text: string): Promise<void> {
    const texts = await this.#page.locator(selector).allInnerTexts();
    const at = texts.findIndex((one) => one.replaceAll('\u00a0', ' ').trim().startsWith(text));
    if (at < 0) throw new Error(`${text} is not among ${texts.join('; ')}`);
    await this.#page.locator(selector).nth(at).click();
    await this.#page.waitForTimeout(300);
  }

  /** Picks an entry of the list with this title, once a command has opened it. */
  async choose(title: string, text: string): Promise<void> {
    await this.eventually(`the list ${title}`, async () => (await this.text('.quick-input-title')).includes(title));
    await this.#page.keyboard.type(text);
    await this.eventually(`${text} in the list`, async () =>
      (await this.text('.quick-input-list .monaco-list-row.focused')).includes(text),
    );
    await this.press('Enter');
  }

  /** Titles that the palette offers for a text. */
  async commandsNamed(text: string): Promise<readonly string[]> {
    await this.press('F1');
    await this.#page.keyboard.type(text);
    await this.#page.waitForTimeout(1_000);
    const titles = await this.#page.locator('.quick-input-list .monaco-list-row .label-name').allInnerTexts();
    await this.press('Escape');
    return titles.map((title) => title.replaceAll('\u00a0', ' ')).filter((title) => title.startsWith(text));
  }

  async setTheme(name: string): Promise<void> {
    await this.#page.locator('.monaco-editor .view-lines').first().click();
    await this.#page.keyboard.press('Control+K');
    await this.#page.keyboard.press('Control+T');
    await this.#page.waitForTimeout(600);
    await this.#page.keyboard.type(name);
    await this.#page.waitForTimeout(600);
    await this.#page.keyboard.press('Enter');
    await this.#page.waitForTimeout(600);
  }

  async type(text: string): Promise<void> {
    await this.#page.locator('.monaco-editor .view-lines').first().click();
    await this.#page.keyboard.type(text);
  }

  /** Puts a text in at the cursor of the editor in front. */
  async insert(text: string): Promise<void> {
    await this.#page.keyboard.insertText(text);
  }

  /** The text of the clipboard. */
  clipboard(): Promise<string> {
    return this.#page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** Waits for the window after a reload. */
  async loaded(): Promise<void> {
    await this.#page.waitForTimeout(3_000);
    await this.eventually('the status bar', async () => (await this.count('.statusbar-item')) > 2);
  }

  count(selector: string): Promise<number> {
    return this.#page.locator(selector).count();
  }

  /** All texts of a selector, joined. */
  async text(selector: string): Promise<string> {
    return (await this.#page.locator(selector).allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  endOfLineTexts(): Promise<readonly string[]> {
    return this.#page.evaluate<readonly string[]>(END_OF_LINE_TEXTS);
  }

  /** The frame of the webview in which something is found. */
  async webview(selector: string): Promise<Frame> {
    let found: Frame | undefined;
    await this.eventually(`${selector} in a webview`, async () => {
      for (const frame of this.#page.frames().slice(1))
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          found = frame;
      return found !== undefined;
    });
    if (found === undefined) throw new Error(`${selector} in no webview`);
    return found;
  }

  async screenshot(name: string): Promise<void> {
    await this.#page.waitForTimeout(500);
    await this.#page.screenshot({ path: `${this.#shots}/${name}.png` });
  }

  /** Asks until the answer is yes; fails with `what` when it never is. */
  async eventually(what: string, ask: () => Promise<boolean>): Promise<void> {
    const until = Date.now() + TIMEOUT_MS;
    while (!(await ask())) {
      if (Date.now() > until) throw new Error(`not seen within ${TIMEOUT_MS} ms: ${what}`);
      await this.#page.waitForTimeout(100);
    }
  }

  async #pick(key: string, text: string): Promise<void> {
    await this.#page.keyboard.press(key);
    // A page in the editor hands the key on later, and what is typed before would go elsewhere.
    await this.eventually('the quick input', async () => (await this.count('.quick-input-widget input:focus')) > 0);
    await this.#page.keyboard.type(text);
    await this.eventually(`${text} in the list`, async () =>
      (await this.text('.quick-input-list .monaco-list-row.focused')).includes(text),
    );
    await this.#page.keyboard.press('Enter');
    await this.#page.waitForTimeout(300);
  }
}
