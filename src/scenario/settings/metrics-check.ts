import type { Context } from '../context.js';
import { durationMs, formatDuration } from '../units.js';

/** Minutes of a year. Charts keep their data in memory, one value per row. */
const ROWS_MAX = 527_040;

export function checkMetrics({ scenario, error }: Context): void {
  const { every } = scenario.metrics;
  if (every === undefined) return;
  const rows = Math.ceil(durationMs(scenario.duration) / durationMs(every));
  if (rows <= ROWS_MAX) return;
  const least = formatDuration(1000 * Math.ceil(durationMs(scenario.duration) / ROWS_MAX / 1000));
  error(
    ['metrics', 'every'],
    `${every} makes ${rows} rows of each service and capacity provider: at most ${ROWS_MAX}, so ${least} or more`,
  );
}
