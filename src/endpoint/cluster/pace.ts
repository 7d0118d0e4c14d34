import { primaryOf } from '../../services/deployments/deployments.js';
import { taskSetCount } from '../../services/deployments/task-sets.js';
import { RolloutState } from '../../services/service-states.js';
import { TaskState } from '../../services/task-states.js';
import type { LiveCluster } from './live-cluster.js';

const HOUR_MS = 3_600_000;
const STEP_MS = 1_000;

/** How simulated time passes between calls. */
export interface Pace {
  /** Lets time pass before a call is answered. */
  before(cluster: LiveCluster, isWrite: boolean): Promise<void>;
}

/** Time passes only when somebody says so. */
export const BY_STEP: Pace = { before: async () => {} };

/** Before a read time runs until the cluster is stable, or an hour has passed. */
export const AT_MOST: Pace = { before: async (cluster, isWrite) => (isWrite ? undefined : settle(cluster)) };

/** Lets time pass until the cluster is stable, at most an hour. */
export async function settle(cluster: LiveCluster): Promise<void> {
  const untilMs = cluster.nowMs + HOUR_MS;
  for (let nowMs = -1; cluster.nowMs < untilMs && cluster.nowMs > nowMs && !isStable(cluster); ) {
    nowMs = cluster.nowMs;
    await cluster.advance(nowMs + STEP_MS);
  }
}

/** `factor` seconds pass in one of `clock`, which gives milliseconds. */
export function inRealTime(factor: number, clock: () => number): Pace {
  const startMs = clock();
  return {
    before: async (cluster) => {
      await cluster.advance(Math.max(cluster.nowMs, Math.floor((clock() - startMs) * factor)));
    },
  };
}

/** Returns whether all services have the tasks that they want and no deployment goes on, and no task waits, starts or stops. */
export function isStable(cluster: LiveCluster): boolean {
  const { world } = cluster.moment;
  const { tasks, records, setup } = world;
  for (const slot of tasks.living()) if (tasks.state[slot] !== TaskState.RUNNING || tasks.cause[slot] !== 0) return false;
  return records.services.every(({ desired, alive, deploymentState }, service) => {
    const { schedulingStrategy, deploymentSpec } = setup.services[service]!;
    if (deploymentSpec?.taskSets != null) return alive === wantedBySets(cluster, service);
    const rollout = deploymentSpec === null ? null : primaryOf(deploymentState.deployments).rollout;
    // It starts and stops nothing any more (S.CB-5).
    if (rollout === RolloutState.FAILED) return true;
    return rollout !== RolloutState.IN_PROGRESS && (schedulingStrategy === 'DAEMON' || alive === desired);
  });
}

/** Tasks that the task sets of a service have together. */
function wantedBySets({ moment, nowMs }: LiveCluster, service: number): number {
  const { setup, records } = moment.world;
  const { desired } = records.services[service]!;
  const sets = setup.services[service]!.deploymentSpec!.taskSets!;
  const percents = sets.map(({ scale }) => scale.findLast(({ atMs }) => atMs <= nowMs)?.percent ?? 0);
  return percents.reduce((sum, scalePercent) => sum + taskSetCount(desired, { scalePercent }, setup.deploymentAndHealth.deployments), 0);
}
