// `MetricBuilder` and `MetricDimensionsBuilder`: a metric that the script publishes in the run's payload.
// Source: rex-runner-registrar 0.1.0 `script_metric_collector.rs`; setters take the builder by value.

import { type RhaiValue, type SdkObject, UNIT } from '#core/base/value.ts';
import { constantName, floatArgument, objectArgument, textArgument } from '../common/sdkArguments.ts';
import type { SdkModule } from '../types.ts';
import { notInitialized } from './notInitialized.ts';

interface MetricFields {
  readonly name?: string;
  readonly value?: number;
  readonly unit?: string;
  readonly dimensions?: Dimensions;
}

type Dimensions = ReadonlyMap<string, string>;

export const metricBuilderSdk: SdkModule = {
  'MetricBuilder()': () => builder({}),
  'name(MetricBuilder, string)': (_, args) => builder({ ...fieldsAt(args), name: textArgument(args, 1) }),
  'value(MetricBuilder, f64)': (_, args) => builder({ ...fieldsAt(args), value: floatArgument(args, 1) }),
  'unit(MetricBuilder, MetricUnitType)': (_, args) => {
    const unit = constantName(objectArgument(args, 1));
    if (unit === undefined) throw new Error('a metric unit names no constant');
    return builder({ ...fieldsAt(args), unit });
  },
  'dimensions(MetricBuilder, MetricDimensions)': (_, args) =>
    builder({ ...fieldsAt(args), dimensions: dimensionsOf(objectArgument(args, 1)) }),
  'publish(MetricBuilder)': (context, args) => {
    const { name, value, unit, dimensions } = fieldsAt(args);
    if (name === undefined) throw notInitialized('metric_name');
    if (value === undefined) throw notInitialized('metric_value');
    if (unit === undefined) throw notInitialized('metric_unit');
    context.publishMetric({ name, value, unit, dimensions: dimensions ?? new Map() });
    return UNIT;
  },
  'MetricDimensionsBuilder()': () => dimensionsObject('MetricDimensionsBuilder', new Map()),
  'add(MetricDimensionsBuilder, string, string)': (_, args) => {
    const before = dimensionsOf(objectArgument(args, 0));
    return dimensionsObject(
      'MetricDimensionsBuilder',
      new Map([...before, [textArgument(args, 1), textArgument(args, 2)]]),
    );
  },
  'build(MetricDimensionsBuilder)': (_, args) =>
    dimensionsObject('MetricDimensions', dimensionsOf(objectArgument(args, 0))),
};

function builder(fields: MetricFields): SdkObject {
  return { kind: 'object', type: 'MetricBuilder', state: fields };
}

function fieldsAt(args: readonly RhaiValue[]): MetricFields {
  return objectArgument(args, 0).state as MetricFields;
}

function dimensionsObject(type: string, dimensions: Dimensions): SdkObject {
  return { kind: 'object', type, state: dimensions };
}

function dimensionsOf(object: SdkObject): Dimensions {
  return object.state as Dimensions;
}
