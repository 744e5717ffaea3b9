// Guards that make the path of a call certain: a test before its statement that throws unless an open part is a plain name, or
// a path lies below a folder. Whether a guard is enough for the policy is for the caller to check.

import type { Span } from '#core/base/span.ts';
import { unwrap } from '#core/rhai/resolve/resolver.ts';
import type { CallExpression, Expression, MethodCall, Node, Statement } from '#core/rhai/syntax/ast.ts';
import type { ParseResult } from '#core/rhai/syntax/parser.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { TextChange } from '../answers.ts';
import { indentAt } from './fix.ts';

/** An insertion before the statement of the call. */
export interface PathGuard {
  readonly title: string;
  readonly change: TextChange;
}

/** The guards that could help a call, those that ask least first; `folders` are those below which a path may be wanted. */
export function pathGuards(parse: ParseResult, place: Span, folders: readonly string[]): readonly PathGuard[] {
  if (parse.errors.length > 0) return [];
  const path = pathAt(parse.root, place.start);
  const call = path.findLast((node): node is CallExpression | MethodCall => isCallAt(node, place));
  const statement = call === undefined ? undefined : statementAround(path, call);
  if (call === undefined || statement === undefined) return [];
  const guards = call.args.flatMap((arg) => guardsOf(arg, folders));
  const { start } = statement.span;
  const indent = indentAt(parse.text, start);
  return guards.map(({ title, condition, message }) => ({
    title,
    change: {
      span: { start, end: start },
      newText: `if !(${condition}) {\n${indent}    throw \`${message}\`;\n${indent}}\n${indent}`,
    },
  }));
}

function isCallAt(node: Node, place: Span): boolean {
  return (node.kind === 'call' || node.kind === 'methodCall') && node.name.span.start === place.start;
}

function statementAround(path: readonly Node[], call: Node): Statement | undefined {
  for (let index = path.indexOf(call); index > 0; index--) {
    const holder = path[index - 1];
    if (holder?.kind !== 'block' && holder?.kind !== 'script') continue;
    return holder.statements.find((statement) => statement === path[index]);
  }
  return undefined;
}

interface Guard {
  readonly title: string;
  readonly condition: string;
  readonly message: string;
}

function guardsOf(arg: Expression, folders: readonly string[]): readonly Guard[] {
  if (arg.kind === 'identifier') return folders.map((folder) => below(arg.name, folder));
  const pieces = piecesOf(arg);
  const open = pieces?.filter((piece) => typeof piece !== 'string') ?? [];
  const [name, ...others] = open;
  return name === undefined || others.length > 0 ? [] : [plainName(name.name)];
}

function plainName(name: string): Guard {
  return {
    title: `Guard the path: ${name} must be a plain name`,
    condition: `!${name}.starts_with(".") && !${name}.contains("/") && ${name} != ""`,
    message: `\${${name}} is not a plain name`,
  };
}

/** No part of the path behind the folder may be empty or begin with a dot. */
function below(name: string, folder: string): Guard {
  const start = folder === '/' ? '/' : `${folder}/`;
  return {
    title: `Guard the path: ${name} must lie in ${folder}`,
    condition: [
      `${name}.starts_with(${JSON.stringify(start)})`,
      `!${name}.contains("//")`,
      `!${name}.contains("/.")`,
      `!${name}.ends_with("/")`,
    ].join(' && '),
    message: `\${${name}} is not in ${folder}`,
  };
}

type Piece = string | { readonly name: string };

/** A text put together from literals and variables; undefined for anything else. */
function piecesOf(expression: Expression): readonly Piece[] | undefined {
  const node = unwrap(expression);
  switch (node.kind) {
    case 'string':
      return [node.value];
    case 'identifier':
      return [{ name: node.name }];
    case 'block': {
      const [only, ...others] = node.statements;
      return only?.kind === 'identifier' && others.length === 0 ? piecesOf(only) : undefined;
    }
    case 'binary': {
      const left = node.operator === '+' ? piecesOf(node.left) : undefined;
      const right = left === undefined ? undefined : piecesOf(node.right);
      return left === undefined || right === undefined ? undefined : [...left, ...right];
    }
    case 'interpolation': {
      const pieces = node.parts.map((part) => (part.kind === 'text' ? [part.value] : piecesOf(part)));
      return pieces.every((part) => part !== undefined) ? pieces.flat() : undefined;
    }
    default:
      return undefined;
  }
}
