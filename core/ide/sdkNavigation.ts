// From a name of the SDK in a script, or a value of one of its types, to the page of the SDK.

import type { Expression, Node } from '#core/rhai/syntax/ast.ts';
import { pathAt } from '#core/rhai/syntax/walk.ts';
import type { ValuedScript } from './scriptModel.ts';
import { type SdkPlace, sdkKey, sdkPage } from './sdkPage.ts';

/** Where the page describes the SDK function, constant or module at an offset; several where the receiver is not known. */
export function sdkDefinition(model: ValuedScript, offset: number): readonly SdkPlace[] {
  const path = pathAt(model.parse.root, offset);
  const node = path.at(-1);
  const parent = path.at(-2);
  if (node?.kind !== 'name' || parent === undefined) return [];
  if (parent.kind === 'methodCall' && parent.name === node) return memberPlaces(model, node.text, parent.receiver);
  if (parent.kind === 'member' && parent.name === node) return memberPlaces(model, node.text, parent.object);
  if (parent.kind !== 'path' && parent.kind !== 'call') return [];
  const [module] = parent.modules;
  if (module === undefined) return placesOf(model, [sdkKey({ name: node.text })]);
  if (model.resolution.importOf(module) !== undefined) return [];
  if (parent.name !== node) return placesOf(model, [`${node.text}::`]);
  const own = placesOf(model, [sdkKey({ name: node.text, module: module.text })]);
  return own.length > 0 ? own : placesOf(model, [`${module.text}::`]);
}

const MOST_PLACES = 5;

function memberPlaces(model: ValuedScript, name: string, receiver: Expression): readonly SdkPlace[] {
  const type = model.flow.typeOf(receiver);
  const types = type === undefined ? model.catalog.data.types.map(({ id }) => id) : [type];
  const found = placesOf(
    model,
    types.map((id) => sdkKey({ name, receiver: id })),
  );
  // A name that many types have says nothing without its receiver.
  return found.length <= MOST_PLACES ? found : [];
}

/** Where the page describes the type of the value at an offset; none for types of Rhai itself. */
export function sdkTypeDefinition(model: ValuedScript, offset: number): readonly SdkPlace[] {
  const path = pathAt(model.parse.root, offset);
  const node = path.at(-1);
  const type = node && typeAt(model, node, path.at(-2));
  return type === undefined ? [] : placesOf(model, [type]);
}

function typeAt(model: ValuedScript, node: Node, parent: Node | undefined): string | undefined {
  if (node.kind === 'identifier') return model.flow.typeOf(node);
  if (node.kind !== 'name' || parent === undefined) return undefined;
  const { initializer } = model.resolution.variableOf(node) ?? {};
  if (initializer !== undefined) return model.flow.typeOf(initializer);
  const isMember =
    parent.kind === 'call' || parent.kind === 'methodCall' || parent.kind === 'member' || parent.kind === 'path';
  return isMember && parent.name === node ? model.flow.typeOf(parent) : undefined;
}

function placesOf({ catalog }: ValuedScript, keys: readonly string[]): readonly SdkPlace[] {
  const { places } = sdkPage(catalog);
  return keys.flatMap((key) => places.get(key) ?? []);
}
