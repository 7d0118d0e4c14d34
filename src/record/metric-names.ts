import { METRICS, type MetricKey, type MetricSpec } from './metrics.js';

export function metricSpec(key: MetricKey): MetricSpec {
  return METRICS.find((metric) => metric.key === key)!;
}

/** The metric with this key, with or without the unit: `cost_usd` or `cost`. */
export function metricNamed(word: string): MetricKey | undefined {
  return METRICS.find(({ key }) => key === word || shortOf(key) === word)?.key;
}

/** The words for a message: without the unit where that names one metric alone. */
export function metricLabel(): string[] {
  const words = METRICS.map(({ key }) => shortOf(key));
  return METRICS.map(({ key }, i) => (words.indexOf(words[i]!) === words.lastIndexOf(words[i]!) ? words[i]! : key));
}

function shortOf(key: string): string {
  return key.replace(/_(usd|ms|percent)$/, '');
}
