// A value of each of Rhai's own types, as scripts write it.

/** By the ids of the catalog. */
export const RHAI_VALUES: Readonly<Record<string, string>> = {
  i64: '1',
  f64: '1.5',
  bool: 'true',
  string: '"a"',
  char: "'a'",
  array: '[1]',
  map: '#{a: 1}',
  unit: '()',
  function: '(|x| x)',
};
