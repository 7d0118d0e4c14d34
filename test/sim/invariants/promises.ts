import { FITS } from '../../../src/placement/fit.js';
import { NO_MEMBERSHIP } from '../../../src/placement/view.js';
import { failureThreshold } from '../../../src/services/circuit-breaker.js';
import { primaryOf, startsTasks } from '../../../src/services/deployments/deployments.js';
import { RolloutState } from '../../../src/services/service-states.js';
import { TaskState } from '../../../src/services/task-states.js';
import type { EquivalenceClass } from '../../../src/sim/cluster/equivalence-class.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import { NOTHING_PUBLISHED } from '../../../src/sim/cluster/services/service-and-group-records.js';
import { RoomFreed } from '../../../src/sim/cluster/tasks.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { EventKind } from '../../../src/sim/events.js';
import { ON_PLATFORM } from '../../../src/sim/providers/platform.js';

/** Invariants of values that follow from the state, or that an event will bring: room for a missing daemon, a breaker's threshold, a measured point, a start. */
export function brokenPromises(world: World): string[] {
  return [...roomForDaemons(world), ...thresholds(world), ...measuredPoints(world), ...startsOnPlatforms(world)];
}

/** Attributes of instances that change in the run. The scheduler acts on daemons with a constraint on these when it next reconciles. */
const CHANGING = /tasksCount|task:group|agentConnected/i;

/** Where a daemon belongs, is missing, may come and would fit without the other tasks, its room is held (S.DAEMON-3, S.SM-2). */
function roomForDaemons(world: World): string[] {
  const { fleet, setup, records, equivalences, daemonReservations, loop } = world;
  // A present state may break this until the scheduler's first turns.
  if (setup.present !== undefined || !loop.isOver(EventKind.tasksArePlaced)) return [];
  return setup.services.flatMap(({ schedulingStrategy, memberOf }, service) => {
    const { deploymentState, isDue } = records.services[service];
    // A daemon may be placed and stopped in the millisecond in which its instance goes to a warm pool: the scheduler looks once more then.
    if (schedulingStrategy !== 'DAEMON' || isDue || CHANGING.test(JSON.stringify(memberOf))) return [];
    if (!startsTasks(deploymentState.deployments)) return [];
    const { revision } = primaryOf(deploymentState.deployments);
    const newest = equivalences.all.find(({ taskClass }) => taskClass.service === service && taskClass.revision === revision);
    if (newest === undefined) return [];
    return Array.from({ length: fleet.count }, (_, row) => row)
      .filter((row) => isOwed(world, row, newest) && !daemonReservations.isHeld(row, service))
      .map((row) => `instance ${fleet.instance[row]} lacks a daemon of service ${service}, and holds no room for it`);
  });
}

/** Whether it belongs on the instance, is missing, fits beside the other daemons, and needs more than its old tasks there still have. */
function isOwed(world: World, row: number, { request, service, taskClass }: EquivalenceClass): boolean {
  const { fleet, tasks, equivalences, setup } = world;
  if (fleet.isActive[row] === 0) return false;
  if (request.classVerdicts !== null && request.classVerdicts[fleet.instanceClass[row]] !== FITS) return false;
  if (request.membership !== NO_MEMBERSHIP && fleet.members(request.membership)[row] !== 1) return false;
  const { cpuUnits, memoryMib, eniTasks, eniTasksTrunk } = setup.instanceTypes[fleet.type[row]];
  const left = [cpuUnits, memoryMib, fleet.hasTrunk[row] === 1 ? eniTasksTrunk : eniTasks];
  const owed = [request.cpuUnits, request.memoryMib, request.eni];
  const needed = [...owed];
  for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot]) {
    const one = equivalences.all[tasks.equivalence[slot]];
    if (!one.isDaemon) continue;
    if (one.service === service && tasks.cause[slot] === 0 && one.taskClass === taskClass) return false;
    const freed = tasks.roomFreed[slot];
    const task = freed === RoomFreed.none ? one.request : { cpuUnits: 0, memoryMib: 0, eni: freed === RoomFreed.all ? 0 : one.request.eni };
    const from = one.service === service ? owed : left;
    for (const [i, amount] of [task.cpuUnits, task.memoryMib, task.eni].entries()) from[i]! -= amount;
  }
  return owed.some((amount) => amount > 0) && needed.every((amount, i) => amount <= left[i]!);
}

