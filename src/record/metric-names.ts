import { METRICS, type MetricKey } from './metrics.js';

/** The metric that a word names: its key, or that without the unit, as `cost` and `wait_p95`. */
export function metricNamed(word: string): MetricKey | undefined {
  return METRICS.find(({ key }) => key === word || shortOf(key) === word)?.key;
}

/** What may be said, for a message. */
export function metricLabel(): string[] {
  return METRICS.map(({ key }) => shortOf(key));
}

function shortOf(key: string): string {
  return key.replace(/_(usd|ms|percent)$/, '');
}
