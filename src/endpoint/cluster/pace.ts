import { primaryOf } from '../../services/deployments/deployments.js';
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
export function isStable({ moment }: LiveCluster): boolean {
  const { world } = moment;
  const { tasks, records, setup } = world;
  for (const slot of tasks.living()) if (tasks.state[slot] !== TaskState.RUNNING || tasks.cause[slot] !== 0) return false;
  return records.services.every(({ desired, alive, deploymentState }, service) => {
    const { schedulingStrategy, deploymentSpec } = setup.services[service]!;
    if (schedulingStrategy === 'REPLICA' && alive !== desired) return false;
    if (deploymentSpec === null || deploymentSpec.taskSets !== null) return true;
    return primaryOf(deploymentState.deployments).rollout !== RolloutState.IN_PROGRESS && deploymentState.shift === null;
  });
}
