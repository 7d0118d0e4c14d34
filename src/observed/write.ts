import { isoText } from '../load/formats/clock.js';
import type { ObservedSeries } from './series.js';

/** Formats named series as an answer of get-metric-data, newest point first, with the matching queries. */
export function metricDataJson(all: readonly ObservedSeries[]): string {
  const queries = all.map(({ name, statistic, periodMs }, i) => ({
    Id: `m${i + 1}`,
    MetricStat: {
      Metric: {
        Namespace: name!.namespace,
        MetricName: name!.metric,
        Dimensions: Object.entries(name!.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodMs / 1_000,
      Stat: statistic,
    },
  }));
  const results = all.map(({ label, atMs, values }, i) => ({
    Id: `m${i + 1}`,
    Label: label,
    Timestamps: atMs.map((ms) => isoText(ms).replace('Z', '+00:00')).toReversed(),
    Values: values.toReversed(),
    StatusCode: 'Complete',
  }));
  const lines = (list: readonly object[]) => list.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
  return `{\n  "MetricDataQueries": [\n${lines(queries)}\n  ],\n  "MetricDataResults": [\n${lines(results)}\n  ],\n  "Messages": []\n}\n`;
}
