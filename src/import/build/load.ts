import { MINUTE_MS } from '../../kernel/durations.js';
import { SERVICE_DEFAULTS, UNITS_PER_VCPU, WORKER_DEFAULTS } from '../../load/resource-use.js';
import { ServiceMetric } from '../../metrics/names.js';
import { type Minutes, minutesOf } from '../../observed/minutes.js';
import { type ObservedSeries, seriesText } from '../../observed/series.js';
import { type MeasuredUse, measuredUse, useOfEach } from '../../observed/use.js';
import type { Building, Part } from './context.js';
import type { Scaled } from './definitions.js';
import { fileBlock, ofQueue, ofService, ofTargetGroup, placeOf, type RecordedSeries, recordedText, tasksOf, windowOf } from './recorded.js';

/**
 * Derives the load of a service. A recorded load refers to its files. Otherwise, where scaling policies track the service's metrics, a load
 * is assumed that keeps its tasks half busy, so that nothing scales by itself.
 */

const SERVICE_TIME_MS = 100;
/** vCPU time per request, part of the service time. */
const CPU_TIME_MS = 50;
const BUSY_SHARE = 0.5;
/** Largest share of its reservation that an idle task may use, so that some capacity is left for requests. */
const IDLE_MOST = 0.9;
const OF_QUEUE: readonly number[] = [ServiceMetric.BacklogPerTask, ServiceMetric.MessagesPerSecondPerTask, ServiceMetric.Backlog];

/** Returns the load of a service, recorded or assumed. `metrics`: those that its scaling policies track. */
export function loadOf(building: Building, scaled: Scaled, metrics: readonly number[]): Part {
  return recordedLoad(building, scaled, metrics) ?? assumedLoad(building, scaled, metrics);
}

function assumedLoad({ findings, draft }: Building, { name, part, known, described }: Scaled, metrics: readonly number[]): Part {
  const tasks = Math.max(1, Number(part.desiredCount ?? 1));
  const { cpuUnits, memoryMib, fargate } = known.definition;
  const vcpus = (fargate?.cpuUnits || cpuUnits || UNITS_PER_VCPU) / UNITS_PER_VCPU;
  const perSecond = Math.max(1, Math.round((BUSY_SHARE * tasks * vcpus * 1_000) / CPU_TIME_MS));
  const load: Part = {
    arrivals: { type: 'constant', rate: `${perSecond}/s` },
    task: {
      concurrency: concurrencyFor(perSecond / tasks, SERVICE_TIME_MS),
      serviceTime: `${SERVICE_TIME_MS}ms`,
      cpuTime: `${CPU_TIME_MS}ms`,
      ...(metrics.includes(ServiceMetric.MemoryUtilization) ? { memoryIdle: Math.round(memoryMib * BUSY_SHARE) } : {}),
    },
    ...(isOfQueue(metrics) ? { queue: {} } : {}),
  };
  const message = `${perSecond} requests a second come to ${name}, each 100 ms of work and 50 ms of a vCPU: its policies need a load, and the input has none`;
  findings.assumed(described.place, message, `services.${name}.load`);
  draft.remark(load, 'arrivals', `assumed: ${message}`);
  return { load };
}

function isOfQueue(metrics: readonly number[]): boolean {
  return metrics.some((metric) => OF_QUEUE.includes(metric));
}

/** Returns twice the mean number of requests in progress. */
function concurrencyFor(perSecondEach: number, serviceMs: number): number {
  return Math.min(1_000_000, Math.max(1, Math.ceil((perSecondEach * serviceMs * 2) / 1_000)));
}

/**
 * Returns the recorded metric that describes demand best: messages where policies track a queue, else requests, else CPU used. Undefined
 * when none is recorded.
 */
export function recordedLoad(building: Building, scaled: Scaled, metrics: readonly number[]): Part | undefined {
  const { name } = scaled;
  const isQueue = isOfQueue(metrics);
  const what = isQueue
    ? [ofQueue(building, name)]
    : [
        ofTargetGroup(building, scaled, 'RequestCount'),
        ofTargetGroup(building, scaled, 'RequestCountPerTarget'),
        ofService(building, scaled, 'CPUUtilization'),
      ];
  for (const found of what) {
    if (found === undefined || found.series.atMs.length === 0) continue;
    const tasks = tasksOf(building, name, isQueue ? {} : found.dimensions);
    const needsTasks = ['RequestCountPerTarget', 'CPUUtilization'].includes(metricOf(found));
    if (needsTasks && (tasks === undefined || tasks.atMs.length === 0)) {
      building.findings.leftOut(
        placeOf(found.series),
        `${seriesText(found.series)} makes no load of ${name}: nothing tells how many of its tasks ran (RunningTaskCount, or the SampleCount of CPUUtilization by the minute)`,
      );
      building.recordings.used.add(found.series);
      continue;
    }
    return loadFrom(building, scaled, { found, tasks, needsTasks, isQueue });
  }
  return undefined;
}

