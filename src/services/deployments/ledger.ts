import { mayLaunch, NO_TARGET, RolloutState, rollBack, rollbackTarget } from '../service-states.js';
import { startWatch, type Verdict, type Watch } from './watch.js';

/** One deployment of a service. */
export interface Deployment {
  /** What its tasks are made of, by the caller's number: two deployments may have the same. */
  readonly revision: number;
  readonly rollout: RolloutState;
  readonly watch: Watch;
}

/** All deployments of a service, oldest first, and which of them is PRIMARY: plain data. Tasks of any other revision than the primary's are old. */
export interface Deployments {
  readonly list: readonly Deployment[];
  readonly primary: number;
}

export function firstDeployment(revision: number): Deployments {
  return deploy({ list: [], primary: NO_TARGET }, revision, false);
}

/** Those that a service has had, oldest first, the last of which is PRIMARY: of each how it stands, and how many of its starts have failed. */
export function deploymentsSoFar(
  all: readonly { readonly revision: number; readonly rollout: RolloutState; readonly failedTasks: number }[],
): Deployments {
  const list = all.map(({ revision, rollout, failedTasks }) => ({
    revision,
    rollout,
    watch: { ...startWatch(false), breaker: { stage: 1 as const, failures: failedTasks } },
  }));
  return { list, primary: list.length - 1 };
}

/** A new deployment takes over, also from one that is not through: that one is never COMPLETED then, and nothing rolls back to it. */
export function deploy({ list }: Deployments, revision: number, isInAlarm: boolean): Deployments {
  const started: Deployment = { revision, rollout: RolloutState.IN_PROGRESS, watch: startWatch(isInAlarm) };
  return { list: [...list, started], primary: list.length };
}

/** The primary deployment as COMPLETED: whatever it was told to be, it is what later ones roll back to. */
export function complete({ list, primary }: Deployments): Deployments {
  return { list: list.with(primary, { ...list[primary], rollout: RolloutState.COMPLETED }), primary };
}

/**
 * What the verdict on the primary deployment comes to. A failed one that rolls back hands over to the latest COMPLETED one, which is watched anew; the alarm that is still on
 * does not count for it (S.ALARM-3). Without such a target it stays, and launches nothing (S.CB-5).
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

export function primaryOf({ list, primary }: Deployments): Deployment {
  return list[primary];
}

/** Whether the service starts tasks at all: not while its primary deployment is FAILED (S.SM-2). */
export function startsTasks(deployments: Deployments): boolean {
  return mayLaunch(primaryOf(deployments).rollout);
}
