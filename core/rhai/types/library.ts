// Rhai's own library as far as it matters here: which functions there are, which change their receiver, what they return.
// Source: the functions that rhai 1.27 registers with the packages the runner loads.

import { FUNCTION_TYPE } from './valueTypes.ts';

/** What a library function does with its first argument, by name; overloads of one name behave alike unless noted. */
export interface LibraryFunction {
  /** Whether the first argument may be changed in place. */
  readonly changes: boolean;
  /** The type of the result where it is the same for all overloads. */
  readonly returns: string | undefined;
}

/** Functions of Rhai's packages and those that the engine itself answers. */
export const LIBRARY: ReadonlyMap<string, LibraryFunction> = new Map([
  ...entries(false, 'i64', 'len bytes index_of parse_int to_int sign get_bits parse_le_int parse_be_int start end'),
  ...entries(false, 'bool', [
    'contains starts_with ends_with is_empty is_even is_odd is_zero is_nan is_finite is_infinite is_exclusive',
    'is_inclusive is_anonymous all some get_bit is_shared is_def_var is_def_fn',
  ]),
  ...entries(
    false,
    'string',
    'to_string to_debug to_json to_hex to_octal to_binary type_of as_string sub_string debug',
  ),
  ...entries(false, 'f64', [
    'to_float parse_float sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh hypot exp ln log PI E',
    'to_degrees to_radians floor ceiling round int fraction parse_le_float parse_be_float',
  ]),
  ...entries(false, 'array', 'keys values split_rev to_chars to_array zip order order_by order_desc'),
  ...entries(false, 'unit', 'for_each sleep exit'),
  ...entries(false, FUNCTION_TYPE, 'Fn curry'),
  ...entries(false, undefined, [
    'abs min max to_upper to_lower get extract find find_map map filter reduce reduce_rev parse_json range bits chars',
    'blob to_blob timestamp elapsed name tag call',
  ]),
  // `split` on an array cuts the array off; on a string it does not, which the flow analysis tells apart.
  ...entries(true, undefined, 'pop shift remove take drain retain split'),
  ...entries(true, 'unit', [
    'trim make_upper make_lower append push insert clear crop pad replace truncate chop reverse sort sort_by sort_desc',
    'dedup splice set mixin fill_with set_bit set_bits set_tag write_le write_be write_utf8 write_ascii',
  ]),
]);

/** Library functions that call a function they are given; its first argument is an item of the receiver. */
export const CALLBACK_TAKERS: ReadonlySet<string> = new Set(
  words(
    'map filter for_each find find_map all some index_of retain drain dedup sort sort_by order order_by reduce reduce_rev zip',
  ),
);

/** Of those, the ones whose callback gets one item (and perhaps its index). */
export const ITEM_CALLBACKS: ReadonlySet<string> = new Set(
  words('map filter for_each find find_map all some index_of retain drain'),
);

function entries(
  changes: boolean,
  returns: string | undefined,
  names: string | readonly string[],
): readonly (readonly [string, LibraryFunction])[] {
  return [names]
    .flat()
    .flatMap(words)
    .map((name) => [name, { changes, returns }]);
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
