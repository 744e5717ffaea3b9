// Tells by name and content what looks like a secret. It errs on the side of secrets: what is left out can be added by hand.

/** Why a file counts as secret, in words. */
export type SecretReason = string;

const SECRET_NAMES: readonly (readonly [RegExp, SecretReason])[] = [
  [/^\.env(\.(?!example$|sample$|template$).*)?$/i, 'an environment file'],
  [/\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)$/i, 'a key or a key store'],
  [/^id_(rsa|dsa|ecdsa|ed25519)/i, 'a private key'],
  [/^\.(npmrc|pypirc|netrc|htpasswd|pgpass|git-credentials|dockercfg)$/i, 'a file of credentials'],
  [/^(shadow|gshadow)-?$/, 'password hashes'],
  [/^(_netrc|kubeconfig|credentials?)(\..*)?$/i, 'a file of credentials'],
  [
    /(^|[._-])(secrets?|passwords?|passwd|tokens?|apikeys?|private)([._-](?!rhai$|cedar$).*)?\.(json|ya?ml|toml|ini|txt|conf|cfg|properties|xml)$/i,
    'named like a secret',
  ],
  [/\.tfstate(\..*)?$/i, 'a state of Terraform, which holds secrets'],
];

/** Folders of which nothing is read. */
const SECRET_FOLDERS = new Set(['.git', '.hg', '.svn', '.ssh', '.gnupg', '.aws', '.azure', '.kube', '.docker']);

const SECRET_CONTENTS: readonly (readonly [RegExp, SecretReason])[] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----/, 'holds a private key'],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, 'holds an access key of AWS'],
  [/\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{20,})/, 'holds a token of a code host'],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, 'holds a token of Slack'],
  [/\bAIza[\w-]{35}/, 'holds an API key of Google'],
  [/\b(sk|rk|pk)[-_](live|test|proj|ant)[-_][\w-]{16,}/, 'holds an API key'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'holds a token of npm'],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/, 'holds a web token'],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{1,64}:[^\s:@/]{3,64}@/i, 'holds an address with a password'],
  [
    /(password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?[ \t]{0,8}[:=][ \t]{0,8}(?!["']?(?:[$<{%*]|(?:null|none|true|false|undefined|changeme|example|xxx+|\.\.\.)\b))(?:["'][^"'\n]{8,}["']|[^\s"'(){}<>;,]{8,}(?=[\s;,]|$))/i,
    'holds what looks like a password or a token',
  ],
  [/^(root|[a-z_][a-z0-9_-]*):\$[0-9a-z]+\$/m, 'holds password hashes'],
];

/** Why a file of this name counts as secret; undefined where it does not. */
export function secretName(name: string): SecretReason | undefined {
  if (name.endsWith('.pub')) return undefined;
  return SECRET_NAMES.find(([pattern]) => pattern.test(name))?.[1];
}

/** Whether a folder of this name is left alone. */
export function isSecretFolder(name: string): boolean {
  return SECRET_FOLDERS.has(name);
}

/** Why this content counts as secret; undefined where it does not. Bytes are read as Latin-1, which loses none. */
export function secretContent(content: Uint8Array): SecretReason | undefined {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
  // UTF-16 has a zero byte in each character of these patterns.
  const narrow = text.includes('\0') ? [text, text.replaceAll('\0', '')] : [text];
  return SECRET_CONTENTS.find(([pattern]) => narrow.some((one) => pattern.test(one)))?.[1];
}
