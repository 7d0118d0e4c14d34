/** `rolloutState` of a deployment (S.SM-2). */
export const RolloutState = { IN_PROGRESS: 1, COMPLETED: 2, FAILED: 3 } as const;
export type RolloutState = (typeof RolloutState)[keyof typeof RolloutState];

/** Present findings about a deployment. */
export interface RolloutSigns {
  /** Healthy at the desired count, and the old deployment has ended. */
  readonly isSteady: boolean;
  /** The bake time has passed; at once without alarms. */
  readonly isBaked: boolean;
  /** The circuit breaker or an alarm has failed the deployment. */
  readonly isTripped: boolean;
}

/** Returns the next state. Only a rollback leaves COMPLETED or FAILED: it makes its target IN_PROGRESS again. */
export function nextRollout(state: RolloutState, signs: RolloutSigns): RolloutState {
  if (state !== RolloutState.IN_PROGRESS) return state;
  if (signs.isTripped) return RolloutState.FAILED;
  return signs.isSteady && signs.isBaked ? RolloutState.COMPLETED : RolloutState.IN_PROGRESS;
}

/** Returns whether the deployment may launch tasks; a FAILED one may not. */
export function mayLaunch(state: RolloutState): boolean {
  return state !== RolloutState.FAILED;
}

/** No rollback target: the failed deployment only stops. */
export const NO_TARGET = -1;

/** Returns the target of a rollback among the deployments, oldest first: the latest COMPLETED one. */
export function rollbackTarget(rollouts: readonly RolloutState[]): number {
  return rollouts.lastIndexOf(RolloutState.COMPLETED);
}

/** Returns the states at the start of a rollback: its target is IN_PROGRESS, and becomes a target again only when COMPLETED (S.SM-3). */
export function rollBack(rollouts: readonly RolloutState[]): RolloutState[] {
  const target = rollbackTarget(rollouts);
  return rollouts.map((rollout, i) => (i === target ? RolloutState.IN_PROGRESS : rollout));
}
