import { z } from 'zod';
import { SERVICE_DEFAULTS as S, WORKER_DEFAULTS as W } from '../../load/settings.js';
import { DESIRED_METRICS, LOAD_METRICS } from '../../observed/load.js';
import { choice, duration, durationOrNone, period, shape, whole } from '../fields.js';
import { show } from '../text/suggest.js';
import { formatDuration, parseLoadRate } from '../units.js';

/** How many requests or messages come to a service over time, and what a task of it makes of them. */

const rateHelp = (value: unknown): string =>
  typeof value === 'number'
    ? `${value} has no unit: write "${value}/s" (or /m, /h, /d, /w)`
    : `${show(value)} is not a rate: write "40/s", "120/m" or "0/s" (s, m, h, d, w)`;

/** As a rate of arrivals, but nothing may come as well. */
function loadRate(description: string) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? 'is missing: expected a rate such as "40/s"' : rateHelp(issue.input)) })
    .refine((text) => parseLoadRate(text) !== undefined, { error: (issue) => rateHelp(issue.input) })
    .meta({ description, pattern: '^\\d{1,12}(\\.\\d{1,9})?/(s|m|h|d|w)$', examples: ['40/s', '120/m', '0/s'] });
}

const entry = shape('A rate at a time.', {
  at: duration('Since the start, or since the start of the period.'),
  rate: loadRate('So many come.'),
});
const entries = z.array(entry).min(1).max(100_000);
const every = period('They begin anew after this. Default: they happen once.').optional();
const name = z.string().min(1);

const path = z.string().min(1);
/** Exports come in pieces: values in one file, queries in another, metrics in as many as were asked for. */
const FILE = 'Path, relative to the scenario; of what CloudWatch exported also a list of several, queries among them.';
const files = z.union([path, z.array(path).min(1).max(1_000)], { error: 'is neither a path nor a list of paths' }).describe(FILE);

const metricDimensions = z.record(z.string(), z.string()).describe('Dimensions of the metric, such as ServiceName. Default: any.');
const recordedFile = {
  queries: z.string().min(1).describe('File with the queries that get-metric-data was asked, relative to the scenario.').optional(),
};

function gapFields(fill: 'zero' | 'hold') {
  return {
    gaps: choice(['zero', 'hold', 'interpolate'], 'What stands for minutes that are not recorded.').default(fill),
    interpolateUpTo: duration('The longest gap that is interpolated; a longer one holds the value before it.').default('10m'),
  };
}

const series = shape('Which metric of a cloudwatch file is the load.', {
  metric: choice(LOAD_METRICS, 'RequestCountPerTarget and CPUUtilization also need the tasks that ran.').default('RequestCount'),
  dimensions: metricDimensions.optional(),
  ...recordedFile,
  ...gapFields('zero'),
});

/** What a cloudwatch file is read for where nothing is said. */
export const SERIES_DEFAULT = series.parse({});

/** A desired count that was recorded. */
export const recordedCount = shape('What CloudWatch recorded, from startsAt on.', {
  file: files,
  ...recordedFile,
  metric: choice(DESIRED_METRICS, 'What was wanted, or what ran.').default('DesiredTaskCount'),
  dimensions: metricDimensions.optional(),
  ...gapFields('hold'),
});

const ARRIVALS = [
  shape('A rate.', { type: z.literal('constant'), rate: loadRate('So many come.') }),
  shape('A cosine over the day.', {
    type: z.literal('diurnal'),
    peak: loadRate('Rate at the peak.'),
    trough: loadRate('Rate 12 hours later.'),
    peakAt: duration('Time of day of the peak.').default('14h'),
  }),
  shape('Levels, each until the next.', { type: z.literal('steps'), entries, every }),
  shape('Straight lines from point to point; two points at one time are a jump.', { type: z.literal('ramps'), entries, every }),
  shape('What a file says.', {
    type: z.literal('file'),
    file: files,
    format: choice(
      ['rates', 'azure-functions', 'access-log', 'cloudwatch'],
      'rates: CSV with a time and a rate. azure-functions: invocations per minute of a day. access-log: a log of a web server. cloudwatch: what CloudWatch exported.',
    ).default('rates'),
    functions: shape('Which functions of an azure-functions file count. Default: all.', {
      owner: name.describe('HashOwner.').optional(),
      app: name.describe('HashApp.').optional(),
      function: name.describe('HashFunction.').optional(),
      trigger: name.describe('Trigger.').optional(),
    }).optional(),
    series: series.optional(),
    repeat: z.boolean().describe('Counts begin anew when they are over. Else nothing comes after them.').default(true),
  }),
] as const;

