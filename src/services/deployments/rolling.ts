import { type ReplicaTarget, reconcileReplica } from '../replica.js';
import type { DeploymentSettings } from './deployment-settings.js';

/** Tasks of one revision by condition; every task is counted once. */
interface RevisionCounts {
  /** Requested and not yet healthy. */
  readonly waiting: number;
  readonly healthy: number;
  readonly unhealthy: number;
  /** Told to stop and not yet STOPPED. */
  readonly stopping: number;
}

export interface RollingCounts {
  /** PRIMARY deployment, to which all started tasks belong. */
  readonly next: RevisionCounts;
  /** Its healthy tasks on DRAINING instances; not among `next.healthy`. */
  readonly nextOnDraining: number;
  /** All deployments before it together, wherever their tasks are. */
  readonly old: RevisionCounts;
  /** Those of `old.healthy` under scale-in protection: no deployment stops them (S.PROT-1, S.PROT-5). */
  readonly oldProtected: number;
}

export type RollingTarget = Omit<ReplicaTarget, 'isRollingUpdate'>;

/**
 * Next actions, in this order. Within a revision unhealthy tasks stop first, then waiting ones, then healthy ones by the service's stop
 * rule.
 */
export interface RollingStep {
  readonly stopOld: { readonly unhealthy: number; readonly waiting: number; readonly healthy: number };
  readonly stopNext: { readonly unhealthy: number; readonly waiting: number; readonly onDraining: number; readonly surplus: number };
  /** Tasks of the new revision to request now. */
  readonly start: number;
  /** Set when nothing is in progress and nothing may start or stop, because of the percentages (S.DEP-8) or of protection (S.PROT-5). */
  readonly blockedBy: 'percents' | 'protection' | null;
}

/**
 * Returns the starts and stops of a rolling update (S.DEP-6). Called after every change of a count while the deployment is IN_PROGRESS, it
 * converges to `desired` healthy tasks of the new revision and none of the old. Old tasks that are not healthy do not count towards the
 * minimum and stop at once (S.SVC-5).
 */
export function rollingStep(counts: RollingCounts, target: RollingTarget, settings: DeploymentSettings): RollingStep {
  const { next, nextOnDraining, old, oldProtected } = counts;
  // A task stopped now keeps its place until it is STOPPED.
  const leaving = old.waiting + old.unhealthy + (settings.stoppingCounts ? next.stopping + old.stopping : 0);
  const decision = reconcileReplica(
    {
      waiting: next.waiting,
      healthy: next.healthy,
      unhealthy: next.unhealthy,
      onDraining: old.healthy + nextOnDraining,
      stopping: leaving,
    },
    { ...target, isRollingUpdate: true },
  );
  const mayGo = Math.min(nextOnDraining + old.healthy - oldProtected, outgoing(counts, target, decision, settings));
  const onDraining = Math.min(nextOnDraining, mayGo);
  const stopOld = { unhealthy: old.unhealthy, waiting: old.waiting, healthy: mayGo - onDraining };
  const stopNext = { unhealthy: next.unhealthy, waiting: decision.stop.waiting, onDraining, surplus: decision.stop.surplus };
  const stops = mayGo + old.unhealthy + old.waiting + next.unhealthy + stopNext.waiting + stopNext.surplus;
  const isUnderWay = decision.start + stops + next.waiting + next.stopping + old.stopping > 0;
  const isLeft = old.healthy + nextOnDraining > 0;
  const isAllowed = decision.stop.draining > 0;
  return { stopOld, stopNext, start: decision.start, blockedBy: isUnderWay || !isLeft ? null : isAllowed ? 'protection' : 'percents' };
}

/**
 * Returns how many healthy tasks to be replaced may stop: all above the minimum or, with `startFirst`, those already replaced or in the
 * way.
 */
function outgoing(
  { next, nextOnDraining, old }: RollingCounts,
  target: RollingTarget,
  decision: { readonly start: number; readonly stop: { readonly draining: number } },
  { order }: DeploymentSettings,
): number {
  if (order === 'together') return decision.stop.draining;
  const replaced = Math.max(0, next.healthy + nextOnDraining + old.healthy - target.desired);
  const isCramped = decision.start + next.waiting + next.stopping + old.stopping === 0;
  return Math.min(decision.stop.draining, isCramped ? Math.max(replaced, target.desired - next.healthy) : replaced);
}

/** Whether the new revision is healthy at the desired count and the old one gone, STOPPING tasks included (S.DEP-11, S.SVC-10). */
export function isRolledOut({ next, nextOnDraining, old }: RollingCounts, desired: number): boolean {
  const isOldGone = old.waiting + old.healthy + old.unhealthy + old.stopping === 0;
  return isOldGone && nextOnDraining === 0 && next.waiting + next.unhealthy === 0 && next.healthy === desired;
}
