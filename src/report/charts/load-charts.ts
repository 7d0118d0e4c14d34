import { SECOND_MS } from '../../kernel/durations.js';
import { ServiceMetric } from '../../metrics/names.js';
import type { Bound, LoadSeries, RevisionSeries } from '../../record/load-series.js';
import type { RunRecord } from '../../record/run-record.js';
import { valueAxis } from './axes.js';
import { type Line, timeChart } from './build.js';
import { type ChartSpec, idOf } from './chart-spec.js';
import { reasonsBy, scalingMarks } from './marks.js';
import { BLUE, GREEN, look, PURPLE, SKY, VERMILLION } from './palette.js';

const SECONDS_PER_MINUTE = 60;
/** Room above the highest line: a line on the edge of its chart is invisible. */
const HEADROOM = 1.1;
/** Units of time for an axis: the chart uses the largest one that fits twice into its highest value. */
const TIME_UNITS = [
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1_000 },
  { name: 'ms', ms: 1 },
] as const;
/** Shows many digits for small numbers only. */
export const AMOUNT: Intl.NumberFormatOptions = { maximumSignificantDigits: 6 };

type Values = readonly (number | null)[];

/** How a bound of a metric is converted to a chart's unit: per running task, or unchanged. */
interface Drawn {
  readonly perTask: boolean;
  readonly factor: number;
  readonly unit: string;
}
type DrawnBounds = ReadonlyMap<number, Drawn>;

const OF_TRAFFIC: DrawnBounds = new Map<number, Drawn>([
  [ServiceMetric.RequestCountPerTarget, { perTask: true, factor: 1 / SECONDS_PER_MINUTE, unit: ' a minute and task' }],
  [ServiceMetric.MessagesPerSecondPerTask, { perTask: true, factor: 1, unit: '/s and task' }],
  [ServiceMetric.RequestsPerSecond, { perTask: false, factor: 1, unit: '/s' }],
]);
const OF_BACKLOG: DrawnBounds = new Map<number, Drawn>([
  [ServiceMetric.BacklogPerTask, { perTask: true, factor: 1, unit: ' a task' }],
  [ServiceMetric.Backlog, { perTask: false, factor: 1, unit: '' }],
]);
const OF_UTILISATION: DrawnBounds = new Map<number, Drawn>([
  [ServiceMetric.CPUUtilization, { perTask: false, factor: 1, unit: ' %' }],
  [ServiceMetric.MemoryUtilization, { perTask: false, factor: 1, unit: ' %' }],
]);

/** Empty if no service has a load. */
export function loadCharts({ series: { loads, timesMs }, activities }: RunRecord): ChartSpec[] {
  return loads.flatMap((load) => {
    const decisions: Decisions = (on) => scalingMarks(load, on, reasonsBy(timesMs, activities, { of: load.name, isService: true }));
    return [
      trafficChart(load, timesMs),
      scaledTasksChart(load, timesMs, decisions),
      utilisationChart(load, timesMs, decisions),
      ...backlogChart(load, timesMs, decisions),
      ...requestWaitChart(load, timesMs),
      ...responseChart(load, timesMs),
      ...revisionsChart(load, timesMs),
    ];
  });
}

/** Draws each change of the desired count as a mark on a line. */
type Decisions = (on: Values) => Line[];

function trafficChart(load: LoadSeries, timesMs: readonly number[]): ChartSpec {
  const what = load.isQueue ? 'Messages' : 'Requests';
  const heading = {
    id: `traffic-${idOf(load.name)}`,
    title: `${what} to ${load.name}`,
    description: `${what} a second on average over each interval: those that came, those that were served, those turned away, and those lost at tasks that did not answer.`,
  };
  const lines: Line[] = [
    { label: 'came', values: load.arrived, colour: BLUE, isFilled: true },
    { label: 'served', values: load.served, colour: GREEN, dash: [7, 4] },
    ...(hasSome(load.shed) ? [{ label: 'turned away', values: load.shed, colour: VERMILLION, isFilled: true }] : []),
    ...(hasSome(load.lost) ? [{ label: 'lost', values: load.lost, colour: PURPLE, isFilled: true }] : []),
    ...boundLines(load, OF_TRAFFIC, PURPLE),
  ];
  return timeChart(heading, timesMs, lines, { y: valueAxis(`${what.toLowerCase()} a second`, { format: AMOUNT }) });
}

