import { NO_VICTIM } from '../../../autoscaling/auto-scaling-group.js';
import { launchOf, nextLaunch } from '../../../autoscaling/group/launch.js';
import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import type { ScalingProcess } from '../../../autoscaling/group/processes.js';
import { OnDemand, optionsToLaunch, shareOf } from '../../../autoscaling/group/purchase.js';
import { chooseVictim } from '../../../autoscaling/group/terminate.js';
import { COLD_START } from '../../../autoscaling/group/warm-pool.js';
import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { sizeOf } from '../../cluster/services/service-and-group-records.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Caller, InstanceCause } from '../../facts.js';
import type { GroupViews } from './group-views.js';
import type { InstanceLife } from './instance-life.js';
import type { Launches } from './launches.js';
import type { Refreshes } from './refreshes.js';
import type { WarmPools } from './warm-pools.js';
import type { ZoneBalance } from './zone-balance.js';

interface Ports {
  readonly instances: InstanceLife;
  readonly launches: Launches;
  readonly views: GroupViews;
  readonly pools: WarmPools;
  readonly balance: ZoneBalance;
  readonly refreshes: Refreshes;
}

/** Auto Scaling groups: they launch and terminate instances until the number of living ones is DesiredCapacity. */
export class Groups {
  constructor(
    private readonly world: World,
    private readonly ports: Ports,
  ) {}

  /** Creates the instances that groups have from the start, as far as there is capacity for them. */
  populate(): void {
    const { setup, records } = this.world;
    for (const [provider, { initialSize, startsCold }] of setup.capacityProviders.entries()) {
      const group = records.groups[provider];
      group.desired = initialSize;
      if (startsCold) continue;
      while (setup.present === undefined && group.living < initialSize) {
        const launch = nextLaunch(this.ports.views.launch(provider));
        if (typeof launch === 'string') break;
        this.ports.launches.appearInGroup(provider, launch);
      }
      while (group.pooled < this.poolSize(provider)) {
        const launch = launchOf(OnDemand, this.ports.views.poolLaunch(provider));
        if (typeof launch === 'string') break;
        this.ports.launches.appearInPool(provider, launch);
      }
    }
  }

  /**
   * Raises DesiredCapacity to minSize. Instances beyond the initial ones are launched now and do not count as a scale-out (scaler choice
   * 3).
   */
  start(): void {
    for (const [provider, spec] of this.world.setup.capacityProviders.entries()) {
      const group = this.world.records.groups[provider];
      group.desired = Math.max(spec.minSize, spec.initialSize);
      group.answered.desired = group.desired;
      this.resume(provider);
      if (this.world.setup.scaler.firstEvaluationMs === 0) this.world.loop.schedule(0, EventKind.groupBegins, provider);
      else this.world.groupDue(provider);
    }
  }

  onAdjust(provider: number): void {
    const group = this.world.records.groups[provider];
    group.isDue = false;
    if (group.leaving > 0) this.endDrained(provider);
    if (!this.isSuspended(provider, 'InstanceRefresh')) this.ports.refreshes.step(provider);
    this.answer(provider);
    if (group.lostMs.length > 0) this.replaceLost(provider);
    while (group.living + group.lostMs.length < sizeOf(group)) if (!this.launch(provider)) break;
    while (group.living > sizeOf(group)) if (!this.terminate(provider)) break;
    this.ports.balance.launchAhead(provider);
    while (group.pooled < this.poolSize(provider)) if (!this.prepare(provider)) break;
    // The group takes from its pool the instances that it lacks, as soon as there is capacity to start them.
    const lacking = Math.max(0, sizeOf(group) - group.living - group.lostMs.length);
    while (group.pooled > this.poolSize(provider) + lacking) this.shrinkPool(provider);
  }

  private poolSize(provider: number): number {
    const { conditions, records, loop } = this.world;
    return conditions.groupSizes.pool(provider, records.groups[provider].desired, loop.nowMs);
  }

  /** Postpones launches after a raise of DesiredCapacity, and terminations after its fall. */
  private answer(provider: number): void {
    const { setup, records } = this.world;
    const { answered, desired } = records.groups[provider];
    if (desired > answered.desired) answered.launchesFromMs = this.adjustIn(provider, setup.groups.launchDelayMs);
    if (desired < answered.desired) answered.terminatesFromMs = this.adjustIn(provider, setup.groups.terminationDelayMs);
    answered.desired = desired;
  }

  /** Continues the delays of changes that managed scaling made just before the run. */
  private resume(provider: number): void {
    const { setup, records, loop } = this.world;
    const { answered, scaler } = records.groups[provider];
    const until = (sinceMs: Ms | null, delayMs: Ms) => {
      const untilMs = sinceMs === null ? 0 : sinceMs + delayMs;
      return untilMs > loop.nowMs ? this.adjustIn(provider, untilMs - loop.nowMs) : 0;
    };
    answered.launchesFromMs = until(scaler.lastRaiseMs, setup.groups.launchDelayMs);
    answered.terminatesFromMs = until(scaler.lastScaleInMs, setup.groups.terminationDelayMs);
  }

