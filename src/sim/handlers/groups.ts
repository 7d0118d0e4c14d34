import { NO_VICTIM } from '../../autoscaling/auto-scaling-group.js';
import { type LaunchRefusal, launchOf, nextLaunch } from '../../autoscaling/group/launch.js';
import { isPooled } from '../../autoscaling/group/lifecycle.js';
import { OnDemand, optionsToLaunch, type Purchase, wantedOf } from '../../autoscaling/group/purchase.js';
import { afterFailure, NO_FAILURES } from '../../autoscaling/group/retry.js';
import { chooseVictim } from '../../autoscaling/group/terminate.js';
import { COLD_START } from '../../autoscaling/group/warm-pool.js';
import { onScaleIn } from '../../services/managed-instances.js';
import { Booting, Draining, Outside } from '../cluster/fleet.js';
import { wanted } from '../cluster/roster.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import { Caller, Fact, InstanceCause, LaunchReason } from '../facts.js';
import { NO_EVENT } from '../kernel/event-loop.js';
import type { GroupViews } from './group-views.js';
import type { InstanceLife } from './instance-life.js';
import type { Launches } from './launches.js';
import type { WarmPools } from './warm-pools.js';

/** When a group tries again that AWS has suspended: never. A number that JSON carries. */
const SUSPENDED = Number.MAX_SAFE_INTEGER;

/** What groups act by. */
export interface GroupParts {
  readonly instances: InstanceLife;
  readonly launches: Launches;
  readonly views: GroupViews;
  readonly pools: WarmPools;
}

/** Auto Scaling groups: launch and terminate until the number of living instances is DesiredCapacity. */
export class Groups {
  private isCandidate = new Uint8Array(16);

  constructor(
    private readonly world: World,
    private readonly parts: GroupParts,
  ) {}

  /** The instances that groups have from the start, as far as there is capacity for them. */
  populate(): void {
    const { setup, roster } = this.world;
    for (const [provider, { initialSize }] of setup.capacityProviders.entries()) {
      const group = roster.groups[provider];
      group.desired = initialSize;
      while (group.living < initialSize) {
        const launch = nextLaunch(this.parts.views.launch(provider));
        if (typeof launch === 'string') break;
        this.parts.launches.appearInGroup(provider, launch);
      }
      while (group.pooled < this.world.poolSize(provider)) {
        const launch = launchOf(OnDemand, this.parts.views.poolLaunch(provider));
        if (typeof launch === 'string') break;
        this.parts.launches.appearInPool(provider, launch);
      }
    }
  }

  /** Desired is at least minSize; what that asks beyond the initial instances is launched now, as no scale-out (scaler choice 3). */
  start(): void {
    for (const [provider, spec] of this.world.setup.capacityProviders.entries()) {
      this.world.roster.groups[provider].desired = Math.max(spec.minSize, spec.initialSize);
      this.world.groupDue(provider);
    }
  }

  onAdjust(provider: number): void {
    const group = this.world.roster.groups[provider];
    group.isDue = false;
    if (group.leaving > 0) this.endDrained(provider);
    while (group.living < wanted(group)) if (!this.launch(provider)) break;
    while (group.living > wanted(group)) if (!this.terminate(provider)) break;
    while (group.pooled < this.world.poolSize(provider)) if (!this.prepare(provider)) break;
    // What the group lacks comes from its pool as soon as there is capacity to start it.
    const lacking = Math.max(0, wanted(group) - group.living);
    while (group.pooled > this.world.poolSize(provider) + lacking) this.shrinkPool(provider);
  }

  /** One instance more for the warm pool. */
  private prepare(provider: number): boolean {
    const { roster, loop, throttles } = this.world;
    const group = roster.groups[provider];
    const missing = this.world.poolSize(provider) - group.pooled;
    if (!this.parts.launches.mayLaunch || (group.retryAtMs[OnDemand] ?? 0) > loop.nowMs) return false;
    if (!throttles.mayCall(Caller.group, provider, missing)) return false;
    const launch = launchOf(OnDemand, this.parts.views.poolLaunch(provider));
    if (typeof launch === 'string') {
      this.fail(provider, OnDemand, { refusal: launch, missing });
      return false;
    }
    this.succeed(provider, OnDemand);
    this.parts.launches.launch(provider, launch, true);
    return true;
  }

