// What a command of the extension is: an id from `package.json` and what happens.

export interface Command {
  readonly id: string;
  execute(...args: readonly unknown[]): Promise<void> | void;
}
