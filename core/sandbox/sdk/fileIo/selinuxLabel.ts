// `set_extended_attr`: changes parts of a file's SELinux label, the only attribute the SDK can set.
// Source: rust-safe-io 0.1.0 `file/unix/linux/setxattr.rs`.

import { decodeUtf8Lossy, encodeUtf8 } from '#core/base/utf8.ts';
import type { SdkContext } from '../types.ts';
import { requireFile } from './fileAuthorization.ts';
import { type FileHandle, filePath } from './handles.ts';
import { invalidArguments, ioError, rustixCall } from './ioError.ts';

export interface SetXAttrOptions {
  readonly name: string;
  readonly selinux_user: string | undefined;
  readonly selinux_role: string | undefined;
  readonly selinux_type: string | undefined;
  readonly selinux_level: string | undefined;
}

const SELINUX = 'security.selinux';

/** Check: set_x_attr, with the attribute's name as context. */
export function setSelinuxLabel(context: SdkContext, handle: FileHandle, options: SetXAttrOptions): void {
  const { name } = options;
  requireFile(context, 'set_x_attr', filePath(handle), { xattr: { record: { name } } });
  if (name !== SELINUX) {
    const reason = `Extended attribute for '${name}' is not supported. Only '${SELINUX}' is supported.`;
    throw ioError('UnsupportedOperationError', `Unsupported Operation error: ${reason}`);
  }
  const parts = [
    { name: 'user', value: options.selinux_user },
    { name: 'role', value: options.selinux_role },
    { name: 'type', value: options.selinux_type },
    { name: 'level', value: options.selinux_level },
  ];
  for (const part of parts) if (part.value !== undefined) requirePart(part.name, part.value);
  const { fs, credentials } = context.host;
  const { inode } = handle.file;
  const old = rustixCall(() => fs.getXattr(inode, name));
  if (old.length === 0) throw invalidArguments(`SELinux extended attribute '${name}' is empty`);
  const present = decodeUtf8Lossy(old).split(':');
  if (present.length !== parts.length) {
    throw invalidArguments(
      `Invalid xattr format for '${name}': expected 4 colon-separated components, got ${present.length}`,
    );
  }
  const label = parts.map(({ value }, index) => value ?? present[index]).join(':');
  rustixCall(() => fs.setXattr(credentials, inode, name, encodeUtf8(label)));
  context.effect({ change: 'attribute', target: handle.file.path, after: label });
}

function requirePart(name: string, value: string): void {
  const trimmed = value.trim();
  if (trimmed === '') throw invalidArguments(`SELinux ${name} cannot be empty or whitespace-only`);
  if (trimmed !== value) throw invalidArguments(`SELinux ${name} cannot have leading or trailing whitespace`);
  if (value.includes(':')) {
    throw invalidArguments(`SELinux ${name} cannot contain ':' character as it is the context delimiter`);
  }
  if (/\p{Cc}/u.test(value)) throw invalidArguments(`SELinux ${name} cannot contain control characters`);
}
