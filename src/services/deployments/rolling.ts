import { healthyMin, type ReplicaTarget, reconcileReplica, tasksMax } from '../replica.js';
import type { DeploymentSettings } from './deployment-settings.js';

/** Tasks of one revision by condition; every task is counted once. */
interface RevisionCounts {
  /** Requested and not yet healthy. */
  readonly waiting: number;
  readonly healthy: number;
  readonly unhealthy: number;
  /** desiredStatus is STOPPED, and they are not yet STOPPED. */
  readonly stopping: number;
  /** Tasks of `stopping` whose load balancer sends them nothing any more; absent: none. */
  readonly deregistered?: number;
  /** Tasks of `stopping` that have exited by themselves and whose places no others of their revision take yet; absent: none. */
  readonly keepingPlace?: number;
}

/** The tasks of a service during a rolling update. */
export interface RollingCounts {
  /** PRIMARY deployment, to which all started tasks belong. */
  readonly next: RevisionCounts;
  /** Tasks of `next.waiting` that are RUNNING; absent: none. */
  readonly nextUnjudged?: number;
  /** Its healthy tasks on DRAINING instances; not among `next.healthy`. */
  readonly nextOnDraining: number;
  /** All deployments before it together, wherever their tasks are. */
  readonly old: RevisionCounts;
  /** Tasks of `old.healthy` under scale-in protection: no deployment stops them (S.PROT-1, S.PROT-5). */
  readonly oldProtected: number;
  /** Tasks of `old.waiting` that replace tasks of the revision before; absent: none. */
  readonly oldReplacing?: number;
}

export interface RollingTarget extends Omit<ReplicaTarget, 'isRollingUpdate'> {
  /** The desired count up to which tasks of the revision before are replaced by their own; absent: by the newest revision (S.SVC-5). */
  readonly own?: { readonly desired: number; readonly scaledOut: number };
}

/**
 * Next actions, in this order. Within a revision unhealthy tasks stop first, then waiting ones, then healthy ones by the service's stop
 * rule.
 */
export interface RollingStep {
  readonly stopOld: { readonly unhealthy: number; readonly waiting: number; readonly replacing: number; readonly healthy: number };
  readonly stopNext: { readonly unhealthy: number; readonly waiting: number; readonly onDraining: number; readonly surplus: number };
  /** Tasks of the new revision to request now. */
  readonly start: number;
  /** Tasks of the revision before to request now: `first` are replacements, before the new tasks; `last` follow a scale-out, after them. */
  readonly startOld: { readonly first: number; readonly last: number };
  /** Set when nothing is in progress and nothing may start or stop, because of the percentages (S.DEP-8) or of protection (S.PROT-5). */
  readonly blockedBy: 'percents' | 'protection' | null;
}

/**
 * Returns the starts and stops of a rolling update (S.DEP-6). Called after every change of a count while the deployment is IN_PROGRESS, it
 * converges to `desired` healthy tasks of the new revision and none of the old. Old tasks that are not healthy do not count towards the
 * minimum. They stop at once (S.SVC-5), or are replaced by their own revision as far as the minimum needs them (N.ROLL-1).
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
      keepingPlace: next.keepingPlace ?? 0,
    },
    { ...target, isRollingUpdate: target.own === undefined },
  );
  const mayGo = Math.min(nextOnDraining + old.healthy - oldProtected, outgoing(counts, target, decision, settings));
  const onDraining = Math.min(nextOnDraining, mayGo);
  const own = ownReplacements(counts, target, { wanted: decision.start, countsStopping: settings.stoppingCounts });
  const stopOld = { ...own.stop, healthy: mayGo - onDraining };
  // A new task that has failed its checks goes with the start of its replacement (V.13), or makes room for it (P.130).
  const unhealthy =
    target.own === undefined ? next.unhealthy : Math.max(decision.stop.unhealthy, Math.min(next.unhealthy, own.start + own.stopsForRoom));
  const stopNext = { unhealthy, waiting: decision.stop.waiting, onDraining, surplus: decision.stop.surplus };
  const startOld = { first: own.first, last: own.last };
  const moves = [own.start, ...Object.values(startOld), ...Object.values(stopOld), ...Object.values(stopNext)];
  const isUnderWay = [...moves, next.waiting, counts.oldReplacing ?? 0, next.stopping, old.stopping].some((count) => count > 0);
  const isLeft = old.healthy + nextOnDraining > 0;
  const isAllowed = decision.stop.draining > 0;
  const blockedBy = isUnderWay || !isLeft ? null : isAllowed ? 'protection' : 'percents';
  return { stopOld, stopNext, start: own.start, startOld, blockedBy };
}

/**
 * Returns the starts of both revisions within the maximum, and the stops of old tasks that do not serve. Old tasks are replaced by their
 * own as far as the minimum needs them. An unhealthy one stops once it is not needed, or, where there is no room to start first, one at a
 * time.
 */