interface Source {
  readonly found: RecordedSeries;
  readonly tasks: ObservedSeries | undefined;
  readonly needsTasks: boolean;
  readonly isQueue: boolean;
}

function metricOf({ series }: RecordedSeries): string {
  return series.name?.metric ?? METRICS.find((metric) => series.label.split(/[\s,;|]+/).includes(metric)) ?? '';
}

const METRICS = ['RequestCountPerTarget', 'RequestCount', 'CPUUtilization', 'NumberOfMessagesSent'] as const;

function loadFrom(building: Building, scaled: Scaled, { found, tasks, needsTasks, isQueue }: Source): Part {
  const { findings } = building;
  const { name } = scaled;
  const { series, dimensions } = found;
  const metric = metricOf(found);
  const fill = metric === 'CPUUtilization' ? 'hold' : 'zero';
  const arrivals = {
    type: 'file',
    ...fileBlock(building, needsTasks ? [series, tasks!] : [series]),
    format: 'cloudwatch',
    series: { metric, dimensions, ...(fill === 'hold' ? { gaps: fill } : {}) },
  };
  findings.understood(
    placeOf(series),
    `load of ${name}: ${recordedText(series, fill)}${needsTasks ? `; with ${recordedText(tasks!, 'hold')}` : ''}`,
    scaled.part,
  );
  const task = taskOf(building, scaled, { found, tasks, isQueue });
  return { load: { arrivals, task, ...(isQueue ? { queue: queueFor(task) } : {}) } };
}

/** Sets a visibility timeout that outlasts the processing of a message. */
function queueFor({ serviceTime }: Part): Part {
  const ms = Number.parseInt(String(serviceTime), 10);
  return ms > WORKER_DEFAULTS.visibilityTimeoutMs ? { visibilityTimeout: `${2 * ms}ms` } : {};
}

interface Minute {
  /** Requests per task and minute; null where unknown. */
  readonly perTask: Minutes;
  readonly running: Minutes;
  readonly came: Minutes;
}

/** Returns CPU and memory use of a task: measured beside the recorded requests, else assumed. */
function taskOf(building: Building, scaled: Scaled, { found, tasks, isQueue }: Pick<Source, 'found' | 'tasks' | 'isQueue'>): Part {
  const { name, known } = scaled;
  const { cpuUnits, memoryMib, fargate } = known.definition;
  const [cpuReserved, memoryReserved] = [fargate?.cpuUnits || cpuUnits, fargate?.memoryMib || memoryMib];
  const window = windowOf([found.series]);
  const minutes = (series: ObservedSeries | undefined): Minutes => (series === undefined ? [] : minutesOf(series, window));
  const isCpu = metricOf(found) === 'CPUUtilization';
  const own = {
    came: minutes(found.series),
    running: minutes(tasks),
    perTask: perTaskOf(metricOf(found), minutes(found.series), { running: minutes(tasks), cpuReserved, part: scaled.part }),
  };
  const cpu = isCpu ? undefined : ofService(building, scaled, 'CPUUtilization')?.series;
  const memory = ofService(building, scaled, 'MemoryUtilization')?.series;
  const ofCpu = cpu === undefined ? null : cpuOf(building, { name, cpu, reserved: cpuReserved, percent: minutes(cpu), isQueue }, own);
  const cpuMs = ofCpu?.cpuMs ?? CPU_TIME_MS;
  const { serviceMs, concurrency, why } = isQueue ? workOf(own, cpuMs) : servingOf(own, cpuMs);
  building.findings.assumed(
    placeOf(found.series),
    `${isQueue ? 'a message' : 'a request'} of ${name} takes ${serviceMs} ms${ofCpu === null ? `, of these ${cpuMs} ms of a vCPU` : ''}, and a task works on ${concurrency} at once, ${why}: no metric tells it`,
    `services.${name}.load.task`,
  );
  const use = memory === undefined ? null : measuredUse(minutes(memory), memoryReserved, own.perTask);
  return {
    concurrency,
    serviceTime: `${serviceMs}ms`,
    cpuTime: `${cpuMs}ms`,
    ...(ofCpu === null || ofCpu.idle === 0 ? {} : { cpuIdle: ofCpu.idle }),
    ...(use === null ? {} : memoryOf(building, { name, memory: memory!, use, serviceMs })),
  };
}

function perTaskOf(
  metric: string,
  values: Minutes,
  { running, cpuReserved, part }: { readonly running: Minutes; readonly cpuReserved: number; readonly part: Part },
): Minutes {
  if (metric === 'RequestCountPerTarget') return values;
  return values.map((value, minute) => {
    if (value === null) return null;
    if (metric === 'CPUUtilization') return ((value / 100) * cpuReserved * MINUTE_MS) / (UNITS_PER_VCPU * CPU_TIME_MS);
    const count = running[minute] ?? Number(part.desiredCount ?? 1);
    return count > 0 ? value / count : null;
  });
}

interface Serving {
  readonly serviceMs: number;
  readonly concurrency: number;
  readonly why: string;
}

