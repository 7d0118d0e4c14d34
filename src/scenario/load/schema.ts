import { z } from 'zod';
import { SERVICE_DEFAULTS as S, WORKER_DEFAULTS as W } from '../../load/resource-use.js';
import { DESIRED_METRICS, LOAD_METRICS } from '../../observed/load.js';
import { choice, duration, durationOr, list, nonEmpty, period, real, shape, whole } from '../fields.js';
import { show } from '../text/suggest.js';
import { formatDuration, parseLoadRate } from '../units.js';

/** Schema of the requests or messages of a service over time, and of the work of a task with each. */

const rateHelp = (value: unknown): string =>
  typeof value === 'number'
    ? `${value} has no unit: write "${value}/s" (or /m, /h, /d, /w)`
    : `${show(value)} is not a rate: write "40/s", "120/m" or "0/s" (s, m, h, d, w)`;

/** A rate of arrivals that may be 0. */
function loadRate(description: string) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? 'is missing: expected a rate such as "40/s"' : rateHelp(issue.input)) })
    .refine((text) => parseLoadRate(text) !== undefined, { error: (issue) => rateHelp(issue.input) })
    .meta({ description, pattern: '^\\d{1,12}(\\.\\d{1,9})?/(s|m|h|d|w)$', examples: ['40/s', '120/m', '0/s'] });
}

const entry = shape('A rate at a time.', () => ({
  at: duration('Since the start, or since the start of the period.'),
  rate: loadRate('The rate: of steps from then on, of ramps at this time.'),
}));
const entries = list(entry, [1, 100_000], 'In order of time.');
const every = period(
  'The entries repeat after this. Those of steps lie within it; the last of ramps may be at its end. Default: no repetition.',
).optional();
const name = z.string().min(1);

const path = z.string().min(1);
/** Exports are split: values in one file, queries in another, metrics over any number of files. */
const FILE =
  'Path, relative to the scenario. Of exports of CloudWatch also a list, where they come in pieces, with the files of their queries.';
const files = z.union([path, z.array(path).min(1).max(1_000)], { error: 'is neither a path nor a list of paths' }).describe(FILE);

const metricDimensions = z.record(z.string(), z.string()).describe('Dimensions of the metric, such as ServiceName. Default: any.');
const recordedFile = {
  queries: nonEmpty(
    'File with the MetricDataQueries that get-metric-data was asked, relative to the scenario, where they are not in the same file.',
  ).optional(),
};

function gapFields(fill: 'zero' | 'hold') {
  return {
    gaps: choice(
      ['zero', 'hold', 'interpolate'],
      'How minutes that are not recorded are filled: with 0 (load balancers publish nothing without requests), with the value before, or by a straight line.',
    ).default(fill),
    interpolateUpTo: duration('The longest gap that is interpolated; a longer one holds the value before it.').default('10m'),
  };
}

const series = shape('Which metric of a cloudwatch file is the load. Default: all its defaults.', () => ({
  metric: choice(
    LOAD_METRICS,
    'Sum of requests, of requests to a target, or of messages to a queue; or Average of CPU, from which requests are derived. RequestCountPerTarget and CPUUtilization also need the tasks that ran.',
  ).default('RequestCount'),
  dimensions: metricDimensions.optional(),
  ...recordedFile,
  ...gapFields('zero'),
}));

/** Default series of a cloudwatch file. */
export const SERIES_DEFAULT = series.parse({});

/** A recorded desired count. */
export const recordedCount = shape('A count that CloudWatch recorded, from startsAt on.', () => ({
  file: files,
  ...recordedFile,
  metric: choice(
    DESIRED_METRICS,
    'The desired or the running count; RunningTaskCount is also the SampleCount of CPUUtilization by the minute (T.MET-9).',
  ).default('DesiredTaskCount'),
  dimensions: metricDimensions.optional(),
  ...gapFields('hold'),
}));

