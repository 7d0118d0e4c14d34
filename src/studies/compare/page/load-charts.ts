import type { LoadSeries } from '../../../record/load-series.js';
import type { RunSeries } from '../../../record/series.js';
import { valueAxis } from '../../../report/charts/axes.js';
import { type ChartSpec, idOf } from '../../../report/charts/chart-spec.js';
import { AMOUNT, ageOfHead, unitFor } from '../../../report/charts/load-charts.js';
import { comparedLines, type Heading, type NamedRun } from './compared-lines.js';

/** The most services with charts of their own, the first run's busiest first; services.csv has all. */
const SERVICES_MAX = 3;

type Values = readonly (number | null)[];

interface Shown extends Omit<Heading, 'id'> {
  /** Prefix of the service's name. */
  readonly id: string;
  readonly valuesOf: (load: LoadSeries) => Values;
  /** Left out if all values are empty. */
  readonly isOptional?: boolean;
}

/** Draws the load of each service, and how each run's tasks handled it. Empty if no run has a load. */
export function comparedLoadCharts(runs: readonly NamedRun[]): ChartSpec[] {
  const all = runs.flatMap(({ record }) => record.series.loads);
  const names = [...new Set(all.map(({ name }) => name))].slice(0, SERVICES_MAX);
  return names.flatMap((name) => chartsOf(runs, name));
}

function chartsOf(runs: readonly NamedRun[], name: string): ChartSpec[] {
  const loadIn = ({ loads }: RunSeries) => loads.find((load) => load.name === name);
  const loads = runs.flatMap(({ record }) => loadIn(record.series) ?? []);
  return [...trafficOf(loads[0]), tasksOf(name), utilisationOf(name), waitOf(loads)].flatMap(({ id, valuesOf, isOptional, ...heading }) => {
    const isEmpty = loads.every((load) => valuesOf(load).every((value) => value === null || value === 0));
    if (isOptional && isEmpty) return [];
    return comparedLines(runs, { id: `${id}-${idOf(name)}`, ...heading }, (series) => {
      const load = loadIn(series);
      return load === undefined ? [] : valuesOf(load);
    });
  });
}

function trafficOf({ name, isQueue }: LoadSeries): Shown[] {
  const what = isQueue ? 'Messages' : 'Requests';
  const y = valueAxis(`${what.toLowerCase()} a second`, { format: AMOUNT });
  const each = 'a second on average over each interval.';
  return [
    { id: 'traffic', title: `${what} to ${name}`, of: `${what} that came, ${each}`, y, valuesOf: (load) => load.arrived },
    {
      id: 'turned-away',
      title: `${what} that ${name} turned away`,
      of: `${what} that were not served, ${each}`,
      y,
      valuesOf: (load) => load.shed,
      isOptional: true,
    },
  ];
}

function tasksOf(name: string): Shown {
  const y = valueAxis('tasks');
  return { id: 'scaled-tasks', title: `Running tasks of ${name}`, of: 'Tasks in RUNNING.', y, valuesOf: (load) => load.runningTasks };
}

function utilisationOf(name: string): Shown {
  const description = 'Used CPU, as a share of the CPU that its tasks reserve.';
  const y = valueAxis('utilisation (%)', { max: 100 });
  return { id: 'utilisation', title: `CPU of ${name} in use`, of: description, y, valuesOf: (load) => load.cpuPercent };
}

/** Latency of requests, or age of the first message of a queue; all runs in one unit. */
function waitOf(loads: readonly LoadSeries[]): Shown {
  const { name, isQueue } = loads[0];
  const waits = (load: LoadSeries) => (load.isQueue ? ageOfHead(load) : load.waitP95Ms);
  const { ms: unitMs, name: unit } = unitFor(loads.flatMap(waits));
  return {
    id: 'load-wait',
    title: isQueue ? `Oldest message to ${name}` : `Wait of requests to ${name}, p95`,
    of: isQueue
      ? 'Time that the message at the head of the queue has waited at the end of each interval.'
      : 'Nineteen of twenty served requests waited no longer; the worst minute of each interval.',
    y: valueAxis(`wait (${unit})`, { format: AMOUNT }),
    valuesOf: (load) => waits(load).map((value) => (value === null ? null : Math.round((1_000 * value) / unitMs) / 1_000)),
    isOptional: true,
  };
}