function scaledTasksChart(load: LoadSeries, timesMs: readonly number[], decisions: Decisions): ChartSpec {
  const heading = {
    id: `scaled-tasks-${idOf(load.name)}`,
    title: `Desired and running tasks of ${load.name}`,
    description: 'Tasks in RUNNING and the desired count, with each change that service auto scaling made to it.',
  };
  const lines: Line[] = [
    { label: 'running', values: load.runningTasks, colour: BLUE, isStepped: true, isFilled: true },
    { label: 'desired', values: load.desiredTasks, colour: GREEN, dash: [2, 3], isStepped: true },
    ...decisions(load.desiredTasks),
  ];
  return timeChart(heading, timesMs, lines, { y: valueAxis('tasks') });
}

function utilisationChart(load: LoadSeries, timesMs: readonly number[], decisions: Decisions): ChartSpec {
  const heading = {
    id: `utilisation-${idOf(load.name)}`,
    title: `Utilisation of ${load.name}`,
    description: 'Used CPU and memory, as shares of what its tasks reserve, and the targets of its scaling policies.',
  };
  const lines: Line[] = [
    { label: 'CPU', values: load.cpuPercent, colour: BLUE },
    ...(hasSome(load.memoryPercent) ? [{ label: 'memory', values: load.memoryPercent, colour: SKY, dash: [2, 3] }] : []),
    ...boundLines(load, OF_UTILISATION, VERMILLION),
    ...decisions(load.cpuPercent),
  ];
  return timeChart(heading, timesMs, lines, { y: valueAxis('utilisation (%)', { max: 100 }) });
}

/** Returns the chart of the backlog; none if nothing ever waited. */
function backlogChart(load: LoadSeries, timesMs: readonly number[], decisions: Decisions): ChartSpec[] {
  if (!hasSome(load.backlog, 1)) return [];
  const what = load.isQueue ? 'messages' : 'requests';
  const heading = {
    id: `backlog-${idOf(load.name)}`,
    title: `Backlog of ${load.name}`,
    description: `${load.isQueue ? 'Messages' : 'Requests'} that wait at the end of each interval.`,
  };
  const lines: Line[] = [
    { label: 'waiting', values: load.backlog, colour: BLUE, isFilled: true },
    ...boundLines(load, OF_BACKLOG, VERMILLION),
    ...(load.bounds.some(({ metric }) => OF_BACKLOG.has(metric)) ? decisions(load.backlog) : []),
  ];
  return [timeChart(heading, timesMs, lines, { y: valueAxis(what, { format: AMOUNT }) })];
}

/** Waits of requests, or age of the oldest message of a queue. Empty if nothing ever waited. */
function requestWaitChart(load: LoadSeries, timesMs: readonly number[]): ChartSpec[] {
  const [values, label] = load.isQueue ? [ageOfHead(load), 'oldest message'] : [load.waitP95Ms, 'p95'];
  if (!hasSome(values)) return [];
  const unit = unitFor(values);
  const heading = {
    id: `load-wait-${idOf(load.name)}`,
    title: load.isQueue ? `Oldest message to ${load.name}` : `Wait of requests to ${load.name}, p95`,
    description: load.isQueue
      ? 'Time that the message at the head of the queue has waited; 0 where none is left at the end of the interval.'
      : 'Nineteen of twenty served requests waited no longer; the worst minute of each interval.',
  };
  const scaled = values.map((value) => (value === null ? null : Math.round((1_000 * value) / unit.ms) / 1_000));
  const lines: Line[] = [{ label, values: scaled, colour: BLUE, isFilled: true }];
  return [timeChart(heading, timesMs, lines, { y: valueAxis(`wait (${unit.name})`, { format: AMOUNT }) })];
}