const factor = z.number().min(0).max(1_000_000);

const spike = shape('What comes on top: it rises from nothing, holds and falls.', {
  at: duration('When it begins to rise.'),
  rate: loadRate('At its height.'),
  rise: duration('From nothing to its height.').default('0s'),
  hold: duration('How long it stays there.').default('0s'),
  fall: duration('Back to nothing.').default('0s'),
  every: period('Again after this, counted from the start. Default: once.').optional(),
});

const ms = (value: number | null) => (value === null ? 'none' : formatDuration(value));

const task = shape('What one task can do.', {
  concurrency: whole(1, 1_000_000, 'Requests or messages that it works on at once.').default(W.concurrency),
  serviceTime: period('Mean time that it works on one when nothing holds it up.'),
  cpuTime: duration('Of that, time of one vCPU.'),
  cpuIdle: z.number().min(0).max(1_000_000).describe('CPU units that it takes when idle.').default(S.cpuUnitsIdle),
  memoryIdle: z.number().min(0).max(100_000_000).describe('MiB that it takes when idle.').default(S.memoryMibIdle),
  memoryEach: z
    .number()
    .min(0)
    .max(1_000_000)
    .describe('MiB that each request takes from its arrival to its end.')
    .default(S.memoryMibEach),
  cpuLimit: choice(
    ['task', 'none'],
    'Whether it gets no more CPU than its definition reserves. Default: task on Fargate, none on instances.',
  ).optional(),
});

const requests = shape('What requests are like, and how long they wait.', {
  arrivalVariation: z
    .number()
    .min(0)
    .max(100)
    .describe('Coefficient of variation of the time between two: 1 at random, 0 like a clock.')
    .default(S.arrivalVariation),
  serviceVariation: z.number().min(0).max(100).describe('Coefficient of variation of the time to serve one.').default(S.serviceVariation),
  timeout: durationOrNone('Who would wait longer for service is turned away.').default(ms(S.timeoutMs)),
  waitingPerTask: z
    .union([whole(0, 1_000_000_000, 'Requests.'), z.literal('none')], {
      error: (issue) => `${show(issue.input)} is no number of requests: write a whole number from 0, or none`,
    })
    .describe('Requests that may wait at a task; one more is turned away.')
    .default('none'),
});

/** What holds where there is no queue and nothing is said. */
export const REQUESTS_DEFAULT = requests.parse({});

const queue = shape('The queue that tasks take messages from.', {
  visibilityTimeout: duration('For so long a message that a task has taken is not given to another.').default(ms(W.visibilityTimeoutMs)),
  whenStopped: choice(['redelivered', 'finishes'], 'What becomes of the messages that a task works on when it is stopped.').default(
    W.whenStopped,
  ),
  backlogWithoutTasks: choice(['as-of-one', 'missing'], 'Backlog per task when there is no task.').default(W.backlogWithoutTasks),
});

export const load = shape('What comes to the service, and what its tasks make of it: requests, or messages where there is a queue.', {
  arrivals: z.discriminatedUnion('type', ARRIVALS).describe('How many come over time.'),
  weekly: z
    .array(factor)
    .refine((days) => days.length === 7, {
      error: (issue) => `has ${(issue.input as unknown[]).length} entries: seven, a factor for each day of the week`,
    })
    .describe('A factor for each day of the week, the first day of the run first.')
    .optional(),
  factor: factor.describe('So many times all of it.').default(1),
  spikes: z.array(spike).max(1_000).describe('What comes on top.').default([]),
  task,
  requests: requests.optional(),
  queue: queue.optional(),
});
