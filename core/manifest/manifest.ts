// What a script can touch: the requests that some run of it can make, as data that travels as JSON. Lines and columns count from 1.

import type { JsonRange } from '#core/verdict/checkJson.ts';
import type { Category } from './categories.ts';

/** Which resources a request can be about. */
export type ResourcePattern =
  | { readonly kind: 'exact'; readonly value: string }
  /** Every id that begins so. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  /** Every id that begins and ends so. */
  | { readonly kind: 'pattern'; readonly prefix: string; readonly suffix: string }
  | { readonly kind: 'anything' }
  /** The id is made up for each request, so that no policy can name it. */
  | { readonly kind: 'fresh' };

/** Where a value that decides a resource comes from. */
export interface Input {
  readonly kind: 'content' | 'response' | 'argument' | 'data' | 'listing' | 'process' | 'unknown';
  /** In words: `Argument target`, `Content of /etc/app.conf`. */
  readonly text: string;
  /** Where it comes in; absent where that is not known. */
  readonly line?: number;
  /** `prefix` after a check of how it begins, `fixed` after a comparison with known values. */
  readonly bound: 'no' | 'prefix' | 'fixed';
}

/** Something that must be so for a call to be reached, in the words of the script. */
export interface Condition {
  readonly text: string;
  readonly line: number;
}

/** A place that makes the request. */
export interface Use {
  readonly function: string;
  readonly range: JsonRange;
  /** The function of the script that holds the call; absent at the top level. */
  readonly within?: string;
  readonly inputs: readonly Input[];
  /** What encloses the call or stands before it in its block; callers of the enclosing function are not looked at. */
  readonly conditions: readonly Condition[];
}

/** One kind of request about resources of one pattern. */
export interface Permission {
  readonly category: Category;
  /** Cedar action, e.g. `file_system::Action::"read"`. */
  readonly action: string;
  readonly resourceType: string;
  /** Set where the request is made for root instead of the effective user. */
  readonly principal?: 'root';
  readonly resource: ResourcePattern;
  /** The options of an execution and the like, with `*` for what is not known; absent where the request carries none. */
  readonly context?: string;
  readonly uses: readonly Use[];
}

/** A script that is loaded and whose calls are not in the manifest. */
export interface ForeignModule {
  /** With `*` for what is not known. */
  readonly path: string;
  readonly line: number;
}

export interface ScriptManifest {
  readonly version: 1;
  readonly rex: string;
  readonly script: string;
  /** What must hold for the manifest to be the whole truth. */
  readonly assumes: readonly string[];
  readonly notCovered: readonly ForeignModule[];
  /** In the order of categories, then of the text. */
  readonly permissions: readonly Permission[];
}
