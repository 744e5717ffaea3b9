// Entry of the suite inside the extension host: started as a test extension (`activate`) or by a desktop test run (`run`).
import { writeFileSync } from 'node:fs';
import './activation.ts';
import './cedarFeatures.ts';
import './languageFeatures.ts';
import './rhaiFeatures.ts';
import './runs.ts';
import './verdicts.ts';
import { runAll } from './harness.ts';

/** Called when the suite is installed as an extension. */
export function activate(): void {
  void run().catch(() => undefined);
}

/** Called by a desktop test run; rejects when a test failed. */
export async function run(): Promise<void> {
  const results = await runAll(() => undefined);
  const file = process.env['REHEARSAL_TEST_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results, undefined, 1));
  const failed = results.filter((result) => result.status === 'failed');
  if (failed.length > 0) throw new Error(failed.map((result) => `${result.name}: ${result.error ?? ''}`).join('\n'));
}