/** Time from arrival to the end of service. Left out if it only repeats the wait: it has no bound, and all tasks are alike. */
function responseChart(load: LoadSeries, timesMs: readonly number[]): ChartSpec[] {
  const bounds = load.bounds.filter(({ metric }) => metric === ServiceMetric.ResponseTime);
  if (load.isQueue || (bounds.length === 0 && load.revisions.length === 0)) return [];
  const highest = [
    ...load.responseMeanMs,
    ...load.revisions.flatMap(({ responseMeanMs }) => responseMeanMs),
    ...bounds.map(({ value }) => SECOND_MS * value),
  ];
  const unit = unitFor(highest);
  const heading = {
    id: `response-time-${idOf(load.name)}`,
    title: `Response time of ${load.name}`,
    description:
      'From the arrival of a request to the end of its service, mean of those served in each interval, and the bounds of policies and alarms.',
  };
  const scaled = (values: Values) => values.map((ms) => (ms === null ? null : Math.round((1_000 * ms) / unit.ms) / 1_000));
  const drawn: DrawnBounds = new Map([[ServiceMetric.ResponseTime, { perTask: false, factor: SECOND_MS / unit.ms, unit: ' s' }]]);
  const lines: Line[] = [
    { label: load.revisions.length > 0 ? 'mean of all' : 'mean', values: scaled(load.responseMeanMs), colour: BLUE },
    ...load.revisions.filter(served).map(({ revision, name, responseMeanMs }) => {
      const { colour, dash } = look(revision + 2);
      return { label: `mean of ${name}`, values: scaled(responseMeanMs), colour, dash };
    }),
    ...boundLines(load, drawn, VERMILLION),
  ];
  return [
    timeChart(heading, timesMs, lines, {
      y: valueAxis(`response time (${unit.name})`, { format: AMOUNT, max: (HEADROOM * most(highest)) / unit.ms }),
    }),
  ];
}

/** Share of requests by revision, if revisions have separate loads. */
function revisionsChart(load: LoadSeries, timesMs: readonly number[]): ChartSpec[] {
  const shown = load.revisions.filter(served);
  if (shown.length < 2) return [];
  const heading = {
    id: `revisions-${idOf(load.name)}`,
    title: `Requests to ${load.name} by deployment`,
    description: 'Requests a second that each deployment of the service got, on average over each interval.',
  };
  const lines = shown.map(({ revision, name, arrived }): Line => {
    const { colour, dash } = look(revision + 2);
    return { label: name, values: arrived, colour, dash, isFilled: true };
  });
  const max = HEADROOM * most(shown.flatMap(({ arrived }) => arrived));
  return [timeChart(heading, timesMs, lines, { y: valueAxis('requests a second', { format: AMOUNT, max }) })];
}

function served({ responseMeanMs }: RevisionSeries): boolean {
  return responseMeanMs.some((ms) => ms !== null);
}

/** A fluid queue never becomes quite empty: a backlog that rounds to no message has no age. */
export function ageOfHead({ backlog, oldestMs }: LoadSeries): (number | null)[] {
  return oldestMs.map((ms, i) => (backlog[i] === 0 && ms !== null ? 0 : ms));
}

function most(values: Values): number {
  return values.reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
}

export function unitFor(values: Values): { readonly name: string; readonly ms: number } {
  const highest = most(values);
  return TIME_UNITS.find(({ ms }) => highest >= 2 * ms) ?? TIME_UNITS[2];
}

/** The bounds of policies for the metrics of a chart, each with dashes of its own. */
function boundLines(load: LoadSeries, drawn: DrawnBounds, colour: string): Line[] {
  return load.bounds
    .filter(({ metric }) => drawn.has(metric))
    .map((bound, i) => {
      const { perTask, factor, unit } = drawn.get(bound.metric)!;
      const values = load.runningTasks.map((tasks) => Math.round(1_000 * bound.value * factor * (perTask ? tasks : 1)) / 1_000);
      return { label: boundLabel(bound, unit), values, colour, dash: look(i + 1).dash };
    });
}

function boundLabel({ policy, kind, value }: Bound, unit: string): string {
  return `${policy}: ${kind} ${value}${unit}`;
}

function hasSome(values: Values, least = Number.MIN_VALUE): boolean {
  return values.some((value) => value !== null && value >= least);
}
