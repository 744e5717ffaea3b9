// The Test Explorer's side of `*.rehearsal.json`: builds the controller, its items and its run profile.

import { type Disposable, type TestController, tests } from 'vscode';
import type { Client } from '../client.ts';
import { TestFiles } from './testFiles.ts';
import { TestRunner } from './testRunner.ts';

const CONTROLLER_ID = 'rehearsal';

export class SandboxTests implements Disposable {
  readonly #controller: TestController = tests.createTestController(CONTROLLER_ID, 'Rehearsal');
  readonly #disposables: Disposable[];

  constructor(client: Client) {
    const files = new TestFiles(client, this.#controller);
    this.#disposables = [files, new TestRunner(client, this.#controller, files), this.#controller];
    void files.refresh();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
