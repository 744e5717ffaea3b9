// Takes out of texts what is different in every run of the real runner: closure names, UUIDs and process ids.

/** Every UUID becomes `<fresh>`. */
export function withoutFreshIds(text: string): string {
  return text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<fresh>');
}

/** Ids in paths and resources become `<pid>`. */
export function withoutPids(text: string): string {
  return text
    .replace(/(process_system::Process::"?)\d+/g, '$1<pid>')
    .replace(/\/proc\/\d+(?=[/"\s)]|$)/g, '/proc/<pid>')
    .replace(/\bPID:? \d+/g, 'PID <pid>');
}

/** All of it, for outputs and messages. */
export function comparableText(text: string): string {
  return withoutPids(withoutFreshIds(text)).replace(/anon\$[0-9a-f]+/g, 'anon$');
}
