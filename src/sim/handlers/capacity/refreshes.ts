import { NO_VICTIM } from '../../../autoscaling/auto-scaling-group.js';
import { isPooled, Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { type RefreshPreferences, type RefreshView, startRefresh, stepRefresh } from '../../../autoscaling/group/refresh.js';
import { chooseVictim } from '../../../autoscaling/group/terminate.js';
import type { Ms } from '../../../kernel/event-loop.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, InstanceCause, RefreshStatus } from '../../facts.js';
import type { GroupViews } from './group-views.js';
import type { InstanceLife } from './instance-life.js';

/** Converts the number of a refresh to the detail of the event that cancels it, and back. */
function cancelOf(nth: number): number {
  return -1 - nth;
}

/** Instance refreshes: they bring another launch template version or other types, and replace the earlier instances some at a time. */
export class Refreshes {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly instances: InstanceLife; readonly views: GroupViews },
  ) {}

  start(): void {
    for (let provider = 0; provider < this.world.setup.capacityProviders.length; provider++) this.scheduleNext(provider);
  }

  /** Schedules the refreshes of a group that begin after `afterMs`. */
  scheduleNext(provider: number, afterMs: Ms = -1): void {
    const { setup, loop } = this.world;
    const scheduleLater = (atMs: Ms, detail: number) => {
      if (atMs > afterMs && atMs < setup.durationMs) loop.schedule(atMs, EventKind.groupRefreshes, provider, detail);
    };
    for (const [nth, { atMs, cancelledMs }] of setup.capacityProviders[provider].refreshes.entries()) {
      scheduleLater(atMs, nth);
      if (cancelledMs !== undefined) scheduleLater(cancelledMs, cancelOf(nth));
    }
  }

  onMoment(provider: number, detail: number): void {
    if (detail >= 0) this.onStart(provider, detail);
    else this.onCancel(provider, cancelOf(detail));
  }

  /** Advances the refresh; called whenever its group adjusts. */
  step(provider: number): void {
    const { setup, records, loop } = this.world;
    const group = records.groups[provider];
    if (group.refresh === null) return;
    const { nth, before, state: was, againMs: wasAgainMs, otherwise } = group.refresh;
    const { preferences } = setup.capacityProviders[provider].refreshes[nth];
    const { state, status, size, terminate, againMs } = stepRefresh(
      was,
      this.view(provider, before, preferences),
      preferences,
      setup.groups,
    );
    group.refresh = { nth, before, state, beyond: size - group.desired, againMs, otherwise };
    if (againMs !== null && againMs !== wasAgainMs) loop.schedule(againMs, EventKind.groupAdjusts, provider);
    for (let i = 0; i < terminate; i++) this.endOne(provider, before, preferences);
    if (status === 'InProgress') return;
    group.refresh = null;
    if (status === 'Failed') Object.assign(group, otherwise);
    this.world.emit(Fact.refreshMoved, provider, nth, status === 'Failed' ? RefreshStatus.failed : RefreshStatus.successful);
  }

  /** Counts an instance that is in service; it is ready after its warm-up. */
  onInService(instance: number): void {
    const { fleet, setup, records, loop } = this.world;
    const row = fleet.rowOf[instance];
    const provider = fleet.provider[row];
    if (provider < 0) return;
    const { refresh } = records.groups[provider];
    if (refresh === null) return;
    const { instanceWarmupMs } = setup.capacityProviders[provider].refreshes[refresh.nth].preferences;
    if (instanceWarmupMs === 0) this.world.groupDue(provider);
    else loop.schedule(loop.nowMs + instanceWarmupMs, EventKind.groupAdjusts, provider);
  }

  /** CancelInstanceRefresh: replaced instances stay, and the group launches with its configuration from before. */
  private onCancel(provider: number, nth: number): void {
    const group = this.world.records.groups[provider];
    if (group.refresh?.nth !== nth) return;
    Object.assign(group, group.refresh.otherwise);
    group.refresh = null;
    this.world.emit(Fact.refreshMoved, provider, nth, RefreshStatus.cancelled);
    this.world.groupDue(provider);
  }

  /** Begins a refresh, or refuses it while another is in progress. The warm pool is prepared anew. */
  private onStart(provider: number, nth: number): void {
    const { fleet, setup, records } = this.world;
    const group = records.groups[provider];
    if (group.refresh !== null) return this.world.emit(Fact.refreshMoved, provider, nth, RefreshStatus.refused);
    const { preferences, desired } = setup.capacityProviders[provider].refreshes[nth];
    // A version from before the refresh stays, even if the refresh fails.
    if (desired === undefined) group.template = group.templates + 1;
    const { template, types } = group;
    group.template = desired?.template ?? template;
    group.templates = Math.max(group.templates, group.template);
    group.types = desired?.instanceTypes ?? types;
    const before = fleet.launched;
    const state = startRefresh(this.view(provider, before, preferences), preferences);
    group.refresh = { nth, before, state, beyond: 0, againMs: null, otherwise: { template, types } };
    this.world.emit(Fact.refreshMoved, provider, nth, RefreshStatus.inProgress);
    for (let row = fleet.count - 1; row >= 0; row--)
      if (fleet.provider[row] === provider && isPooled(fleet.lifecycle[row]) && this.isOld(row, before, preferences))
        this.ports.instances.terminate(row, InstanceCause.instanceRefresh);
    this.world.groupDue(provider);
  }

  private endOne(provider: number, before: number, preferences: RefreshPreferences): void {
    const { fleet } = this.world;
    const takesProtected = preferences.scaleInProtectedInstances === 'Refresh';
    const candidates = Uint8Array.from(this.ports.views.candidates(provider).subarray(0, fleet.count), (is, row) =>
      Number((is === 1 || (takesProtected && this.stays(row, provider))) && this.isOld(row, before, preferences)),
    );
    const victim = chooseVictim(this.ports.views.termination(provider, candidates));
    if (victim !== NO_VICTIM) this.ports.instances.end(victim, InstanceCause.instanceRefresh);
  }

  /** Returns whether a refresh replaces the instance, of any group: it is older than the refresh, and SkipMatching does not exempt it. */
  private isOld(row: number, before: number, { skipsMatching }: RefreshPreferences): boolean {
    const { fleet, records } = this.world;
    if (fleet.instance[row] >= before) return false;
    if (!skipsMatching) return true;
    const { template, types } = records.groups[fleet.provider[row]];
    return fleet.template[row] !== template || !types.includes(fleet.type[row]);
  }

  /** Returns whether DesiredCapacity counts the instance. */
  private stays(row: number, provider: number): boolean {
    const { fleet } = this.world;
    return fleet.provider[row] === provider && fleet.leavesFor[row] === 0 && !isPooled(fleet.lifecycle[row]);
  }

  private view(provider: number, before: number, preferences: RefreshPreferences): RefreshView {
    const { fleet, records, loop } = this.world;
    const candidates = this.ports.views.candidates(provider);
    let [ready, old, oldProtected] = [0, 0, 0];
    for (let row = 0; row < fleet.count; row++) {
      if (!this.stays(row, provider)) continue;
      const isOld = this.isOld(row, before, preferences);
      if (isOld && candidates[row] === 1) old++;
      else if (isOld) oldProtected++;
      const isWarm = fleet.instance[row] < before || fleet.inServiceMs[row] + preferences.instanceWarmupMs <= loop.nowMs;
      if (fleet.lifecycle[row] === Lifecycle.InService && isWarm) ready++;
    }
    return { atMs: loop.nowMs, desired: records.groups[provider].desired, ready, old, oldProtected };
  }
}