function ownReplacements(
  { next, nextUnjudged = 0, nextOnDraining, old, oldReplacing = 0 }: RollingCounts,
  target: RollingTarget,
  { wanted, countsStopping }: { readonly wanted: number; readonly countsStopping: boolean },
) {
  const others = old.waiting - oldReplacing;
  const all = { unhealthy: old.unhealthy, waiting: others, replacing: oldReplacing };
  if (target.own === undefined) return { first: 0, start: wanted, last: 0, stop: all, stopsForRoom: 0 };
  const serving = next.healthy + nextOnDraining + old.healthy;
  const missing = (desired: number) => Math.max(0, healthyMin(desired, target.minimumHealthyPercent) - serving);
  const [needed, neededFirst] = [missing(target.own.scaledOut), missing(target.own.desired)];
  const replacing = Math.min(oldReplacing, needed);
  const sum = ({ waiting, healthy, unhealthy, stopping }: RevisionCounts) =>
    waiting + healthy + unhealthy + (countsStopping ? stopping : 0);
  const room = Math.max(0, tasksMax(target.desired, target.maximumPercent) - sum(next) - nextOnDraining - sum(old));
  // Where nothing serves, the new revision keeps one place: failing old tasks and their replacements could take all the room for ever.
  const isDown = serving === 0 && old.unhealthy > 0;
  const kept = Number(isDown && wanted > 0 && next.waiting + next.unhealthy + next.stopping === 0);
  const ahead = replacing + (old.keepingPlace ?? 0);
  const first = Math.min(Math.max(0, neededFirst - ahead), Math.max(0, room - kept));
  const start = Math.min(wanted, room - first);
  const last = Math.min(Math.max(0, needed - ahead - first), room - first - start);
  // A new task that runs, and has no verdict yet, may still take its place (P.130).
  const isCramped = room === 0 && nextUnjudged + next.stopping + old.stopping + replacing === 0;
  const unhealthy = needed === 0 ? old.unhealthy : Math.min(old.unhealthy, Number(isCramped));
  const isShort = next.waiting + next.healthy < target.desired;
  // New ones that stop without a replacement.
  const stopsForRoom = Number(room === 0 && isShort && next.stopping === 0);
  return { first, start, last, stop: { unhealthy, waiting: others, replacing: oldReplacing - replacing }, stopsForRoom };
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

/** Returns whether no task of the revision is left, but for targets that drain. */
export function hasNoTasks({ waiting, healthy, unhealthy, stopping, deregistered = 0 }: RevisionCounts): boolean {
  return waiting + healthy + unhealthy + stopping - deregistered === 0;
}

/**
 * Returns whether the new revision is healthy at the desired count and the old one gone, STOPPING tasks included (S.DEP-11, S.SVC-10). A
 * target that drains holds no deployment up (V.6).
 */
export function isRolledOut({ next, nextOnDraining, old }: RollingCounts, desired: number): boolean {
  return hasNoTasks(old) && nextOnDraining === 0 && next.waiting + next.unhealthy === 0 && next.healthy === desired;
}
