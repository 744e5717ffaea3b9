// The parts of `package.json` that the tests look at.

export interface Manifest {
  readonly commands: readonly string[];
  readonly views: readonly string[];
  readonly settings: readonly (readonly [string, unknown])[];
  /** Commands that menus and key bindings name. */
  readonly named: readonly string[];
}

interface Contributes {
  readonly commands: readonly { readonly command: string }[];
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  readonly keybindings: readonly { readonly command: string }[];
}

/** Reads the contributions of a manifest. */
export function contributionsOf(manifest: { readonly contributes: Contributes }): Manifest {
  const { commands, views, configuration, menus, keybindings } = manifest.contributes;
  return {
    commands: commands.map(({ command }) => command),
    views: Object.values(views).flatMap((list) => list.map(({ id }) => id)),
    settings: Object.entries(configuration.properties),
    named: [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command),
  };
}
