// The context of a request to execute a program: what it is given, and as whom it runs.
// Source: rust-safe-io 0.1.0 `execute.rs`, rex-cedar-auth 0.1.0 `fs/entities.rs`.

import type { CedarValue, Entity } from '#core/cedar/types.ts';

/** An execution as the policy sees it. */
export interface Execution {
  /** A text, or a key with a value, in order. */
  readonly args: readonly { readonly key: string; readonly value: string | undefined }[];
  readonly env: readonly (readonly [string, string])[];
  /** Undefined for an id that has no name: the policy sees no user then. */
  readonly user: { readonly username: string; readonly uid: number } | undefined;
  /** Undefined for an id that has no name. */
  readonly group: { readonly groupname: string; readonly gid: number } | undefined;
  readonly targetProcess: bigint | undefined;
}

/** Context record and the entities that it names. `ids` are those of the two entities: the runner makes them up anew. */
export function executionContext(
  { args, env, user, group, targetProcess }: Execution,
  ids: { readonly args: string; readonly env: string },
): { readonly values: Readonly<Record<string, CedarValue>>; readonly entities: readonly Entity[] } {
  const given = argumentsEntity(args, ids.args);
  const environment = environmentEntity(env, ids.env);
  return {
    values: {
      arguments: { entity: given.uid },
      environment: { entity: environment.uid },
      ...(user === undefined ? {} : { user: { record: { username: user.username, uid: BigInt(user.uid) } } }),
      ...(group === undefined ? {} : { group: { record: { groupname: group.groupname, gid: BigInt(group.gid) } } }),
      ...(targetProcess === undefined ? {} : { namespace: { record: { target_process_id: targetProcess } } }),
    },
    entities: [given, environment],
  };
}

/** Tags live in a map: of a key that is given twice the policy sees only the last value. */
function argumentsEntity(args: Execution['args'], id: string): Entity {
  const bare = args.filter(({ value }) => value === undefined).map(({ key }) => key);
  const tags: Record<string, CedarValue> = {};
  let index = 0;
  for (const { key, value } of args) {
    if (value === undefined) tags[`$ARG${index++}`] = key;
    tags[key] = value ?? 'true';
  }
  return {
    uid: { type: 'file_system::Arguments', id },
    attributes: {
      keys: { set: args.filter(({ value }) => value !== undefined).map(({ key }) => key) },
      flags: { set: bare.filter((text) => text.startsWith('-')) },
      positional_values: { set: bare.filter((text) => !text.startsWith('-')) },
    },
    parents: [],
    tags,
  };
}

function environmentEntity(env: Execution['env'], id: string): Entity {
  return {
    uid: { type: 'file_system::Environment', id },
    attributes: { names: { set: env.map(([name]) => name) } },
    parents: [],
    tags: Object.fromEntries(env),
  };
}