  /** The youngest goes: it is the least ready. */
  private shrinkPool(provider: number): void {
    const { fleet } = this.world;
    let row = fleet.count - 1;
    while (fleet.provider[row] !== provider || !isPooled(fleet.lifecycle[row])) row--;
    this.parts.instances.terminate(row, InstanceCause.poolShrank);
  }

  /** One instance out of the warm pool, or else a new one of an option that the group lacks, and that does not wait for its next try. */
  private launch(provider: number): boolean {
    const warm = this.parts.pools.next(provider);
    if (warm !== COLD_START) {
      this.parts.pools.take(warm);
      return true;
    }
    if (!this.parts.launches.mayLaunch) return false;
    const { roster, loop, throttles } = this.world;
    const group = roster.groups[provider];
    const view = this.parts.views.launch(provider);
    for (const purchase of optionsToLaunch(view.living, view.desired, view.split)) {
      if ((group.retryAtMs[purchase] ?? 0) > loop.nowMs) continue;
      if (!throttles.mayCall(Caller.group, provider, wanted(group) - group.living)) return false;
      const launch = launchOf(purchase, view);
      if (typeof launch === 'string') {
        const lacking = wantedOf(purchase, view.desired, view.split) - view.living[purchase];
        this.fail(provider, purchase, { refusal: launch, missing: Math.min(lacking, wanted(group) - group.living) });
        continue;
      }
      this.succeed(provider, purchase);
      this.parts.launches.launch(provider, launch);
      return true;
    }
    return false;
  }

  private succeed(provider: number, purchase: Purchase): void {
    const { failures, retryAtMs } = this.world.roster.groups[provider];
    failures[purchase] = NO_FAILURES;
    retryAtMs[purchase] = null;
  }

  /** No pool has room, or each that has costs too much: the group tries again later, and later still each time (A.ASG-13). */
  private fail(provider: number, purchase: Purchase, { refusal, missing }: { refusal: LaunchRefusal; missing: number }): void {
    const { setup, roster, loop } = this.world;
    const group = roster.groups[provider];
    const { failures, retryAtMs } = afterFailure(group.failures[purchase], loop.nowMs, setup.groups);
    group.failures[purchase] = failures;
    group.retryAtMs[purchase] = retryAtMs ?? SUSPENDED;
    if (retryAtMs !== null) loop.schedule(retryAtMs, EventKind.groupAdjusts, provider);
    const reason = refusal === 'price-above-max' ? LaunchReason.priceAboveMax : LaunchReason.insufficientCapacity;
    this.world.tell(Fact.launchFailed, provider, reason, missing, retryAtMs ?? -1);
  }

  /** With managed termination protection only an instance without non-daemon tasks goes; else DesiredCapacity stays lower and it goes when it empties. */
  private terminate(provider: number): boolean {
    const { fleet, setup } = this.world;
    const { isProtected, isDraining } = setup.capacityProviders[provider];
    if (this.isCandidate.length < fleet.count) this.isCandidate = new Uint8Array(fleet.count * 2);
    for (let row = 0; row < fleet.count; row++) {
      // Protection covers instances with non-daemon tasks, and those that ECS does not have: nobody lifts it (C.MTP-02).
      const state = fleet.state[row];
      const isBusy = state === Booting || state === Outside || fleet.nonDaemonTasks[row] > 0;
      const isStaying = fleet.leavesFor[row] === 0 && !isPooled(fleet.lifecycle[row]) && (state !== Draining || fleet.drainedBy[row] > 0);
      const mayGo = isStaying && onScaleIn({ isProtected, isDraining, isBusy }) !== 'kept';
      this.isCandidate[row] = Number(fleet.provider[row] === provider && mayGo);
    }
    const row = chooseVictim(this.parts.views.termination(provider, this.isCandidate));
    if (row === NO_VICTIM) return false;
    this.parts.instances.end(row, InstanceCause.scaleIn);
    return true;
  }

  /** A drain is over when the last task but daemons has gone; those stop with the instance (C.MID-04). */
  private endDrained(provider: number): void {
    const { fleet } = this.world;
    for (let row = fleet.count - 1; row >= 0; row--) {
      const isReady = fleet.leavesFor[row] !== 0 && fleet.nonDaemonTasks[row] === 0 && fleet.waitEvent[row] === NO_EVENT;
      if (isReady && fleet.provider[row] === provider) this.parts.instances.terminate(row, fleet.leavesFor[row]);
    }
  }
}