  /** Returns the time after the delay, at which the group adjusts again. */
  private adjustIn(provider: number, delayMs: Ms): Ms {
    const { loop } = this.world;
    if (delayMs > 0) loop.schedule(loop.nowMs + delayMs, EventKind.groupAdjusts, provider);
    return loop.nowMs + delayMs;
  }

  /** Stops counting lost instances, so that others are launched in their place, unless health checks or replacements are suspended. */
  private replaceLost(provider: number): void {
    if (this.isSuspended(provider, 'HealthCheck') || this.isSuspended(provider, 'ReplaceUnhealthy')) return;
    const { loop, records } = this.world;
    const group = records.groups[provider];
    group.lostMs = group.lostMs.filter((ms) => ms > loop.nowMs);
  }

  private isSuspended(provider: number, which: ScalingProcess): boolean {
    return this.world.conditions.suspended.is(provider, which, this.world.loop.nowMs);
  }

  /** Launches one more instance for the warm pool. */
  private prepare(provider: number): boolean {
    const { records, loop, throttles } = this.world;
    const group = records.groups[provider];
    const missing = this.poolSize(provider) - group.pooled;
    if (!this.ports.launches.mayLaunch(provider) || (group.retryAtMs[OnDemand] ?? 0) > loop.nowMs) return false;
    if (!throttles.mayCall(Caller.group, provider, missing)) return false;
    const { views } = this.ports;
    const launch = launchOf(OnDemand, views.attempting(provider, views.poolLaunch(provider)));
    if (typeof launch === 'string') {
      this.ports.launches.fail(provider, OnDemand, { refusal: launch, missing });
      return false;
    }
    this.ports.launches.succeed(provider, OnDemand);
    this.ports.launches.launch(provider, launch, 'warm pool');
    return true;
  }

  /** Removes the youngest instance, which is the least ready. */
  private shrinkPool(provider: number): void {
    const { fleet } = this.world;
    let row = fleet.count - 1;
    while (fleet.provider[row] !== provider || !isPooled(fleet.lifecycle[row])) row--;
    this.ports.instances.terminate(row, InstanceCause.poolShrank);
  }

  /**
   * Takes one instance out of the warm pool, or else launches one of a purchase option that the group lacks and that is not waiting for a
   * retry.
   */
  private launch(provider: number): boolean {
    if (this.world.records.groups[provider].answered.launchesFromMs > this.world.loop.nowMs || this.isSuspended(provider, 'Launch'))
      return false;
    const warm = this.ports.pools.next(provider);
    if (warm === 'internal-error') {
      const group = this.world.records.groups[provider];
      this.ports.launches.fail(provider, OnDemand, { refusal: warm, missing: sizeOf(group) - group.living });
      return false;
    }
    if (warm !== COLD_START) {
      this.ports.pools.take(warm);
      return true;
    }
    if (!this.ports.launches.mayLaunch(provider)) return false;
    const { records, loop, throttles } = this.world;
    const group = records.groups[provider];
    const view = this.ports.views.attempting(provider, this.ports.views.launch(provider));
    for (const purchase of optionsToLaunch(view.living, view.desired, view.split)) {
      if ((group.retryAtMs[purchase] ?? 0) > loop.nowMs) continue;
      if (!throttles.mayCall(Caller.group, provider, sizeOf(group) - group.living)) return false;
      const launch = launchOf(purchase, view);
      if (typeof launch === 'string') {
        const lacking = shareOf(purchase, view.desired, view.split) - view.living[purchase];
        this.ports.launches.fail(provider, purchase, { refusal: launch, missing: Math.min(lacking, sizeOf(group) - group.living) });
        continue;
      }
      this.ports.launches.succeed(provider, purchase);
      this.ports.launches.launch(provider, launch);
      return true;
    }
    return false;
  }

  /**
   * Terminates one instance. With managed termination protection only one without non-daemon tasks goes; otherwise DesiredCapacity stays
   * lower and the instance goes once it is empty.
   */
  private terminate(provider: number): boolean {
    if (this.world.records.groups[provider].answered.terminatesFromMs > this.world.loop.nowMs) return false;
    if (this.isSuspended(provider, 'Terminate')) return false;
    const view = this.ports.views.termination(provider, this.ports.views.candidates(provider));
    const row = chooseVictim(view);
    for (const tracer of this.world.tracers) tracer.terminationChosen?.(provider, view, row);
    if (row === NO_VICTIM) return false;
    this.ports.instances.end(row, InstanceCause.scaleIn);
    return true;
  }

  /** Ends drained instances: a drain is over when the last non-daemon task has gone, and daemons stop with the instance (C.MID-04). */
  private endDrained(provider: number): void {
    const { fleet } = this.world;
    for (let row = fleet.count - 1; row >= 0; row--) {
      const isReady = fleet.leavesFor[row] !== 0 && fleet.nonDaemonTasks[row] === 0 && fleet.waitEvent[row] === NO_EVENT;
      if (isReady && fleet.provider[row] === provider) this.ports.instances.terminate(row, fleet.leavesFor[row]);
    }
  }
}
