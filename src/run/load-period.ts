import { DAY_MS, HOUR_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import type { Setup } from '../sim/setup.js';
import type { ArrivalPattern } from '../workload/pattern.js';

type LoadShape = NonNullable<Setup['services'][number]['load']>['shape'];

const WEEK_MS = 7 * DAY_MS;

/**
 * Returns the time after which the demand of a scenario repeats: the least common multiple of the periods of schedules, arrivals and loads.
 * Null if it does not repeat, or in less than an hour, which averages out.
 */
export function loadPeriodMs({ services, workloads }: Setup): Ms | null {
  const periods = [
    ...services.flatMap(({ desiredEveryMs, load, scaling }) => [
      ...(desiredEveryMs === null ? [] : [desiredEveryMs]),
      ...(load === null ? [] : periodsOfShape(load.shape)),
      ...(scaling?.actions ?? []).flatMap(({ expression }) => periodsOfCron(expression)),
    ]),
    ...workloads.flatMap(({ arrivals }) => periodsOfArrivals(arrivals)),
  ].filter((ms) => ms >= HOUR_MS);
  return periods.length === 0 ? null : periods.reduce(leastCommonMultiple);
}

function periodsOfShape(shape: LoadShape): Ms[] {
  switch (shape.kind) {
    case 'constant':
      return [];
    case 'diurnal':
      return [DAY_MS];
    case 'steps':
    case 'ramps':
      return shape.everyMs === null ? [] : [shape.everyMs];
    case 'sum':
      return shape.of.flatMap(periodsOfShape);
    case 'scaled':
      return [...periodsOfShape(shape.of), ...(shape.by.everyMs === null ? [] : [shape.by.everyMs])];
  }
}

function periodsOfArrivals(arrivals: ArrivalPattern): Ms[] {
  if (arrivals.kind === 'diurnal') return [DAY_MS];
  if (arrivals.kind === 'schedule') return arrivals.everyMs === null ? [] : [arrivals.everyMs];
  return arrivals.kind === 'cron' ? periodsOfCron(arrivals.expression) : [];
}

/** `cron(minute hour day-of-month month day-of-week year)`: a week where days of the week are chosen, else a day. */
function periodsOfCron(expression: string): Ms[] {
  const [, fields] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (fields === undefined) return [];
  return /^[*?]$/.test(fields.trim().split(/\s+/)[4] ?? '*') ? [DAY_MS] : [WEEK_MS];
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
