// Alarms and metrics, against the recorded `alarm-*` and `metric-*` runs.

import { describe, expect, it } from 'vitest';
import { rhaiFloat, rhaiString } from '#core/base/value.ts';
import { runnerApiSdk } from '#core/sandbox/sdk/runnerApi/runnerApiSdk.ts';
import { call, constant, type Published, pureContext } from './fakeContext.ts';

describe('AlarmBuilder', () => {
  it('publishes what its setters returned and stays as it was', () => {
    const published: Published = { alarms: [], metrics: [] };
    const empty = call(runnerApiSdk, 'AlarmBuilder()', []);
    const typed = call(runnerApiSdk, 'type(AlarmBuilder, string)', [empty, rhaiString('DiskFull')]);
    const full = call(runnerApiSdk, 'details(AlarmBuilder, string)', [typed, rhaiString('sda')]);
    for (const builder of [full, typed]) {
      call(runnerApiSdk, 'publish(AlarmBuilder)', [builder], pureContext(published));
    }
    expect(published.alarms).toEqual([{ type: 'DiskFull', details: 'sda' }, { type: 'DiskFull' }]);
    expect(() => call(runnerApiSdk, 'publish(AlarmBuilder)', [empty])).toThrow('`alarm_type` must be initialized');
  });
});

describe('MetricBuilder', () => {
  it('publishes name, value, unit and dimensions', () => {
    const published: Published = { alarms: [], metrics: [] };
    let dimensions = call(runnerApiSdk, 'MetricDimensionsBuilder()', []);
    const add = 'add(MetricDimensionsBuilder, string, string)';
    dimensions = call(runnerApiSdk, add, [dimensions, rhaiString('host'), rhaiString('a1')]);
    dimensions = call(runnerApiSdk, 'build(MetricDimensionsBuilder)', [dimensions]);
    let builder = call(runnerApiSdk, 'MetricBuilder()', []);
    builder = call(runnerApiSdk, 'name(MetricBuilder, string)', [builder, rhaiString('used')]);
    expect(() => call(runnerApiSdk, 'publish(MetricBuilder)', [builder])).toThrow('`metric_value` must be initialized');
    builder = call(runnerApiSdk, 'value(MetricBuilder, f64)', [builder, rhaiFloat(80.5)]);
    builder = call(runnerApiSdk, 'unit(MetricBuilder, MetricUnitType)', [
      builder,
      constant('MetricUnitType', 'PERCENT'),
    ]);
    builder = call(runnerApiSdk, 'dimensions(MetricBuilder, MetricDimensions)', [builder, dimensions]);
    call(runnerApiSdk, 'publish(MetricBuilder)', [builder], pureContext(published));
    expect(published.metrics).toEqual([
      { name: 'used', value: 80.5, unit: 'PERCENT', dimensions: new Map([['host', 'a1']]) },
    ]);
  });
});
