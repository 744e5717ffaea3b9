// Shape of the SDK catalog: every name a script can use, and for each call the ordered Cedar checks it makes, as data.
// The JSON beside it is generated (`scripts/catalog`), validated against `catalog.schema.json` and never edited by hand.

/** A type as scripts see it: Rhai's own (`i64`, `string`, `array`, ...) or one of the SDK's ids (`RcFileHandle`). */
export type TypeId = string;

/** A type the SDK adds to Rhai. */
export interface CatalogType {
  /** Short and unique: the display name where it is unique, else the last part of the Rust path. */
  readonly id: TypeId;
  /** Rust path as the registry names it. */
  readonly rustName: string;
  /** What `type_of()` and the engine's messages show in the runner. */
  readonly displayName: string;
  /** Whether a clone is the same object (`shared`, a reference-counted handle) or a copy (`value`). */
  readonly clone: 'shared' | 'value';
  /** For option builders: what `build()` makes and from which fields. */
  readonly builder?: CatalogBuilder;
  readonly documentation: string;
}

export interface CatalogBuilder {
  readonly builds: TypeId;
  /** In the order of the SDK. A function's `sets` names the field it sets. */
  readonly fields: readonly CatalogField[];
}

export interface CatalogField {
  readonly name: string;
  readonly type: TypeId;
  /** Whether `build()` throws without it. */
  readonly required: boolean;
  /** Null: not set, an empty list, or no limit. Enum values are given by the name of their constant. */
  readonly default: OptionDefault;
}

export interface CatalogParameter {
  readonly name: string;
  readonly type: TypeId;
  /** For arrays and maps, what they hold, where known. */
  readonly elementType?: TypeId;
}

/** How a function is written in a script. */
export type CallForm = 'function' | 'constructor' | 'method' | 'getter' | 'operator';

/** One registered signature. */
export interface CatalogFunction {
  /**
   * Unique: `name(type, type)` with type ids, the receiver first; `get$name(type)` for getters, `module::name(type)`
   * for functions that are called through their module.
   */
  readonly id: string;
  /** The name in the source; for a getter the property name. */
  readonly name: string;
  /** The name it is registered under (`get$name` for getters). */
  readonly registeredName: string;
  readonly form: CallForm;
  /** Where a function belongs to a static module (`grep::max_count`), its name. */
  readonly module?: string;
  /** Whether a module's function is also called without the module (the `==` of an enum). */
  readonly global?: boolean;
  /** The type before the dot, for methods and getters; it is not repeated in `parameters`. */
  readonly receiver?: TypeId;
  /** Whether the receiver is taken as `&mut`. */
  readonly mutatesReceiver: boolean;
  /** Whether calling it on a constant throws `Non-pure method ... cannot be called on constant`; few methods do. */
  readonly failsOnConstants?: boolean;
  readonly parameters: readonly CatalogParameter[];
  readonly returns: TypeId;
  /** For arrays and maps, what they hold, where known. */
  readonly elementType?: TypeId;
  /** Where `returns` is `any`: the types the value really has. */
  readonly returnsOneOf?: readonly TypeId[];
  /** Keys of the returned map, or of each returned map where `elementType` is `map`, with their types. */
  readonly mapFields?: Readonly<Record<string, TypeId>>;
  /** For setters of a builder: the field they set. */
  readonly sets?: string;
  /** Whether the call can throw at all. */
  readonly fallible: boolean;
  /** Area of the SDK: `file-io`, `network`, `process`, `system`, `disk`, `common`, `runner`. */
  readonly area: SdkArea;
  /** Availability: only on Linux in the real SDK. */
  readonly linuxOnly?: boolean;
  readonly documentation: string;
  readonly checks: readonly Check[];
  /**
   * Fields of the object that the call returns, as far as later checks depend on them (`path` of a handle, `url` of a
   * request). Where it returns a map or an array, those of each item; `element` is then the item's key.
   */
  readonly result?: Readonly<Record<string, ResourceExpression>>;
}

export type SdkArea = 'file-io' | 'network' | 'process' | 'system' | 'disk' | 'common' | 'runner';

/** A static module of constants and flags, such as `IoErrorKind` or `grep`. */
export interface CatalogModule {
  readonly name: string;
  readonly area: SdkArea;
  readonly documentation: string;
  readonly constants: readonly CatalogConstant[];
  /** Ids of the functions that are called as `module::name(...)`. */
  readonly functions: readonly string[];
}

export interface CatalogConstant {
  readonly name: string;
  readonly type: TypeId;
  readonly documentation: string;
  /** Another constant of the module that means the same (`n` for `number`). */
  readonly aliasOf?: string;
}

export interface Catalog {
  readonly rexVersion: string;
  readonly types: readonly CatalogType[];
  readonly functions: readonly CatalogFunction[];
  readonly modules: readonly CatalogModule[];
}

/**
 * One authorization the call asks for. Checks stand in the order in which the runner makes them.
 * Two checks where the second has `fallbackOf` form one group: the group is denied when all of its checks are.
 */
export interface Check {
  /** Cedar action, e.g. `file_system::Action::"open"`. */
  readonly action: string;
  /** Cedar entity type of the resource. Two where it depends on what the entry is. */
  readonly resourceTypes: readonly string[];
  /** Which resource; `fresh` where the id is made up for every check and no policy can name it. */
  readonly resource: ResourceExpression;
  /** When the check is made at all; absent means in every run that gets this far. */
  readonly when?: Guard;
  /** Made once per element rather than once. */
  readonly loop?: Loop;
  /** What a denial does to the call. */
  readonly onDeny: DenyEffect;
  /** Index (in the same list) of the check that this one stands in for when that is refused. */
  readonly fallbackOf?: number;
  /** Context the request carries, by key. Absent means none. */
  readonly context?: Readonly<Record<string, ContextExpression>>;
  /** The principal is the effective user; `root` where the SDK switches to uid 0 before it asks. */
  readonly principal?: 'root';
  /** Made only on the way to a failure that no policy can avert, such as a wrong type. */
  readonly doomed?: boolean;
  /** A refusal loses the text that the file at this path holds, and has no effect where there is none. */
  readonly loses?: ResourceExpression;
  /** What a `create` makes, where it is not what the resource's type says. */
  readonly makes?: 'symlink';
}

