import { isPooled, Lifecycle } from '../../autoscaling/group/lifecycle.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { NO_EVENT } from '../../kernel/event-loop.js';
import { primaryOf } from '../../services/deployments/deployments.js';
import { taskSetCount } from '../../services/deployments/task-sets.js';
import { RolloutState } from '../../services/service-states.js';
import { TaskState } from '../../services/task-states.js';
import { Booting, Draining, NONE } from '../../sim/cluster/fleet.js';
import type { World } from '../../sim/cluster/world.js';
import type { LiveCluster } from './live-cluster.js';

const STEP_MS = 1_000;

/** How simulated time passes between calls. */
export interface Pace {
  /** Lets time pass before a call is answered. */
  before(cluster: LiveCluster, isWrite: boolean): Promise<void>;
}

/** Time passes only by POST /drydock/advance. */
export const BY_STEP: Pace = { before: async () => {} };

/**
 * Advances the simulation before each call: before a read until the cluster is stable, after a write also until its effects are over; at
 * most an hour.
 */
export function atMost(): Pace {
  let isWritten = false;
  return {
    before: async (cluster, isWrite) => {
      if (!isWrite) await settle(cluster, isWritten ? isAtRest : isStable);
      isWritten = isWrite || (isWritten && !isAtRest(cluster));
    },
  };
}

/** Lets time pass until the condition holds, at most an hour. */
export async function settle(cluster: LiveCluster, is: (cluster: LiveCluster) => boolean = isStable): Promise<void> {
  const untilMs = cluster.nowMs + HOUR_MS;
  for (let nowMs = -1; cluster.nowMs < untilMs && cluster.nowMs > nowMs && !is(cluster); ) {
    nowMs = cluster.nowMs;
    await cluster.advance(nowMs + STEP_MS);
  }
}

/** Advances the simulation by `factor` times the time of `clock`, which returns milliseconds. */
export function inRealTime(factor: number, clock: () => number): Pace {
  const startMs = clock();
  return {
    before: async (cluster) => {
      await cluster.advance(Math.max(cluster.nowMs, Math.floor((clock() - startMs) * factor)));
    },
  };
}

/** Returns whether all services have their desired tasks and no deployment is in progress, and no task waits, starts or stops. */
export function isStable(cluster: LiveCluster): boolean {
  const { world } = cluster.moment;
  const { tasks, records, setup } = world;
  for (const slot of tasks.living()) if (tasks.state[slot] !== TaskState.RUNNING || tasks.cause[slot] !== 0) return false;
  return records.services.every(({ desired, alive, deploymentState }, service) => {
    const { schedulingStrategy, deploymentSpec } = setup.services[service]!;
    if (deploymentSpec?.taskSets != null) return alive === countOfSets(cluster, service);
    const rollout = deploymentSpec === null ? null : primaryOf(deploymentState.deployments).rollout;
    // It starts and stops nothing any more (S.CB-5).
    if (rollout === RolloutState.FAILED) return true;
    return rollout !== RolloutState.IN_PROGRESS && (schedulingStrategy === 'DAEMON' || alive === desired);
  });
}

/** Tasks that the task sets of a service have together. */
function countOfSets({ moment, nowMs }: LiveCluster, service: number): number {
  const { setup, records } = moment.world;
  const { desired } = records.services[service]!;
  const sets = setup.services[service]!.deploymentSpec!.taskSets!;
  const percents = sets.map(({ scale }) => scale.findLast(({ atMs }) => atMs <= nowMs)?.percent ?? 0);
  return percents.reduce((sum, scalePercent) => sum + taskSetCount(desired, { scalePercent }, setup.deploymentAndHealth.deployments), 0);
}

/** Returns whether the cluster is stable, and no drain, change of a group, instance refresh or evaluation of new data goes on. */
function isAtRest(cluster: LiveCluster): boolean {
  const { world } = cluster.moment;
  // Within a turn of its scheduler each service has seen the change.
  const { everyMs } = world.setup.deploymentAndHealth.turns ?? { everyMs: 0 };
  const isSeen = cluster.nowMs >= Math.max(cluster.editedMs + everyMs, cluster.apiState.seenMs);
  return isSeen && isStable(cluster) && isDrained(world) && areGroupsSettled(world);
}

/** Tasks of services leave instances in DRAINING; standalone ones stay. */
function isDrained({ tasks, fleet, equivalences, setup }: World): boolean {
  return tasks.living().every((slot) => {
    const { service } = equivalences.all[tasks.equivalence[slot]!]!;
    const row = fleet.rowOf[tasks.instance[slot]!] ?? NONE;
    return service < 0 || row === NONE || fleet.state[row] !== Draining || setup.services[service]!.schedulingStrategy === 'DAEMON';
  });
}

/** An instance that waits for a lifecycle action waits for a call, and not for time. */
function areGroupsSettled({ fleet, records }: World): boolean {
  if (records.groups.some(({ desired, living, refresh }) => refresh !== null || living !== desired)) return false;
  for (let row = 0; row < fleet.count; row++) {
    const [state, lifecycle] = [fleet.state[row]!, fleet.lifecycle[row]!];
    const isMoving = fleet.provider[row] !== NONE && (lifecycle === Lifecycle.Pending || lifecycle === Lifecycle.Terminating);
    const isOnTheWay = state === Booting || isMoving;
    if (isOnTheWay && !isPooled(lifecycle) && fleet.waitEvent[row] === NO_EVENT) return false;
  }
  return true;
}
