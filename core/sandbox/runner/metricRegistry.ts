// The metrics of a payload, by name: a later one of the same name replaces an earlier one, as in the runner.

import type { PayloadMetric } from './payload.ts';

export class MetricRegistry {
  readonly #byName = new Map<string, PayloadMetric>();

  add(
    name: string,
    value: number,
    unit: string,
    dimensions: Readonly<Record<string, string>>,
    timestamp: string,
  ): void {
    this.#byName.set(name, {
      metric_name: name,
      metric_value: value,
      metric_unit: unit,
      metric_dimension: dimensions,
      metric_timestamp: timestamp,
    });
  }

  /** One occurrence of a success or failure. */
  count(name: string, info: 'SuccessCount' | 'FailureCount', timestamp: string): void {
    this.add(name, 1, 'COUNT', { MetricInfo: info }, timestamp);
  }

  /** A time in nanoseconds. */
  duration(name: string, nanoseconds: number, timestamp: string): void {
    this.add(name, nanoseconds, 'TIME', { MetricInfo: 'Duration' }, timestamp);
  }

  /** A figure about the runner's own process. */
  usage(name: string, value: number, unit: 'PERCENT' | 'MEGABYTES', timestamp: string): void {
    this.add(name, value, unit, { MetricInfo: 'ProcessMonitoring' }, timestamp);
  }

  all(): readonly PayloadMetric[] {
    return [...this.#byName.values()];
  }
}
