// The Review view as a person uses it: the page of a script, its links, its Markdown, an edit, high contrast, a reload.

import assert from 'node:assert/strict';
import type { Frame } from './page.ts';
import type { ScreenTest } from './screenTest.ts';
import type { Workbench } from './workbench.ts';

const SCRIPT = 'file-inbox.rhai';
/** A text of the script that would be an element, if it were not shown as a text. */
const HOSTILE = '/srv/inbox/<img src=x onerror=alert(1)>.txt';
const ADDED = '/srv/inbox/added.txt';

function reviewPage(workbench: Workbench): Promise<Frame> {
  return workbench.webview('.actions button');
}

async function openReview(workbench: Workbench): Promise<Frame> {
  await workbench.openFile(SCRIPT);
  await workbench.command('Rehearsal: Review This Script');
  return reviewPage(workbench);
}

/** The whole text of the page, as a person reads it. */
async function textOf(page: Frame): Promise<string> {
  return (await page.locator('#app').allTextContents()).join('');
}

async function assertHarmless(page: Frame): Promise<void> {
  assert.ok((await textOf(page)).includes(HOSTILE), 'the hostile text is shown');
  assert.equal(await page.locator('img').count(), 0);
}

export const REVIEW: readonly ScreenTest[] = [
  {
    name: 'Review This Script shows verdicts, pictures, findings and the manifest, and a hostile text as a text',
    async run(workbench) {
      const page = await openReview(workbench);
      const text = await textOf(page);
      for (const part of ['reports.cedar for agent', 'review-injection', 'review-exfiltration', 'line 11', 'denied'])
        assert.ok(text.includes(part), `${part} in ${text}`);
      for (const verdict of ['allow', 'deny', 'depends'])
        assert.ok((await page.locator(`svg line.${verdict}`).count()) > 1, `${verdict} in picture and legend`);
      assert.ok((await page.locator('.tip').count()) >= 2, 'arrows of flows');
      assert.ok((await page.locator('tbody tr').count()) > 10, 'rows of the manifest');
      await assertHarmless(page);
      await workbench.command('View: Close Primary Side Bar');
      await workbench.screenshot('review');
      await page.getByText('What it can touch', { exact: true }).first().scrollIntoViewIfNeeded();
      await workbench.screenshot('review-below');
    },
  },
  {
    name: 'a link of a finding leads to its line',
    async run(workbench) {
      const page = await reviewPage(workbench);
      await page.locator('ol button.link').first().click();
      await workbench.eventually('the cursor in line 3', async () =>
        (await workbench.text('.statusbar')).includes('Ln 3,'),
      );
    },
  },
  {
    name: 'the review follows an edit of the script, and its undoing',
    async run(workbench) {
      const page = await reviewPage(workbench);
      await workbench.goToLine(1);
      await workbench.insert(`cat("${ADDED}");\n`);
      await workbench.eventually('the new request', async () => (await textOf(page)).includes(ADDED));
      await workbench.command('File: Revert File');
      await workbench.eventually('the review as before', async () => !(await textOf(page)).includes(ADDED));
    },
  },
  {
    name: 'the review is readable in high contrast',
    async run(workbench) {
      await workbench.setTheme('Dark High Contrast');
      const page = await reviewPage(workbench);
      await page.locator('h1').first().scrollIntoViewIfNeeded();
      await workbench.screenshot('review-high-contrast');
      await workbench.setTheme('Dark Modern');
    },
  },
  {
    name: 'the Markdown of a review is copied and exported, with hostile texts escaped',
    async run(workbench) {
      const page = await reviewPage(workbench);
      await page.getByText('Copy as Markdown').first().click();
      await workbench.eventually('the Markdown in the clipboard', async () =>
        (await workbench.clipboard()).startsWith('## Review of `review/file-inbox.rhai`\n'),
      );
      await page.getByText('Export Markdown').first().click();
      await workbench.eventually('the Markdown in an editor', async () => {
        const text = await workbench.text('.view-lines');
        return text.includes('## Review of `review/file-inbox.rhai`') && text.includes('&lt;img src=x');
      });
      await workbench.screenshot('review-markdown');
      await workbench.command('View: Revert and Close Editor');
    },
  },
  {
    name: 'the review comes back with the window',
    async run(workbench) {
      await workbench.command('Developer: Reload Window');
      await workbench.loaded();
      const page = await reviewPage(workbench);
      await workbench.eventually('the review again', async () => (await textOf(page)).includes('review-injection'));
      await assertHarmless(page);
      await workbench.command('View: Close All Editors');
    },
  },
];

/** For a window in which the folder is not trusted. */
export const RESTRICTED_REVIEW: readonly ScreenTest[] = [
  {
    name: 'in Restricted Mode a script is reviewed, and compared with no commit',
    async run(workbench) {
      const page = await openReview(workbench);
      assert.ok((await workbench.text('.statusbar')).includes('Restricted Mode'));
      assert.ok(!(await textOf(page)).includes('Changes since'));
      await assertHarmless(page);
      await workbench.screenshot('review-restricted');
    },
  },
];
