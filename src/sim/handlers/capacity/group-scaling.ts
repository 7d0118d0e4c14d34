import type { Later } from '../../../autoscaling/policies/alarm-watches.js';
import { isReportable } from '../../../autoscaling/policies/group-reasons.js';
import type { Execution, GroupDecision, GroupView } from '../../../autoscaling/policies/group-scaler.js';
import { PERIOD_MS } from '../../../metrics/statistics.js';
import type { ScaledGroup } from '../../cluster/groups/group-policies.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';
import { milli, storeReason } from '../scaling-facts.js';

/** Runs the scaling policies of groups: measures once a minute, and evaluates alarms and acts when these are due. */
export class GroupScalingMoves {
  constructor(private readonly world: World) {}

  start(): void {
    if (this.world.groupPolicies !== undefined) this.await();
  }

  onMeasure(): void {
    const policies = this.world.groupPolicies!;
    const { nowMs } = this.world.loop;
    policies.closeMinute(nowMs);
    for (const group of policies.groups) {
      const readings = policies.readingsOf(group, nowMs);
      const { metricGaps } = this.world.conditions;
      if (metricGaps.isAny) metricGaps.hide(readings, 'capacity', this.providerName(group), nowMs);
      this.apply(group, group.scaler.measure(this.viewOf(group), readings, this.laterOf(group)));
    }
    this.await();
  }

  onAlarm(provider: number, alarm: number): void {
    const group = this.groupOf(provider);
    this.apply(group, group.scaler.evaluate(alarm, this.viewOf(group), this.laterOf(group)));
  }

  onScale(provider: number, alarm: number): void {
    const group = this.groupOf(provider);
    this.apply(group, group.scaler.act(alarm, this.viewOf(group)));
  }

  /** Handles ExecutePolicy. */
  execute(provider: number, execution: Execution): void {
    const group = this.groupOf(provider);
    this.apply(group, group.scaler.execute(execution, this.viewOf(group)));
  }

  private await(): void {
    const { loop } = this.world;
    const minuteMs = PERIOD_MS.standard;
    loop.schedule((Math.floor(loop.nowMs / minuteMs) + 1) * minuteMs, EventKind.groupsAreMeasured, 0);
  }

  private groupOf(provider: number): ScaledGroup {
    return this.world.groupPolicies!.of(provider)!;
  }

  private providerName({ provider }: ScaledGroup): string {
    return this.world.setup.capacityProviders[provider].name;
  }

  private viewOf(group: ScaledGroup): GroupView {
    const { conditions, loop, groupPolicies } = this.world;
    return groupPolicies!.viewOf(group, conditions.suspended.is(group.provider, 'AlarmNotification', loop.nowMs));
  }

  private laterOf({ provider }: ScaledGroup): Later {
    const { loop } = this.world;
    return {
      evaluates: (atMs, alarm) => loop.schedule(atMs, EventKind.groupAlarmIsEvaluated, provider, alarm),
      acts: (atMs, alarm) => loop.schedule(atMs, EventKind.groupIsScaled, provider, alarm),
    };
  }

  private apply(group: ScaledGroup, decision: GroupDecision | null): void {
    if (decision === null) return;
    const { reason, policy, metric, fromDesired, toDesired } = decision;
    const isNews = storeReason(group, reason) || toDesired !== fromDesired;
    if (isNews && isReportable(reason))
      this.world.emit(Fact.groupScaled, group.provider, fromDesired, toDesired, reason, policy, milli(metric));
    if (toDesired === fromDesired) return;
    this.world.records.groups[group.provider].desired = toDesired;
    this.world.groupDue(group.provider);
  }
}
