import { METRICS, type MetricKey, type MetricSpec } from './metrics.js';

export function metricSpec(key: MetricKey): MetricSpec {
  return METRICS.find((metric) => metric.key === key)!;
}

/** The metric with this key, with or without the unit: `cost_usd` or `cost`. */
export function metricNamed(word: string): MetricKey | undefined {
  return METRICS.find(({ key }) => key === word || shortOf(key) === word)?.key;
}

/** All words that metricNamed() accepts, for a message. */
export function metricLabel(): string[] {
  return METRICS.map(({ key }) => shortOf(key));
}

function shortOf(key: string): string {
  return key.replace(/_(usd|ms|percent)$/, '');
}