const ARRIVALS = [
  shape('A constant rate.', () => ({ type: z.literal('constant'), rate: loadRate('The rate.') })),
  shape('A cosine over the day.', () => ({
    type: z.literal('diurnal'),
    peak: loadRate('Rate at the peak.'),
    trough: loadRate('Rate 12 hours later, not above the peak.'),
    peakAt: duration('Time of day of the peak; the run begins at midnight.').default('14h'),
  })),
  shape('Levels: each holds until the next, the first from the start on.', () => ({ type: z.literal('steps'), entries, every })),
  shape('Straight lines from point to point; two points at one time are a jump.', () => ({ type: z.literal('ramps'), entries, every })),
  shape('The counts or rates of a file.', () => ({
    type: z.literal('file'),
    file: files,
    format: choice(
      ['rates', 'azure-functions', 'access-log', 'cloudwatch'],
      'rates: CSV with a time (time_ms, time_s, time_min, time_h, or timestamp, counted from the first row) and a rate (per_second, per_minute or per_hour) that holds until the next row, the last for ever. azure-functions: a day of invocations per minute, as Azure published them. access-log: Common Log Format, counted per minute. cloudwatch: exports of CloudWatch, at their time on the calendar: the output of get-metric-data and get-metric-statistics, and the .csv that the console downloads, taken as UTC. Queries define each Id: MetricDataQueries in the same file, in NAME.queries.json beside NAME.json, or in another given file; without queries the label must contain the names of the metric and of the service.',
    ).default('rates'),
    functions: shape('Which functions of an azure-functions file count. Default: all.', () => ({
      owner: name.describe('HashOwner.').optional(),
      app: name.describe('HashApp.').optional(),
      function: name.describe('HashFunction.').optional(),
      trigger: name.describe('Trigger, such as http or queue.').optional(),
    })).optional(),
    series: series.optional(),
    repeat: z
      .boolean()
      .describe('Repeats the counts of azure-functions and access-log; without it nothing comes after them. No effect on other formats.')
      .default(true),
  })),
] as const;

const factor = z.number().min(0).max(1_000_000);

const spike = shape('Additional load: it rises from nothing, holds and falls.', () => ({
  at: duration('When it begins to rise.'),
  rate: loadRate('Rate at its height, on top of arrivals.'),
  rise: duration('From nothing to its height.').default('0s'),
  hold: duration('How long it stays there.').default('0s'),
  fall: duration('Time back to nothing. At least one of rise, hold and fall is above 0.').default('0s'),
  every: period('Again after this, counted from the start. Default: once.').optional(),
}));

const ms = (value: number | null) => (value === null ? 'none' : formatDuration(value));

const task = shape('The tasks: how many requests or messages each works on, and what each costs.', () => ({
  concurrency: whole(1, 1_000_000, 'Requests or messages that it works on at once.').default(W.concurrency),
  serviceTime: period('Mean time that it works on one when nothing holds it up.'),
  cpuTime: duration('Of that, time of one vCPU.'),
  cpuIdle: real(0, 1_000_000, 'CPU units that it takes when idle.').default(S.cpuUnitsIdle),
  memoryIdle: real(0, 100_000_000, 'MiB that it takes when idle.').default(S.memoryMibIdle),
  memoryEach: real(0, 1_000_000, 'MiB that each request takes from its arrival to its end.').default(S.memoryMibEach),
  cpuLimit: choice(
    ['task', 'none'],
    'task: it gets no more CPU than its definition reserves, and works slower. Default: task on Fargate, none on instances.',
  ).optional(),
}));

const requests = shape('Properties of requests. Never beside queue. Default: see below.', () => ({
  arrivalVariation: real(0, 100, 'Coefficient of variation of the time between two: 1 at random, 0 like a clock.').default(
    S.arrivalVariation,
  ),
  serviceVariation: real(0, 100, 'Coefficient of variation of the time to serve one.').default(S.serviceVariation),
  timeout: durationOr(['none'], 'A request that would wait longer for service is turned away.').default(ms(S.timeoutMs)),
  waitingPerTask: z
    .union([whole(0, 1_000_000_000, 'Requests.'), z.literal('none')], {
      error: (issue) => `${show(issue.input)} is no number of requests: write a whole number from 0, or none`,
    })
    .describe('Requests that may wait at a task; one more is turned away.')
    .default('none'),
}));

/** Default of a load without a queue. */
export const REQUESTS_DEFAULT = requests.parse({});

const queue = shape('A queue of messages that tasks take.', () => ({
  visibilityTimeout: duration('Time for which a message that a task has taken is not given to another; not below serviceTime.').default(
    ms(W.visibilityTimeoutMs),
  ),
  whenStopped: choice(['redelivered', 'finishes'], 'The messages of a stopped task come back after the timeout, or are finished.').default(
    W.whenStopped,
  ),
  backlogWithoutTasks: choice(['as-of-one', 'missing'], 'Backlog per task when there is no task: as for one task, or no data.').default(
    W.backlogWithoutTasks,
  ),
}));

export const load = shape('The load of the service, and how its tasks serve it: requests, or messages where there is a queue.', () => ({
  arrivals: z.discriminatedUnion('type', ARRIVALS).describe('Requests or messages over time.'),
  weekly: z
    .array(factor)
    .refine((days) => days.length === 7, {
      error: (issue) => `has ${(issue.input as unknown[]).length} entries: seven, a factor for each day of the week`,
    })
    .describe('A factor for each day of the week, the first day of the run first.')
    .optional(),
  factor: factor.describe('Multiplies arrivals and spikes.').default(1),
  spikes: list(spike, [0, 1_000], 'Additional load.').default([]),
  task,
  requests: requests.optional(),
  queue: queue.optional(),
}));
