// A copy of a text that stands for itself: engines keep a part of a text as a view of the whole, which then stays in memory.

/** The same text. What is kept for long under a part of a text that changes with each keystroke needs it as its own copy. */
export function ownText(part: string): string {
  return ` ${part}`.slice(1);
}
