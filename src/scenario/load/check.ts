import { DAY_MS } from '../../kernel/durations.js';
import { serviceProblems, workerProblems } from '../../load/check.js';
import type { Context } from '../context.js';
import { whereOf } from '../kinds.js';
import type { LoadText, ServiceText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { durationMs } from '../units.js';
import { perSecond, serverOf, taskOf, workerOf } from './setup.js';

/** Checks the load of a service and what its tasks do with it. */
export function checkLoad(context: Context, path: Path, service: ServiceText): void {
  const { load } = service;
  if (load === undefined) return;
  const { queue, requests } = load;
  if (queue !== undefined && requests !== undefined)
    context.error([...path, 'requests'], 'does not go with queue: tasks take messages from a queue, or requests from a load balancer');
  checkArrivals(context, [...path, 'arrivals'], load.arrivals);
  load.spikes.forEach((spike, i) => {
    checkSpike(context, [...path, 'spikes', i], spike);
  });
  for (const kind of kindsOf(service)) checkTask(context, path, { service, load, kind });
}

/** One kind of tasks of a service: its first ones, or those of one deployment. */
interface Kind {
  readonly taskDefinition: string;
  readonly slower: number;
  /** Path of the deployment that starts them; empty for the first tasks. */
  readonly place: Path;
}

function kindsOf({ taskDefinition, failureMode, deployments }: ServiceText): Kind[] {
  const kinds: Kind[] = [{ taskDefinition, slower: failureMode?.slower ?? 1, place: [] }];
  for (const [i, deployment] of deployments.entries()) {
    const before = kinds.at(-1)!;
    const isSame = deployment.taskDefinition === undefined;
    const slower = isSame && deployment.failureMode === undefined ? before.slower : (deployment.failureMode?.slower ?? 1);
    kinds.push({ taskDefinition: deployment.taskDefinition ?? before.taskDefinition, slower, place: ['deployments', i] });
  }
  return kinds;
}

function checkArrivals(context: Context, path: Path, arrivals: LoadText['arrivals']): void {
  if (arrivals.type === 'diurnal') {
    const { peak, trough, peakAt } = arrivals;
    if (perSecond(trough) > perSecond(peak)) context.error([...path, 'trough'], `${trough} is above the peak of ${peak}`);
    if (durationMs(peakAt) >= DAY_MS) context.error([...path, 'peakAt'], `${peakAt} is no time of day: below 24h`);
  }
  if (arrivals.type === 'steps' || arrivals.type === 'ramps') checkEntries(context, path, arrivals);
  if (arrivals.type === 'file' && arrivals.functions !== undefined && arrivals.format !== 'azure-functions')
    context.error([...path, 'functions'], `does not go with format ${arrivals.format}: only azure-functions has any`);
  if (arrivals.type === 'file' && arrivals.series !== undefined && arrivals.format !== 'cloudwatch')
    context.error([...path, 'series'], `does not go with format ${arrivals.format}: only cloudwatch has any`);
}

/** A level holds from its time on. A line may have two values at one time, and ends with the period. */
function checkEntries(context: Context, path: Path, arrivals: Extract<LoadText['arrivals'], { type: 'steps' | 'ramps' }>): void {
  const { type, entries, every } = arrivals;
  const isStrict = type === 'steps';
  let before = -1;
  entries.forEach(({ at }, i) => {
    const atMs = durationMs(at);
    const where = [...path, 'entries', i, 'at'];
    if (atMs < before || (isStrict && atMs === before)) context.error(where, `${at} does not come after the entry before it`);
    else if (every !== undefined && (atMs > durationMs(every) || (isStrict && atMs === durationMs(every))))
      context.error(where, `${at} is not within the period of ${every}`);
    before = Math.max(before, atMs);
  });
}

function checkSpike(context: Context, path: Path, { at, rise, hold, fall, every }: LoadText['spikes'][number]): void {
  const lastsMs = durationMs(rise) + durationMs(hold) + durationMs(fall);
  if (lastsMs === 0) context.error(path, 'lasts for no time: give at least one of rise, hold and fall');
  if (every !== undefined && durationMs(at) + lastsMs > durationMs(every))
    context.error([...path, 'every'], `${every} is over before the spike is: at, rise, hold and fall together must fit in it`);
}

/** Checks numbers of a model that are only wrong together; each of them is one key of the scenario. */
function checkTask(context: Context, path: Path, { service, load, kind }: { service: ServiceText; load: LoadText; kind: Kind }): void {
  const { place, slower } = kind;
  const index = findDefinition(kind.taskDefinition, context.definitions);
  const definition = index === undefined ? undefined : context.definitions[index];
  if (definition === undefined) return;
  const task = taskOf(load, definition, { where: whereOf(service, context.scenario), slower });
  const found = load.queue === undefined ? serviceProblems(serverOf(load, task)) : workerProblems(workerOf(load.queue, task));
  const at = (...keys: string[]) => (place.length === 0 ? [...path, ...keys] : [...path.slice(0, -1), ...place]);
  const by = slower === 1 ? '' : `, ${slower} times slower,`;
  for (const problem of found) {
    if (problem.path[0] === 'visibilityTimeoutMs')
      context.error(
        at('queue', 'visibilityTimeout'),
        `${load.queue!.visibilityTimeout} is less than the serviceTime of ${load.task.serviceTime}${by}: a message would be delivered again while a task works on it`,
      );
    else if (problem.path[0] === 'cpuUnitsMost')
      context.error(
        at('task', 'cpuIdle'),
        `${load.task.cpuIdle} leaves nothing of the ${task.cpuUnitsMost} CPU units that a task gets at most: it must be below them`,
      );
    else if (place.length === 0) context.error([...path, 'task'], problem.message);
  }
  if (task.cpuUnits === 0 && load.task.cpuTime !== '0s' && service.scaling !== undefined)
    context.warn(at(), 'its task definition reserves no CPU, so that it has no CPUUtilization (T.MET-7)');
}
