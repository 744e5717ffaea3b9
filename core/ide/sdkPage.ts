// The page of the SDK: every function, type and module of the catalog in one Markdown document, and where each stands in it.

import type { Span } from '#core/base/span.ts';
import type { SdkCatalog } from '#core/catalog/catalog.ts';
import type { CatalogFunction, CatalogModule, CatalogType } from '#core/catalog/types.ts';
import { functionMarkdown } from './renderFunction.ts';

export interface SdkPage {
  readonly text: string;
  /** Headings, by the id of a type, or by the name of a function or module in the form of {@link sdkKey}. */
  readonly places: ReadonlyMap<string, SdkPlace>;
}

/** A part of the page, and the name in its heading. */
export interface SdkPlace {
  readonly span: Span;
  readonly name: Span;
}

const PAGES = new WeakMap<SdkCatalog, SdkPage>();

/** The page of a catalog. */
export function sdkPage(catalog: SdkCatalog): SdkPage {
  const known = PAGES.get(catalog);
  if (known !== undefined) return known;
  const writer = new PageWriter();
  writer.text(`# The SDK of Rex ${catalog.data.rexVersion}\n\n${ABOUT}`);
  writer.text('## Functions');
  for (const name of catalog.freeFunctionNames().toSorted())
    writer.part(3, name, sdkKey({ name }), functionMarkdown(freeFunctions(catalog, name)));
  writer.text('## Types');
  for (const type of catalog.data.types.toSorted((a, b) => (a.id < b.id ? -1 : 1))) addType(writer, catalog, type);
  writer.text('## Modules');
  for (const module of catalog.data.modules) addModule(writer, catalog, module);
  const page = writer.finish();
  PAGES.set(catalog, page);
  return page;
}

const ABOUT =
  'Made from the catalog by which calls are checked: signatures as the runner registers them, and the Cedar checks of each call in their order.';

/** How the page names a function: by its receiver or module where it has one. */
export function sdkKey(fn: { readonly name: string; readonly receiver?: string; readonly module?: string }): string {
  if (fn.receiver !== undefined) return `${fn.receiver}.${fn.name}`;
  return fn.module === undefined ? `${fn.name}()` : `${fn.module}::${fn.name}`;
}

function freeFunctions(catalog: SdkCatalog, name: string): readonly CatalogFunction[] {
  return catalog.functionsByName(name).filter(({ form }) => form === 'function' || form === 'constructor');
}

function addType(writer: PageWriter, catalog: SdkCatalog, { id, documentation, displayName }: CatalogType): void {
  const shown = displayName === id ? '' : `\n\n\`type_of\` says \`${displayName}\`.`;
  writer.part(3, id, id, `${documentation}${shown}`);
  const members = [...catalog.gettersOf(id), ...catalog.methodsOf(id)];
  for (const name of new Set(members.map((member) => member.name))) {
    const overloads = members.filter((member) => member.name === name);
    writer.part(4, `${id}.${name}`, sdkKey({ name, receiver: id }), functionMarkdown(overloads));
  }
}

function addModule(writer: PageWriter, catalog: SdkCatalog, { name, documentation, constants }: CatalogModule): void {
  const lines = constants.map((one) => `- \`${name}::${one.name}\`: \`${one.type}\`. ${one.documentation}`);
  writer.part(
    3,
    `${name}::`,
    `${name}::`,
    [documentation, lines.join('\n')].filter((part) => part !== '').join('\n\n'),
  );
  const functions = catalog.moduleFunctions(name).filter(({ form }) => form === 'function');
  for (const fn of new Set(functions.map((each) => each.name))) {
    const overloads = functions.filter((each) => each.name === fn);
    writer.part(4, `${name}::${fn}`, sdkKey({ name: fn, module: name }), functionMarkdown(overloads));
  }
}

class PageWriter {
  #text = '';
  readonly #places = new Map<string, SdkPlace>();

  text(text: string): void {
    this.#text += `${text}\n\n`;
  }

  part(level: number, name: string, key: string, body: string): void {
    const start = this.#text.length;
    const heading = `${'#'.repeat(level)} \``;
    this.text(`${heading}${name}\`\n\n${body}`);
    const at = start + heading.length;
    this.#places.set(key, {
      span: { start, end: this.#text.length - 2 },
      name: { start: at, end: at + name.length },
    });
  }

  finish(): SdkPage {
    return { text: `${this.#text.trimEnd()}\n`, places: this.#places };
  }
}