/**
 * What a denial does:
 * `throw` an error map, `throwPlain` a string, `fallback` to the next check of the group, `skip` this element,
 * `empty` the whole result is empty, `omit` a part of the result is missing, `ignore` nothing the script can see.
 */
export type DenyEffect = 'throw' | 'throwPlain' | 'fallback' | 'skip' | 'empty' | 'omit' | 'ignore';

/** A string computed from a call's arguments and the host. Evaluated over abstract values by the verdicts. */
export type ResourceExpression =
  | { readonly op: 'constant'; readonly value: string }
  /** Parameter by name; `receiver` names the object before the dot. */
  | { readonly op: 'argument'; readonly name: string }
  /** A field of an object that an earlier call set: an option, or the path of a handle. */
  | { readonly op: 'field'; readonly of: ResourceExpression; readonly name: string }
  /** Directory part of a path, as `Path::parent` gives it. */
  | { readonly op: 'parent'; readonly of: ResourceExpression }
  /** Last component, as `Path::file_name` gives it. */
  | { readonly op: 'base'; readonly of: ResourceExpression }
  | { readonly op: 'join'; readonly left: ResourceExpression; readonly right: ResourceExpression }
  /** Both texts, one behind the other. */
  | { readonly op: 'concat'; readonly left: ResourceExpression; readonly right: ResourceExpression }
  /** All symbolic links followed, as the kernel names the opened object. */
  | { readonly op: 'resolved'; readonly of: ResourceExpression }
  /** The element of the enclosing loop. */
  | { readonly op: 'element' }
  /** Text replacement on the whole string, e.g. a sysctl key's dots. */
  | { readonly op: 'replace'; readonly of: ResourceExpression; readonly from: string; readonly to: string }
  /** The nearest directory at or above a path that exists. */
  | { readonly op: 'existingAncestor'; readonly of: ResourceExpression }
  /** A path below `from`, at the same place below `to`. */
  | {
      readonly op: 'moved';
      readonly of: ResourceExpression;
      readonly from: ResourceExpression;
      readonly to: ResourceExpression;
    }
  | {
      readonly op: 'choose';
      readonly when: Guard;
      readonly then: ResourceExpression;
      readonly otherwise: ResourceExpression;
    }
  | { readonly op: 'fresh' }
  /** Known to exist but computed from the host in a way the language cannot say. `note` is for the hover. */
  | { readonly op: 'host'; readonly note: string };

export type ContextExpression =
  | ResourceExpression
  | { readonly op: 'record'; readonly fields: Readonly<Record<string, ContextExpression>> }
  /** The whole context of `execute`, made from its options; it stands alone. */
  | { readonly op: 'execution'; readonly of: ResourceExpression };

/** A condition on arguments and host. An option compares with a plain value or a constant's name. `unknown` conditions are named, so that no verdict relies on them. */
export type Guard =
  | { readonly op: 'flag'; readonly argument: string; readonly flags: readonly string[] }
  | {
      readonly op: 'option';
      readonly of: ResourceExpression;
      readonly name: string;
      readonly default: OptionDefault;
      readonly equals: OptionDefault;
    }
  | { readonly op: 'given'; readonly of: ResourceExpression; readonly name: string }
  | { readonly op: 'isDirectory' | 'isFile' | 'isSymlink' | 'exists'; readonly path: ResourceExpression }
  | { readonly op: 'differs'; readonly left: ResourceExpression; readonly right: ResourceExpression }
  /** A rename between the two directories would leave the file system. */
  | { readonly op: 'otherFileSystem'; readonly left: ResourceExpression; readonly right: ResourceExpression }
  /** A directory that exists and has entries. */
  | { readonly op: 'hasEntries'; readonly path: ResourceExpression }
  /** The runner is an ordinary user's but may become root (CAP_SETUID). */
  | { readonly op: 'mayBecomeRoot' }
  | { readonly op: 'denied'; readonly check: number }
  /** Made until it has succeeded once in the run; `note` says what is then remembered. */
  | { readonly op: 'firstTime'; readonly note: string }
  | { readonly op: 'not'; readonly of: Guard }
  | { readonly op: 'and' | 'or'; readonly of: readonly Guard[] }
  | { readonly op: 'unknown'; readonly note: string };

export type OptionDefault = boolean | number | string | null;

/** What the element of a repeated check ranges over. */
export type Loop =
  /** Entries of a directory; `recursive` for a whole tree. Every element lies below `root`. */
  | {
      readonly over: 'entries';
      readonly root: ResourceExpression;
      readonly recursive: boolean;
      readonly kinds: 'files' | 'directories' | 'all';
    }
  /** Every prefix of a path that a recursive creation walks through, `root` excluded. */
  | { readonly over: 'prefixes'; readonly path: ResourceExpression; readonly root?: ResourceExpression }
  /** Running processes; `some` where only those that were listed before and match. */
  | { readonly over: 'processes'; readonly some?: boolean }
  /** Mount points; of those, the ones that begin with one of `targets` where such are given. */
  | { readonly over: 'mounts'; readonly targets?: ResourceExpression }
  /** Items of an array. */
  | { readonly over: 'items'; readonly of: ResourceExpression }
  | { readonly over: 'host'; readonly note: string };
