import type { ServiceUse, TaskUse, WorkerUse } from '../../load/resource-use.js';
import { type LoadShape, spike, times, weekly } from '../../load/shape.js';
import type { LoadSpec } from '../../sim/load-spec.js';
import { whereOf } from '../kinds.js';
import type { LoadText, Scenario, ServiceText } from '../schema.js';
import { revisionsOf } from '../services/setup.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import { durationMs, parseLoadRate } from '../units.js';
import type { LoadFiles } from './files.js';
import { loadFileKey } from './files.js';
import { REQUESTS_DEFAULT } from './schema.js';

type Arrivals = LoadText['arrivals'];

/** Converts a rate that the schema has accepted. */
export function perSecond(text: string): number {
  return parseLoadRate(text) as number;
}

/** The load of a service and the work of its tasks, for the simulation; null without a load. */
export function loadOf(
  service: ServiceText,
  definitions: readonly TaskDefinition[],
  { scenario, files }: { scenario: Scenario; files: LoadFiles },
): LoadSpec | null {
  const { load, serviceName } = service;
  if (load === undefined) return null;
  const { queue } = load;
  const where = whereOf(service, scenario);
  const tasks = revisionsOf(service, scenario, definitions).map(({ taskDefinition, mode }) =>
    taskOf(load, definitions[taskDefinition]!, { where, slower: mode.slower }),
  );
  const shape = shapeOf(load, (arrivals) => files.get(loadFileKey(arrivals, serviceName))!(tasks[0]));
  if (queue !== undefined) return { kind: 'queue', shape, uses: tasks.map((task) => workerOf(queue, task)) };
  return { kind: 'requests', shape, uses: tasks.map((task) => serverOf(load, task)) };
}

type Where = ReturnType<typeof whereOf>;

/** Resources of a task of the definition and its time per request, multiplied by `slower`. */
export function taskOf(
  { task }: LoadText,
  definition: TaskDefinition,
  { where, slower }: { readonly where: Where; readonly slower: number },
): TaskUse {
  const reserved = where.sizeOf(definition);
  const { cpuLimit = where.platform === null ? 'none' : 'task' } = task;
  return {
    concurrency: task.concurrency,
    meanMs: durationMs(task.serviceTime) * slower,
    cpuMs: durationMs(task.cpuTime) * slower,
    ...reserved,
    cpuUnitsIdle: task.cpuIdle,
    memoryMibIdle: task.memoryIdle,
    memoryMibEach: task.memoryEach,
    cpuUnitsMost: cpuLimit === 'task' ? reserved.cpuUnits : null,
  };
}

export function serverOf({ requests = REQUESTS_DEFAULT }: LoadText, task: TaskUse): ServiceUse {
  const { arrivalVariation, serviceVariation, timeout, waitingPerTask } = requests;
  return {
    ...task,
    arrivalVariation,
    serviceVariation,
    timeoutMs: timeout === 'none' ? null : durationMs(timeout),
    waitingPerTaskMax: waitingPerTask === 'none' ? null : waitingPerTask,
  };
}

export function workerOf(
  { visibilityTimeout, whenStopped, backlogWithoutTasks }: NonNullable<LoadText['queue']>,
  task: TaskUse,
): WorkerUse {
  return { ...task, visibilityTimeoutMs: durationMs(visibilityTimeout), whenStopped, backlogWithoutTasks };
}

type OfFile = (arrivals: Extract<Arrivals, { type: 'file' }>) => LoadShape;

function shapeOf({ arrivals, weekly: byDay, factor, spikes }: LoadText, ofFile: OfFile): LoadShape {
  const base = arrivalsOf(arrivals, ofFile);
  const ofWeek = byDay === undefined ? base : weekly(base, byDay);
  const tops = spikes.map(({ at, rate, rise, hold, fall, every }) =>
    spike({
      atMs: durationMs(at),
      perSecond: perSecond(rate),
      riseMs: durationMs(rise),
      holdMs: durationMs(hold),
      fallMs: durationMs(fall),
      everyMs: every === undefined ? null : durationMs(every),
    }),
  );
  const all: LoadShape = tops.length === 0 ? ofWeek : { kind: 'sum', of: [ofWeek, ...tops] };
  return factor === 1 ? all : times(all, factor);
}

function arrivalsOf(arrivals: Arrivals, ofFile: OfFile): LoadShape {
  switch (arrivals.type) {
    case 'constant':
      return { kind: 'constant', perSecond: perSecond(arrivals.rate) };
    case 'diurnal':
      return {
        kind: 'diurnal',
        peakPerSecond: perSecond(arrivals.peak),
        troughPerSecond: perSecond(arrivals.trough),
        peakAtMs: durationMs(arrivals.peakAt),
      };
    case 'file':
      return ofFile(arrivals);
    default: {
      const atMs = arrivals.entries.map(({ at }) => durationMs(at));
      const values = arrivals.entries.map(({ rate }) => perSecond(rate));
      const everyMs = arrivals.every === undefined ? null : durationMs(arrivals.every);
      return arrivals.type === 'ramps' ? { kind: 'ramps', atMs, values, everyMs } : { kind: 'steps', perMs: 1_000, atMs, values, everyMs };
    }
  }
}
