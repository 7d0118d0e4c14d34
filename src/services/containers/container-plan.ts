import type { ContainerCheck } from '../health/container-check.js';

export type DependencyCondition = 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY';

/** restartPolicy, if it is enabled (N.CTR-10). */
export interface RestartPolicy {
  readonly ignoredExitCodes: readonly number[];
  readonly attemptPeriodMs: number;
}

/** A container as its task definition orders it. Containers are named by their place. */
export interface PlannedContainer {
  readonly name: string;
  /** Its place in the setup's list of images. */
  readonly image: number;
  readonly isEssential: boolean;
  readonly dependsOn: readonly { readonly on: number; readonly condition: DependencyCondition }[];
  /** Null: no limit. */
  readonly startTimeoutMs: number | null;
  readonly stopTimeoutMs: number;
  readonly platformStopTimeoutMs: number;
  readonly check: ContainerCheck | null;
  readonly restart: RestartPolicy | null;
}

/** RESTART_DEFAULT of restartAttemptPeriod, its range, and the most ignoredExitCodes (page "Container restart policy"). */
export const RESTART = { defaultS: 300, minS: 60, maxS: 1_800, codesMax: 50 } as const;

/** Time after which ECS stops a task whose conditions do not hold (N.CTR-5). */
export const PENDING_LONGEST_MS = 3 * 3_600_000;

/** Returns whether an exit restarts the container. `sinceMs`: since its last restart, or since its start (N.CTR-10). */
export function isRestarted(policy: RestartPolicy | null, exitCode: number, sinceMs: number): boolean {
  return policy !== null && !policy.ignoredExitCodes.includes(exitCode) && sinceMs >= policy.attemptPeriodMs;
}
