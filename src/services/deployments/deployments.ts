import { UNTRIED } from '../circuit-breaker.js';
import { mayLaunch, NO_TARGET, RolloutState, rollBack, rollbackTarget } from '../service-states.js';
import { startWatch, type Verdict, type Watch } from './watch.js';

export interface Deployment {
  /** Content of its tasks, by the caller's number; two deployments may have the same. */
  readonly revision: number;
  readonly rollout: RolloutState;
  readonly watch: Watch;
}

/** All deployments of a service, oldest first, and the PRIMARY one; plain data. Tasks of any other revision are old. */
export interface Deployments {
  readonly list: readonly Deployment[];
  readonly primary: number;
}

export function firstDeployment(revision: number): Deployments {
  return deploy({ list: [], primary: NO_TARGET }, revision, false);
}

/** Returns the past deployments, oldest first and the last one PRIMARY, with their states and failed starts. */
export function deploymentsSoFar(
  all: readonly { readonly revision: number; readonly rollout: RolloutState; readonly failedTasks: number }[],
): Deployments {
  const list = all.map(({ revision, rollout, failedTasks }) => ({
    revision,
    rollout,
    watch: { ...startWatch(false), breaker: { ...UNTRIED, failures: failedTasks } },
  }));
  return { list, primary: list.length - 1 };
}

/** Makes a new deployment PRIMARY. An unfinished predecessor never becomes COMPLETED and is never a rollback target. */
export function deploy({ list }: Deployments, revision: number, isInAlarm: boolean): Deployments {
  const started: Deployment = { revision, rollout: RolloutState.IN_PROGRESS, watch: startWatch(isInAlarm) };
  return { list: [...list, started], primary: list.length };
}

/** Marks the primary deployment as COMPLETED, so that it can be a rollback target. */
export function complete({ list, primary }: Deployments): Deployments {
  return { list: list.with(primary, { ...list[primary], rollout: RolloutState.COMPLETED }), primary };
}

/**
 * Applies the verdict on the primary deployment. A failed one with rollback makes the latest COMPLETED one primary, with a new watch that
 * ignores an alarm still in ALARM (S.ALARM-3). Without a target it stays and launches nothing (S.CB-5).
 */
export function settle({ list, primary }: Deployments, { rollout, watch, rollsBack }: Verdict, isInAlarm: boolean): Deployments {
  const judged = list.with(primary, { ...list[primary], rollout, watch });
  const rollouts = judged.map((deployment) => deployment.rollout);
  const target = rollsBack ? rollbackTarget(rollouts) : NO_TARGET;
  if (target === NO_TARGET) return { list: judged, primary };
  const after = rollBack(rollouts);
  const handed = judged.map((deployment, i) => ({ ...deployment, rollout: after[i] }));
  return { list: handed.with(target, { ...handed[target], watch: startWatch(isInAlarm) }), primary: target };
}

/** Makes the deployment of blue, which still has its tasks, primary again. Unlike a rolling update it need not have been COMPLETED. */
export function returnTo({ list }: Deployments, blue: number, isInAlarm: boolean): Deployments {
  const primary = list.findLastIndex(({ revision }) => revision === blue);
  const again: Deployment = { revision: blue, rollout: RolloutState.IN_PROGRESS, watch: startWatch(isInAlarm) };
  return { list: list.with(primary, again), primary };
}

export function primaryOf({ list, primary }: Deployments): Deployment {
  return list[primary];
}

/** Returns whether the primary deployment is the target of a rollback. */
export function isRollback({ list, primary }: Deployments): boolean {
  return primary < list.length - 1;
}

/**
 * Returns the revision whose tasks are replaced by their own during a rolling update (N.ROLL-1): the latest COMPLETED one; null: none, or
 * the update is itself a rollback, before which a revision failed.
 */
export function revisionBefore({ list, primary }: Deployments): number | null {
  const target = rollbackTarget(list.map(({ rollout }) => rollout));
  return target === NO_TARGET || list.some(({ rollout }, i) => i > target && rollout === RolloutState.FAILED && i !== primary)
    ? null
    : list[target].revision;
}

/** Returns whether the service starts tasks; a FAILED primary deployment does not (S.SM-2). */
export function startsTasks(deployments: Deployments): boolean {
  return mayLaunch(primaryOf(deployments).rollout);
}
