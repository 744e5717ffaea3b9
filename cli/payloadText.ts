// The payload of a run as the runner prints it: compact JSON, indented JSON, or text for people.

import type { Payload } from '#core/sandbox/runner/payload.ts';

export const OUTPUT_FORMATS = ['json', 'pretty-json', 'human'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What goes to the two streams. */
export interface PrintedPayload {
  readonly out: string;
  readonly err: string;
}

/** JSON has no newline at its end, as in the runner. `verbose` adds logs and metrics to the text for people. */
export function printPayload(payload: Payload, format: OutputFormat, verbose: boolean): PrintedPayload {
  switch (format) {
    case 'json':
      return { out: JSON.stringify(payload), err: '' };
    case 'pretty-json':
      return { out: JSON.stringify(payload, undefined, 2), err: '' };
    case 'human':
      return humanText(payload, verbose);
  }
}

function humanText({ output, error, logs, metrics }: Payload, verbose: boolean): PrintedPayload {
  const logLines = verbose ? (logs ?? []).map(({ attributes }) => `[${attributes.level}] ${attributes.message}\n`) : [];
  const result = error === undefined && output !== '' ? [`${output}\n`] : [];
  const metricLines =
    verbose && metrics !== undefined
      ? ['--- metrics ---\n', ...metrics.map((metric) => `${metric.metric_name}: ${metric.metric_value}\n`)]
      : [];
  return {
    out: [...logLines, ...result, ...metricLines].join(''),
    err: error === undefined ? '' : `error: ${error.message}\n`,
  };
}