/** The last reported threshold of a circuit breaker is that of the desired count; that of daemons is counted at their next reconciliation. */
function thresholds(world: World): string[] {
  const { setup, records } = world;
  return setup.services.flatMap(({ deploymentSpec, schedulingStrategy }, service) => {
    const { deploymentState, isDue } = records.services[service];
    const { published, deployments } = deploymentState;
    if (deploymentSpec === null || schedulingStrategy === 'DAEMON' || isDue || published.threshold === NOTHING_PUBLISHED.threshold)
      return [];
    if (primaryOf(deployments).rollout !== RolloutState.IN_PROGRESS) return [];
    const threshold = failureThreshold(records.services[service].desired, deploymentSpec.watch.circuitBreaker);
    return published.threshold === threshold
      ? []
      : [`service ${service} told of ${published.threshold} failures as its threshold, which is ${threshold}`];
  });
}

/** A scaler acts on what was measured once the delays of the metric and of its own are over. */
function measuredPoints({ setup, records, loop }: World): string[] {
  const { metricDelayMs, evaluationIntervalMs, actionDelayMs } = setup.scaler;
  if (setup.faults.some((fault) => fault.kind === 'controlPlane' && fault.actions.includes('scaling') && fault.mode === 'delay')) return [];
  const gapMs = (atMs: number) =>
    Math.max(
      0,
      ...setup.faults.map((fault) => {
        if (fault.kind !== 'metricGap' || !fault.metrics.includes('capacity') || fault.fromMs > atMs || fault.untilMs < atMs) return 0;
        return fault.comes === 'atEnd' || fault.comes === 'never' ? fault.untilMs - atMs : fault.comes;
      }),
    );
  return records.groups.flatMap(({ measured }, provider) => {
    const atMs = measured[0]?.atMs ?? loop.nowMs;
    const dueMs = atMs + gapMs(atMs) + metricDelayMs + evaluationIntervalMs + actionDelayMs;
    return loop.nowMs <= dueMs ? [] : [`the scaler of provider ${provider} lets a point of ${atMs} ms wait at ${loop.nowMs} ms`];
  });
}

/** When a task was first seen to start on a platform: tasks have no column for it. */
const seen = new WeakMap<World, Map<number, number>>();
/** The images of drawn tasks are there, and their containers start, within minutes, in half an hour where pulls are slow. */
const START_MOST_MS = 30 * 60_000;
/** A container that waits for another one waits for at most three hours (N.T-CTR-d). */
const ORDER_MOST_MS = 3 * 60 * 60_000;

/** A task on Fargate starts, or fails, soon after its start began or the registry came back. */
function startsOnPlatforms(world: World): string[] {
  const { tasks, setup, loop, equivalences } = world;
  const before = seen.get(world);
  const now = new Map<number, number>();
  const inOrder = new Set<number>();
  for (const slot of tasks.living())
    if (tasks.instance[slot] === ON_PLATFORM && tasks.state[slot]! < TaskState.RUNNING) {
      now.set(tasks.task[slot]!, before?.get(tasks.task[slot]!) ?? loop.nowMs);
      if (equivalences.all[tasks.equivalence[slot]]!.origin.definition.order !== undefined) inOrder.add(tasks.task[slot]!);
    }
  seen.set(world, now);
  const backMs = Math.max(
    0,
    ...setup.faults.map((fault) =>
      (fault.kind === 'registryDown' || fault.kind === 'noNetwork') && fault.fromMs <= loop.nowMs ? fault.untilMs : 0,
    ),
  );
  return [...now].flatMap(([task, sinceMs]) =>
    loop.nowMs <= Math.max(sinceMs, backMs) + (inOrder.has(task) ? ORDER_MOST_MS : START_MOST_MS)
      ? []
      : [`task ${task} on Fargate starts since ${sinceMs} ms at ${loop.nowMs} ms`],
  );
}
