import { PERIOD_MS } from '../../metrics/statistics.js';
import { primaryOf } from '../../services/deployments/deployments.js';
import { isReportable, type ScalingDecision } from '../../services/scaling/decision.js';
import type { ServedService } from '../cluster/services/served-service.js';
import type { Follower } from '../cluster/services/traffic.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import { Fact, NO_DATA } from '../facts.js';
import { looksAfresh } from './tasks/attempts.js';

/**
 * Measures services with a load, once a minute or more often where a policy requires it: the load on their tasks, its metrics, and service
 * auto scaling.
 */
export class ServiceScalingFollower {
  constructor(private readonly world: World) {}

  start(): void {
    const { traffic, loop } = this.world;
    if (traffic.isAny) loop.schedule(traffic.tickMs, EventKind.servicesAreMeasured, 0);
  }

  onMeasure(): void {
    const { traffic, loop } = this.world;
    const { nowMs } = loop;
    const isWholeMinute = nowMs % PERIOD_MS.standard === 0;
    for (const follower of traffic.followers) if (nowMs % follower.periodMs === 0) this.look(follower, isWholeMinute);
    loop.schedule(nowMs + traffic.tickMs, EventKind.servicesAreMeasured, 0);
  }

  private look(follower: Follower, isWholeMinute: boolean): void {
    const { loop, hasSubscribers: isHeard } = this.world;
    const { load, scaler } = follower;
    load?.pass(loop.nowMs);
    if (load !== null && isWholeMinute && isHeard) this.tellMinute(follower.service, load);
    if (isWholeMinute && follower.alarms.length > 0) this.watch(follower);
    if (scaler !== null) this.scale(follower, isWholeMinute);
    load?.clear(isWholeMinute);
  }

  /** Evaluates the alarms of the service's deployments for the minute. */
  private watch({ service, load, alarms }: Follower): void {
    const { records, loop } = this.world;
    const { revision } = primaryOf(records.services[service].deploymentState.deployments);
    for (const [nth, { alarm, isOfNew }] of alarms.entries()) {
      const before = alarm.state;
      alarm.tell(loop.nowMs, load!.measureMinute(isOfNew ? revision : null));
      if (alarm.state === before) continue;
      this.world.emit(Fact.alarmChanged, service, nth, alarm.state, milli(alarm.value));
      this.world.serviceDue(service);
    }
  }

  private tellMinute(service: number, load: ServedService): void {
    const { world } = this;
    const { minute } = load;
    const thousandths = [minute.arrived, minute.served, minute.shed, load.backlog, minute.targets].map(milli);
    world.emit(Fact.serviceLoaded, service, thousandths[0], thousandths[1], thousandths[2], thousandths[3], thousandths[4]);
    world.emit(
      Fact.serviceMeasured,
      service,
      milli(minute.cpuPercent),
      milli(minute.memoryPercent),
      milli(minute.waitMeanMs),
      milli(minute.waitP95Ms),
      Number.isNaN(load.oldestMs) ? NO_DATA : Math.round(load.oldestMs),
    );
    for (const revision of load.sides.keys()) this.tellRevision(service, revision, load);
  }

  private tellRevision(service: number, revision: number, load: ServedService): void {
    const side = load.sides[revision]!;
    const backlog = load.backlogOf(revision);
    const { tasks, arrived, served, shed } = side;
    if (tasks + arrived + served + shed + backlog === 0) return;
    this.world.emit(Fact.revisionLoaded, service, revision, milli(arrived), milli(served), milli(shed), milli(backlog));
    const { cpuPercent, responseMeanMs, waitP95Ms } = side;
    this.world.emit(Fact.revisionMeasured, service, revision, milli(tasks), milli(cpuPercent), milli(responseMeanMs), milli(waitP95Ms));
  }

  private scale(follower: Follower, isWholeMinute: boolean): void {
    const { records, loop, traffic } = this.world;
    const { service, running } = follower;
    const record = records.services[service];
    const seen = { atMs: loop.nowMs, running, desired: record.desired, isDeploying: records.isDeploying(service) };
    const decision = follower.scaler!.decide(seen, traffic.readingsOf(follower, isWholeMinute));
    for (const tracer of this.world.tracers) tracer.scaled?.(service, decision);
    this.tellDecision(follower, decision);
    if (decision.toDesired === record.desired) return;
    record.desired = decision.toDesired;
    this.world.emit(Fact.serviceDesired, service, record.desired);
    looksAfresh(this.world, service);
    this.world.serviceDue(service);
  }

  /** A hold is reported once, not every minute while it lasts. */
  private tellDecision(follower: Follower, { reason, fromDesired, toDesired, policy, metric }: ScalingDecision): void {
    const isNews = toDesired !== fromDesired || reason !== follower.lastReason;
    follower.lastReason = reason;
    if (isNews && isReportable(reason))
      this.world.emit(Fact.serviceScaled, follower.service, fromDesired, toDesired, reason, policy, milli(metric));
  }
}

/** Returns whole thousandths, because facts are whole numbers. */
function milli(value: number): number {
  return Number.isNaN(value) ? NO_DATA : Math.round(1_000 * value);
}
