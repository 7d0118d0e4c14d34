import { MINUTE_MS } from '../kernel/durations.js';
import { isoText } from '../load/formats/clock.js';
import type { TaskUse } from '../load/resource-use.js';
import { UNITS_PER_VCPU } from '../load/resource-use.js';
import type { LoadShape } from '../load/shape.js';
import { filled, type GapRule, type Gaps, gapsIn, gapsSentence, type Minutes, minutesOf, overlaps, type Window } from './minutes.js';
import { type ObservedSeries, seriesText, wantedIn } from './series.js';

/** Metrics from which a load can be derived. */
export const LOAD_METRICS = ['RequestCount', 'RequestCountPerTarget', 'CPUUtilization', 'NumberOfMessagesSent'] as const;
type LoadMetric = (typeof LOAD_METRICS)[number];

export interface LoadQuestion {
  readonly metric: LoadMetric;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Service whose tasks serve the load, where the dimensions do not name it, as for target groups. */
  readonly serviceName?: string;
  readonly window: Window;
  readonly gaps: GapRule;
}

export interface DerivedLoad {
  readonly shapeFor: (task: TaskUse) => LoadShape;
  /** Sentence about missing minutes and how they are filled; null when none are missing. */
  readonly note: string | null;
}

/** Reason, in a sentence, why no load can be derived. */
export interface NoLoad {
  readonly problem: string;
}

/**
 * Derives the load per minute from recorded metrics. RequestCount and message counts are arrivals. RequestCountPerTarget is multiplied by
 * the number of running tasks. CPUUtilization reveals only served requests: the CPU used beyond idle use, divided by the CPU time per
 * request.
 */
export function loadFrom(all: readonly ObservedSeries[], question: LoadQuestion): DerivedLoad | NoLoad {
  const { metric, dimensions, serviceName, window, gaps } = question;
  const statistic = metric === 'CPUUtilization' ? 'Average' : 'Sum';
  const series = wantedIn(all, { metric, statistic, dimensions });
  if (series === undefined) return { problem: `there is no ${metric}, ${statistic}${dimensionsText(dimensions)}${instead(all)}` };
  if (!overlaps(series, window)) return { problem: outside(series, window) };
  const values = minutesOf(series, window);
  if (metric === 'RequestCount' || metric === 'NumberOfMessagesSent') return counts(series, values, gaps);
  const tasks = tasksThatRan(all, dimensions, serviceName);
  if (tasks === undefined)
    return {
      problem: `${metric} needs the tasks that ran: RunningTaskCount, HealthyHostCount, or the SampleCount of CPUUtilization by the minute (T.MET-9), and none is there${serviceName === undefined ? '' : ` of ${serviceName}`}`,
    };
  if (!overlaps(tasks, window)) return { problem: outside(tasks, window) };
  const recorded = minutesOf(tasks, window);
  // A minute without a task count keeps the previous count; with zero tasks its load would be lost silently.
  const running = filled(recorded, { ...gaps, fill: 'hold' });
  const load =
    metric === 'RequestCountPerTarget'
      ? counts(series, product(values, running), gaps)
      : fromCpu(series, { percent: values, running }, gaps);
  const missing = note(tasks, gapsIn(recorded), { ...gaps, fill: 'hold' });
  return missing === null ? load : { ...load, note: [load.note, missing].filter((one) => one !== null).join('. ') };
}

function counts(series: ObservedSeries, values: Minutes, rule: GapRule): DerivedLoad {
  const shape = perMinute(filled(values, rule));
  return { shapeFor: () => shape, note: note(series, gapsIn(values), rule) };
}

/** served = (CPU used - idle tasks) / CPU of one: the formula of docs/load.md solved for served. */
function fromCpu(
  series: ObservedSeries,
  { percent, running }: { percent: Minutes; running: readonly number[] },
  rule: GapRule,
): DerivedLoad {
  const recorded = product(percent, running);
  const used = filled(recorded, rule);
  const shapeFor = ({ cpuUnits, cpuUnitsIdle, cpuMs }: TaskUse) =>
    perMinute(
      used.map((percentTasks, i) =>
        cpuMs === 0 ? 0 : Math.max(0, ((percentTasks / 100) * cpuUnits - running[i] * cpuUnitsIdle) * MINUTE_MS) / (cpuMs * UNITS_PER_VCPU),
      ),
    );
  const missing = note(series, gapsIn(recorded), rule);
  const derived = `${seriesText(series)}: requests are derived from CPU use, which shows those served and not those that arrived`;
  return { shapeFor, note: missing === null ? derived : `${derived}. ${missing}` };
}