function servingOf({ perTask }: Minute, cpuMs: number): Serving {
  const most = perTask.reduce<number>((greatest, value) => Math.max(greatest, value ?? 0), 0);
  const serviceMs = Math.max(SERVICE_TIME_MS, 2 * cpuMs);
  return { serviceMs, concurrency: concurrencyFor(most / 60, serviceMs), why: 'twice as many as came to it' };
}

/** A queue hides the speed of its workers. The tasks that ran are assumed to have just kept up with the arrivals. */
function workOf({ running, came }: Minute, cpuMs: number): Serving {
  const known = came.flatMap((count, minute) =>
    count === null || (running[minute] ?? null) === null ? [] : [{ count, tasks: running[minute]! }],
  );
  const count = known.reduce((sum, one) => sum + one.count, 0);
  const tasks = known.reduce((sum, one) => sum + one.tasks, 0);
  const busyMs = count > 0 && tasks > 0 ? Math.round((tasks * MINUTE_MS) / count) : SERVICE_TIME_MS;
  return { serviceMs: Math.max(1, busyMs, cpuMs), concurrency: 1, why: 'so that those that ran were just enough' };
}

interface OfCpu {
  readonly name: string;
  readonly cpu: ObservedSeries;
  readonly reserved: number;
  readonly percent: Minutes;
  readonly isQueue: boolean;
}

/** Scenarios hold whole milliseconds. Idle use absorbs the rounding error per request, so that the mean stays equal. */
function cpuOf({ findings, recordings }: Building, { name, cpu, reserved, percent, isQueue }: OfCpu, { perTask, running, came }: Minute) {
  const report = (words: string) => {
    recordings.used.add(cpu);
    findings.understood(placeOf(cpu), `CPU of ${name}: ${words}`);
  };
  if (isQueue) {
    const each = useOfEach(percent, reserved, running, came);
    if (each === null) return null;
    const cpuMs = Math.round((each * MINUTE_MS) / UNITS_PER_VCPU);
    report(`${cpuMs} ms of a vCPU for each message, an even share of what its tasks used`);
    return { cpuMs, idle: 0 };
  }
  const use = measuredUse(percent, reserved, perTask);
  if (use === null) return null;
  const exactMs = (use.perRequest * MINUTE_MS) / UNITS_PER_VCPU;
  const cpuMs = use.idle > 0 ? Math.round(exactMs) : Math.floor(exactMs);
  const rest = use.mean - (cpuMs * UNITS_PER_VCPU * use.meanRequests) / MINUTE_MS;
  const idle = tidy(Math.min(IDLE_MOST * reserved, Math.max(0, rest)));
  report(`${cpuMs} ms of a vCPU for each request, ${idle} CPU units of an idle task${fitText(use)}`);
  return { cpuMs, idle };
}

function memoryOf(
  { findings, recordings }: Building,
  { name, memory, use, serviceMs }: { name: string; memory: ObservedSeries; use: MeasuredUse; serviceMs: number },
): Part {
  recordings.used.add(memory);
  const idle = tidy(use.idle);
  const each = tidy((use.perRequest * MINUTE_MS) / serviceMs);
  findings.understood(
    placeOf(memory),
    `memory of ${name}: ${idle} MiB of an idle task${each > 0 ? `, ${each} MiB for each request in work` : ''}${fitText(use)}`,
  );
  return { memoryIdle: idle, ...(each === SERVICE_DEFAULTS.memoryMibEach ? {} : { memoryEach: each }) };
}

function fitText({ perRequest }: MeasuredUse): string {
  return perRequest === 0 ? ', always the same, because it does not follow the requests' : ', a line through the minutes';
}

/** Rounds to three digits; a fit to minutes supports no more. */
function tidy(value: number): number {
  return Number(value.toPrecision(3));
}

/** Replays the recorded desired count of a service without scaling policies; for scaled services the policies decide. */
export function recordedCount(building: Building, scaled: Scaled): Part {
  const found = ofService(building, scaled, 'DesiredTaskCount');
  const running = tasksOf(building, scaled.name, { ServiceName: textName(scaled) });
  const series = found?.series ?? running;
  if (series === undefined || series.atMs.length === 0) return {};
  const metric = found === undefined ? 'RunningTaskCount' : 'DesiredTaskCount';
  const block = { ...fileBlock(building, [series]), metric, dimensions: found?.dimensions ?? { ServiceName: textName(scaled) } };
  building.findings.understood(placeOf(series), `desired count of ${scaled.name}: ${recordedText(series, 'hold')}`, scaled.part);
  if (found === undefined)
    building.findings.assumed(
      placeOf(series),
      `the desired count of ${scaled.name} is taken from its running tasks: DesiredTaskCount is not in the input`,
      `services.${scaled.name}.desiredCountSchedule`,
    );
  return { desiredCountSchedule: { recorded: block } };
}

function textName({ name, described }: Scaled): string {
  const own = described.value.serviceName;
  return typeof own === 'string' ? own : name;
}
