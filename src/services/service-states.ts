/** `rolloutState` of a deployment (S.SM-2). */
export const RolloutState = { IN_PROGRESS: 1, COMPLETED: 2, FAILED: 3 } as const;
export type RolloutState = (typeof RolloutState)[keyof typeof RolloutState];

/** What the deployment's watchers say at one moment. */
export interface RolloutSigns {
  /** Healthy, at the desired count, and the old deployment is gone. */
  readonly isSteady: boolean;
  /** The bake time has passed; true at once where no alarms are configured. */
  readonly isBaked: boolean;
  /** The circuit breaker or an alarm has tripped. */
  readonly isTripped: boolean;
}

/** COMPLETED and FAILED are left only by a rollback, which makes its target IN_PROGRESS again. */
export function nextRollout(state: RolloutState, signs: RolloutSigns): RolloutState {
  if (state !== RolloutState.IN_PROGRESS) return state;
  if (signs.isTripped) return RolloutState.FAILED;
  return signs.isSteady && signs.isBaked ? RolloutState.COMPLETED : RolloutState.IN_PROGRESS;
}

/** A FAILED deployment launches nothing more. */
export function mayLaunch(state: RolloutState): boolean {
  return state !== RolloutState.FAILED;
}

/** No deployment can be rolled back to: the failed one just stops. */
export const NO_TARGET = -1;

/** Which of the deployments, oldest first, a rollback returns to: the latest COMPLETED one. */
export function rollbackTarget(rollouts: readonly RolloutState[]): number {
  return rollouts.lastIndexOf(RolloutState.COMPLETED);
}

/** The rollouts once the rollback has begun: its target is IN_PROGRESS, and no target again until it is COMPLETED (S.SM-3). */
export function rollBack(rollouts: readonly RolloutState[]): RolloutState[] {
  const target = rollbackTarget(rollouts);
  return rollouts.map((rollout, i) => (i === target ? RolloutState.IN_PROGRESS : rollout));
}
