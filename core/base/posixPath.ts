// Path operations exactly as Rust's `std::path::Path` does them on Linux, because entity ids and error texts follow from them.
// Source: documentation of `std::path`; a virtual path is POSIX on every platform.

/**
 * Components of a path: a leading `/` is one of them, repeated slashes and `.` are dropped (a leading `.` of a
 * relative path stays), `..` stays.
 */
export function components(path: string): readonly string[] {
  return ranges(path).map((range) => path.slice(range.start, range.end));
}

/** `Path::parent`: the path without its last component, as written; undefined for `/` and the empty path. */
export function parentPath(path: string): string | undefined {
  const parts = ranges(path);
  const last = parts[parts.length - 1];
  if (last === undefined || (parts.length === 1 && path.startsWith('/'))) return undefined;
  const before = parts[parts.length - 2];
  return before === undefined ? '' : path.slice(0, before.end);
}

/** `Path::file_name`: the last component unless it is `/`, `.` or `..`. */
export function fileName(path: string): string | undefined {
  const parts = ranges(path);
  const last = parts[parts.length - 1];
  if (last === undefined) return undefined;
  const name = path.slice(last.start, last.end);
  return name === '/' || name === '..' || name === '.' ? undefined : name;
}

/** `Path::join`: an absolute right side replaces the left; otherwise one slash stands between them. */
export function joinPath(left: string, right: string): string {
  if (right.startsWith('/')) return right;
  if (left === '' || left.endsWith('/')) return left + right;
  return `${left}/${right}`;
}

/** Whether two paths are equal as `Path` compares them: component by component. */
export function samePath(a: string, b: string): boolean {
  const left = components(a);
  const right = components(b);
  return left.length === right.length && left.every((part, i) => part === right[i]);
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function ranges(path: string): readonly Range[] {
  const out: Range[] = [];
  if (path.startsWith('/')) out.push({ start: 0, end: 1 });
  let at = 0;
  while (at < path.length) {
    const slash = path.indexOf('/', at);
    const end = slash < 0 ? path.length : slash;
    const leadingDot = at === 0 && path.slice(at, end) === '.';
    if (end > at && (leadingDot || path.slice(at, end) !== '.')) out.push({ start: at, end });
    at = end + 1;
  }
  return out;
}
