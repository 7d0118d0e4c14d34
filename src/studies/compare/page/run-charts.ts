import { durationText, usdText } from '../../../kernel/quantity-text.js';
import { USD, valueAxis } from '../../../report/charts/axes.js';
import { barChart, bars, flatChart } from '../../../report/charts/build.js';
import { type ChartSpec, idOf, shownOf } from '../../../report/charts/chart-spec.js';
import { fleetCharts } from '../../../report/charts/fleet-chart.js';
import { unitFor } from '../../../report/charts/load-charts.js';
import { look } from '../../../report/charts/palette.js';
import { waitBars } from '../../../report/charts/run-charts.js';
import { haveSameLength } from '../rows.js';
import { comparedLines, type Heading, type NamedRun } from './compared-lines.js';
import { comparedLoadCharts } from './load-charts.js';

/** Returns every chart of a comparison, in the order of the page: results first, then their course. */
export function comparisonCharts(runs: readonly NamedRun[]): ChartSpec[] {
  const providers = Math.max(0, ...runs.map((run) => run.record.series.providers.length));
  const charts = [
    costBars(runs),
    waitP95Bars(runs),
    ...comparedLoadCharts(runs),
    comparedLines(
      runs,
      { id: 'instances', title: 'Instances', of: 'Instances paid for.', y: valueAxis('instances') },
      (series) => series.instances,
    ),
    ...(runs.some((run) => run.record.series.spotInstances.some((n) => n > 0))
      ? [comparedLines(runs, SPOT, (series) => series.spotInstances)]
      : []),
    ...Array.from({ length: Math.min(providers, 4) }, (_, p) => reservation(runs, p)),
    ...(runs.some((run) => run.record.series.fargateVcpus.some((n) => n > 0))
      ? [comparedLines(runs, FARGATE, (series) => series.fargateVcpus)]
      : []),
    comparedLines(runs, WAITING, (series) => series.tasks.provisioning.map((waiting, i) => waiting + series.tasks.pending[i])),
    waits(runs),
    comparedLines(runs, reserved('cpu', 'CPU'), (series) => series.reservedPercent.cpu),
    comparedLines(runs, reserved('memory', 'Memory'), (series) => series.reservedPercent.memory),
    comparedLines(runs, reserved('eni', 'ENIs'), (series) => series.reservedPercent.eni),
    comparedLines(runs, COST, (series) => series.costUsd),
    ...fleets(runs),
  ];
  return shownOf(charts, runs[0].record.startsAtMs);
}

/** Draws packing and free capacity of each fleet, one below the other; of many runs only the first. */
function fleets(runs: readonly NamedRun[]): ChartSpec[] {
  const spanMs = Math.max(...runs.map(({ record }) => record.endMs));
  return runs.slice(0, FLEETS_MAX).flatMap(({ name, record }) => fleetCharts(record, { id: `fleet-${idOf(name)}`, name, spanMs }));
}

const FLEETS_MAX = 12;

const WAITING: Heading = { id: 'waiting', title: 'Tasks that wait', of: 'Tasks requested and not yet RUNNING.', y: valueAxis('tasks') };
const SPOT: Heading = { id: 'spot-instances', title: 'Spot instances', of: 'Instances paid for on Spot.', y: valueAxis('instances') };
const FARGATE: Heading = {
  id: 'fargate-vcpus',
  title: 'vCPUs on Fargate',
  of: 'vCPUs in use on FARGATE and FARGATE_SPOT.',
  y: valueAxis('vCPUs'),
};
const COST: Heading = {
  id: 'cost',
  title: 'Cost so far',
  of: 'The bill since the start.',
  y: valueAxis('cost (USD)', { format: USD }),
};

function reserved(id: string, what: string): Heading {
  const description = `${what} that tasks reserve, as a share of all registered instances.`;
  return { id: `reserved-${id}`, title: `${what} reserved`, of: description, y: valueAxis('reserved (%)', { max: 100 }) };
}

function reservation(runs: readonly NamedRun[], p: number): ChartSpec {
  const names = [...new Set(runs.flatMap((run) => run.record.series.providers[p]?.name ?? []))].join(' / ');
  const targets = runs.flatMap((run) => run.record.series.providers[p]?.targetPercent ?? []);
  const description = `The metric 100 M / N; targets: ${[...new Set(targets)].join(' %, ')} %.`;
  const heading = {
    id: `reservation-${p + 1}`,
    title: `CapacityProviderReservation of ${names}`,
    of: description,
    y: valueAxis('reservation (%)', { max: 110 }),
  };
  return comparedLines(runs, heading, (series) => series.providers[p]?.reservationPercent ?? []);
}

function waits(runs: readonly NamedRun[]): ChartSpec {
  const heading = {
    id: 'waits',
    title: 'Wait from request to RUNNING',
    description: 'The share of started tasks by their wait.',
  };
  const drawn = waitBars(runs.map(({ name, record }) => ({ label: name, histogram: record.waitHistogram })));
  return barChart(heading, drawn, { places: 'wait, up to', y: valueAxis('share of tasks (%)', { format: {} }) });
}

function costBars(runs: readonly NamedRun[]): ChartSpec {
  const hasSameLength = haveSameLength(runs);
  const heading = hasSameLength
    ? { id: 'cost-bars', title: 'Cost', description: 'The whole bill of each scenario.' }
    : { id: 'cost-bars', title: 'Cost a month', description: 'The cost of 730 hours of each scenario: the runs are of unlike lengths.' };
  const values = runs.map(({ record }) => record.metrics.headline[hasSameLength ? 'cost_usd' : 'cost_per_month_usd'] ?? 0);
  return valueBars(runs, heading, { values, text: (usd) => usdText(usd), y: valueAxis('cost (USD)', { format: USD }) });
}

function waitP95Bars(runs: readonly NamedRun[]): ChartSpec {
  const heading = {
    id: 'wait-bars',
    title: 'Wait from request to RUNNING, p95',
    description: 'Nineteen of twenty started tasks waited no longer.',
  };
  const waitsMs = runs.map(({ record }) => record.metrics.headline.wait_p95_ms ?? 0);
  const unit = unitFor(waitsMs);
  const values = waitsMs.map((ms) => ms / unit.ms);
  return valueBars(runs, heading, {
    values,
    text: (wait) => durationText(wait * unit.ms),
    y: valueAxis(`wait (${unit.name})`, { format: {} }),
  });
}

/** Draws one bar per scenario, with the value beside its name. */
function valueBars(
  runs: readonly NamedRun[],
  heading: { id: string; title: string; description: string },
  what: { values: number[]; text: (value: number) => string; y: ReturnType<typeof valueAxis> },
): ChartSpec {
  // A failed scenario did not do its work, so its figure is not comparable.
  const drawn = runs.map((run, n) => ({ ...run, n })).filter(({ record }) => record.failures.length === 0);
  const labels = drawn.map(({ name, n }) => [name, what.text(what.values[n])]);
  const colours = drawn.map(({ n }) => look(n).colour);
  const values = drawn.map(({ n }) => what.values[n]);
  return flatChart(heading, labels, [bars(heading.title, values, colours, { barPercentage: 0.7 })], what.y);
}
