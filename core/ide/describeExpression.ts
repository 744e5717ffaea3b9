// Puts the catalog's small expressions into words.

import type { Guard, Loop, OptionDefault, ResourceExpression } from '#core/catalog/types.ts';

/** A resource in words: `the parent of path`. Names of arguments and constants are set as code. */
export function describeExpression(expression: ResourceExpression): string {
  switch (expression.op) {
    case 'constant':
      return `\`${expression.value}\``;
    case 'argument':
      return expression.name === 'receiver' ? 'the object' : `\`${expression.name}\``;
    case 'field':
      return `${describeExpression(expression.of)}'s \`${expression.name}\``;
    case 'parent':
      return `the directory of ${describeExpression(expression.of)}`;
    case 'base':
      return `the name in ${describeExpression(expression.of)}`;
    case 'join':
      return `${describeExpression(expression.left)}/${describeExpression(expression.right)}`;
    case 'concat':
      return `${describeExpression(expression.left)} followed by ${describeExpression(expression.right)}`;
    case 'resolved':
      return `${describeExpression(expression.of)} with links followed`;
    case 'element':
      return 'each of them';
    case 'replace':
      return `${describeExpression(expression.of)} with \`${expression.from}\` written as \`${expression.to}\``;
    case 'existingAncestor':
      return `the nearest existing directory of ${describeExpression(expression.of)}`;
    case 'moved':
      return `${describeExpression(expression.of)} at its place below ${describeExpression(expression.to)}`;
    case 'choose':
      return `${describeExpression(expression.then)} when ${describeGuard(expression.when)}, else ${describeExpression(expression.otherwise)}`;
    case 'fresh':
      return 'with an id made up for this check';
    case 'host':
      return expression.note;
  }
}

/** A guard in words, to follow "when". */
export function describeGuard(guard: Guard): string {
  switch (guard.op) {
    case 'flag':
      return `${guard.flags.map((flag) => `\`${flag}\``).join(' or ')} is among \`${guard.argument}\``;
    case 'option':
      return `\`${guard.name}\` is ${optionText(guard.equals)}`;
    case 'given':
      return `\`${guard.name}\` is given`;
    case 'isDirectory':
      return `${describeExpression(guard.path)} is a directory`;
    case 'isFile':
      return `${describeExpression(guard.path)} is a file`;
    case 'isSymlink':
      return `${describeExpression(guard.path)} is a symbolic link`;
    case 'exists':
      return `${describeExpression(guard.path)} exists`;
    case 'differs':
      return `${describeExpression(guard.left)} differs from ${describeExpression(guard.right)}`;
    case 'hasEntries':
      return `${describeExpression(guard.path)} has entries`;
    case 'mayBecomeRoot':
      return 'the runner is not root but may become it';
    case 'otherFileSystem':
      return `${describeExpression(guard.left)} and ${describeExpression(guard.right)} lie on different file systems`;
    case 'denied':
      return `check ${guard.check + 1} is refused`;
    case 'firstTime':
      return `it is the first time: ${guard.note}`;
    case 'not':
      return `not: ${describeGuard(guard.of)}`;
    case 'and':
      return guard.of.map(describeGuard).join(' and ');
    case 'or':
      return guard.of.map(describeGuard).join(' or ');
    case 'unknown':
      return guard.note;
  }
}

/** A loop in words, to follow "for". */
export function describeLoop(loop: Loop): string {
  switch (loop.over) {
    case 'entries': {
      const kinds = { files: 'file', directories: 'directory', all: 'entry' }[loop.kinds];
      return loop.recursive
        ? `each ${kinds} below ${describeExpression(loop.root)}`
        : `each ${kinds} in ${describeExpression(loop.root)}`;
    }
    case 'prefixes':
      return `each directory on the way to ${describeExpression(loop.path)}`;
    case 'processes':
      return loop.some === true ? 'each matching process that was listed before' : 'each process';
    case 'mounts':
      return 'each mount point';
    case 'items':
      return `each item of ${describeExpression(loop.of)}`;
    case 'host':
      return loop.note;
  }
}

function optionText(value: OptionDefault): string {
  return value === null ? 'not set' : `\`${String(value)}\``;
}
