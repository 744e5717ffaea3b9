// Points in time as the payload writes them.

const NS_PER_MS = 1_000_000n;

/** As in the attributes of a log entry: `2026-05-05 12:00:00.000001 UTC`. */
export function logTimestamp(ns: bigint): string {
  return `${civil(ns).replace('T', ' ')} UTC`;
}

/** RFC 3339, as in a metric. */
export function rfc3339(ns: bigint): string {
  return `${civil(ns)}Z`;
}

/** Date and time; the fraction has as many groups of three digits as it needs. */
function civil(ns: bigint): string {
  const seconds = new Date(Number(ns / NS_PER_MS)).toISOString().slice(0, 19);
  const fraction = String(ns % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/(?:000){1,3}$/, '');
  return fraction === '' ? seconds : `${seconds}.${fraction}`;
}