function perMinute(values: readonly number[]): LoadShape {
  return { kind: 'steps', perMs: MINUTE_MS, atMs: [...values.keys()].map((minute) => minute * MINUTE_MS), values, everyMs: null };
}

function product(a: Minutes, b: readonly number[]): Minutes {
  return a.map((value, i) => (value === null ? null : value * b[i]));
}

/**
 * Returns the task counts of the service in the dimensions, else of the named service. A service under another name is used only when no
 * other service has task counts.
 */
export function tasksThatRan(
  all: readonly ObservedSeries[],
  dimensions: Readonly<Record<string, string>>,
  serviceName: string | undefined,
): ObservedSeries | undefined {
  if (dimensions.ServiceName !== undefined || serviceName === undefined) return runningTasks(all, dimensions);
  const ofService = runningTasks(all, { ...dimensions, ServiceName: serviceName });
  const names = new Set(all.flatMap(({ name }) => name?.dimensions.ServiceName ?? []));
  return ofService ?? (names.size <= 1 ? runningTasks(all, dimensions) : undefined);
}

/** Returns the RUNNING tasks of a service. CloudWatch has one CPU sample per task and minute (T.MET-9). */
export function runningTasks(all: readonly ObservedSeries[], dimensions: Readonly<Record<string, string>>): ObservedSeries | undefined {
  const { LoadBalancer, TargetGroup, ...ofService } = dimensions;
  const ofGroup = TargetGroup === undefined ? dimensions : { TargetGroup, ...(LoadBalancer === undefined ? {} : { LoadBalancer }) };
  return wantedIn(
    all,
    { metric: 'RunningTaskCount', statistic: 'Average', dimensions: ofService },
    { metric: 'CPUUtilization', statistic: 'SampleCount', dimensions: ofService },
    { metric: 'HealthyHostCount', dimensions: ofGroup },
  );
}

function note(series: ObservedSeries, gaps: Gaps, rule: GapRule): string | null {
  const sentence = gapsSentence(gaps, rule);
  return sentence === null ? null : `${seriesText(series)}: ${sentence}`;
}

function dimensionsText(dimensions: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(dimensions).map(([name, value]) => `${name} ${value}`);
  return pairs.length === 0 ? '' : ` of ${pairs.join(', ')}`;
}

const NAMED = 6;

function instead(all: readonly ObservedSeries[]): string {
  if (all.length === 0) return ': no series is in it';
  const names = [...new Set(all.map(seriesText))];
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : '';
  return `: there are ${names.slice(0, NAMED).join('; ')}${more}`;
}

/** Describes windows that do not overlap, with the remedy. */
function outside(series: ObservedSeries, { fromMs, minutes }: Window): string {
  const { atMs, periodMs } = series;
  if (atMs.length === 0) return `${seriesText(series)} has no point`;
  const [first, last] = [atMs[0], atMs[atMs.length - 1] + periodMs];
  const run = `the run goes from ${isoText(fromMs)} to ${isoText(fromMs + minutes * MINUTE_MS)}`;
  return `${seriesText(series)} goes from ${isoText(first)} to ${isoText(last)}, and ${run}: set startsAt: ${isoText(first)}`;
}

/** Metrics that give a desired count, preferred first. */
export const DESIRED_METRICS = ['DesiredTaskCount', 'RunningTaskCount'] as const;

export interface DesiredCountTimeline {
  readonly entries: readonly { readonly atMs: number; readonly count: number }[];
  readonly note: string | null;
}

/**
 * Converts a recorded count to entries at the start and at every change. The average of a minute with a change is rounded to the nearest
 * whole number.
 */
export function desiredEntries(
  all: readonly ObservedSeries[],
  { metric, dimensions, window, gaps }: Omit<LoadQuestion, 'metric'> & { readonly metric: (typeof DESIRED_METRICS)[number] },
): DesiredCountTimeline | NoLoad {
  const series = metric === 'RunningTaskCount' ? runningTasks(all, dimensions) : wantedIn(all, { metric, dimensions });
  if (series === undefined) return { problem: `there is no ${metric}${dimensionsText(dimensions)}${instead(all)}` };
  if (!overlaps(series, window)) return { problem: outside(series, window) };
  const values = minutesOf(series, window);
  const counts = filled(values, gaps).map((value) => Math.max(0, Math.round(value)));
  const entries = counts.flatMap((count, minute) =>
    minute === 0 || count !== counts[minute - 1] ? [{ atMs: minute * MINUTE_MS, count }] : [],
  );
  return { entries, note: note(series, gapsIn(values), gaps) };
}
