import type { Later } from '../../autoscaling/policies/alarm-watches.js';
import type { AlarmSetting } from '../../autoscaling/policies/policy.js';
import type { LoadTotals } from '../../load/totals.js';
import { type MetricReadings, PERIOD_MS } from '../../metrics/statistics.js';
import { primaryOf } from '../../services/deployments/deployments.js';
import { isReportable, type ScalingDecision } from '../../services/scaling/decision.js';
import type { ServiceView } from '../../services/scaling/policies.js';
import { drawnBy } from '../cluster/chance.js';
import type { GapKind } from '../cluster/faults/metric-gaps.js';
import type { MeasuredService } from '../cluster/services/measured-service.js';
import type { ServedService } from '../cluster/services/served-service.js';
import { readingsOfPlain } from '../cluster/services/service-readings.js';
import type { World } from '../cluster/world.js';
import { EventKind } from '../events.js';
import { Fact, NO_DATA } from '../facts.js';
import { milli, storeReason } from './scaling-facts.js';
import type { Services } from './services/services.js';

/**
 * Measures services with a load, once a minute or more often where a policy requires it: the load on their tasks, its metrics, and service
 * auto scaling.
 */
export class ServiceMeasurement {
  /** Of the service that is measured, evaluated or scaled; refilled for the next one. */
  private readonly seen = { atMs: 0, running: 0, desired: 0, isDeploying: false, hasHighResolution: false };
  private readonly later: LaterSteps;
  /** By measured service. */
  private readonly services: Int32Array;

  constructor(
    private readonly world: World,
    private readonly ports: { readonly services: Services },
  ) {
    this.later = new LaterSteps(world.loop);
    this.services = Int32Array.from(world.traffic.measuredServices, ({ service }) => service);
  }

  start(): void {
    const { traffic, loop } = this.world;
    if (traffic.isAny) loop.schedule(traffic.tickMs, EventKind.servicesAreMeasured, 0);
    for (const { service, scaler } of traffic.measuredServices) scaler?.scheduleActions(loop.nowMs, this.laterOf(service));
  }

  onMeasure(): void {
    const { traffic, loop } = this.world;
    const { nowMs } = loop;
    const isWholeMinute = nowMs % PERIOD_MS.standard === 0;
    const { measuredServices, rows } = traffic;
    const { services } = this;
    for (let i = 0; i < measuredServices.length; i++) {
      if (isWholeMinute && rows.passesPlain(services[i]!, nowMs)) this.measurePlain(services[i]!);
      else if (nowMs % measuredServices[i]!.periodMs === 0) this.measure(measuredServices[i]!, isWholeMinute);
    }
    loop.schedule(nowMs + traffic.tickMs, EventKind.servicesAreMeasured, 0);
  }

  onDeploymentAlarm(service: number, nth: number): void {
    const { traffic, loop } = this.world;
    const { alarm } = traffic.measuredOf(service)!.alarms[nth]!;
    const before = alarm.state;
    alarm.evaluate(loop.nowMs);
    if (alarm.state === before) return;
    this.world.emit(Fact.alarmChanged, service, nth, alarm.state, milli(alarm.value));
    this.world.serviceDue(service);
  }

  onScalingAlarm(service: number, alarm: number): void {
    const { traffic } = this.world;
    if (traffic.quiet.is(service, alarm)) return;
    const measured = traffic.measuredOf(service)!;
    const { scaler } = measured;
    scaler!.watches.evaluate(alarm, this.viewOf(measured), this.laterOf(service));
    if (scaler!.isDue) this.apply(measured, scaler!.decide(this.viewOf(measured)));
  }

  /** A call sets the state of an alarm. */
  onAlarmSet(service: number, setting: AlarmSetting): void {
    if (this.isToCome(service)) return;
    const measured = this.world.traffic.measuredOf(service)!;
    const { scaler } = measured;
    this.world.traffic.quiet.settleAll();
    scaler!.setAlarm(setting, this.viewOf(measured), this.laterOf(service));
    this.world.traffic.quiet.forget();
    if (scaler!.isDue) this.apply(measured, scaler!.decide(this.viewOf(measured)));
  }

  onScale(service: number, alarm: number): void {
    const { traffic } = this.world;
    const measured = traffic.measuredOf(service)!;
    traffic.quiet.settle(service);
    this.apply(measured, measured.scaler!.act(alarm, this.viewOf(measured), this.laterOf(service)));
  }

  /** Measures a service after a plain minute, from its rows alone. */
  private measurePlain(service: number): void {
    const { traffic, hasSubscribers } = this.world;
    const { steady } = traffic.rows;
    if (hasSubscribers) this.reportMinute(service, steady, traffic.rows.backlogOf(service), Number.NaN);
    if (traffic.quiet.isScaled(service)) this.scaleBy(service, readingsOfPlain(steady));
    steady.clear();
  }

  private measure(measured: MeasuredService, isWholeMinute: boolean): void {
    const { loop, hasSubscribers } = this.world;
    const { load, scaler } = measured;
    load?.passPeriod(loop.nowMs);
    if (load !== null && isWholeMinute && hasSubscribers) {
      this.reportMinute(measured.service, load.minute, load.backlog, load.oldestMs);
      for (let revision = 0; revision < load.sides.length; revision++) this.reportRevision(measured.service, revision, load);
    }
    if (isWholeMinute && measured.alarms.length > 0) this.watch(measured);
    if (scaler !== null) this.scale(measured, isWholeMinute);
    load?.clear(isWholeMinute);
  }

  /** Adds the minute to the alarms of the service's deployments, and evaluates those that are due now. */
  private watch({ service, load, alarms }: MeasuredService): void {
    const { records, loop } = this.world;
    const { revision } = primaryOf(records.services[service].deploymentState.deployments);
    for (const [nth, { alarm, isOfNew }] of alarms.entries()) {
      const readings = load!.measureMinute(isOfNew ? revision : null);
      this.hide(readings, 'alarms', service);
      const evaluatedMs = alarm.receive(loop.nowMs, readings);
      if (evaluatedMs === loop.nowMs) this.onDeploymentAlarm(service, nth);
      else if (evaluatedMs !== null) loop.schedule(evaluatedMs, EventKind.deploymentAlarmIsEvaluated, service, nth);
    }
  }

  private reportMinute(service: number, minute: LoadTotals, backlog: number, oldestMs: number): void {
    const { world } = this;
    const { arrived, served, shed, targets } = minute;
    world.emit(Fact.serviceLoaded, service, milli(arrived), milli(served), milli(shed), milli(backlog), milli(targets));
    world.emit(
      Fact.serviceMeasured,
      service,
      milli(minute.cpuPercent),
      milli(minute.memoryPercent),
      milli(minute.waitMeanMs),
      milli(minute.waitP95Ms),
      Number.isNaN(oldestMs) ? NO_DATA : Math.round(oldestMs),
    );
    const lost = minute.lost + minute.failed;
    if (lost > 0) world.emit(Fact.requestsLost, service, milli(lost));
    if (minute.failed > 0) world.emit(Fact.requestsFailed, service, milli(minute.failed));
  }

  private reportRevision(service: number, revision: number, load: ServedService): void {
    const side = load.sides[revision]!;
    const backlog = load.backlogOf(revision);
    const { tasks, arrived, served, shed } = side;
    if (tasks + arrived + served + shed + backlog === 0) return;
    this.world.emit(Fact.revisionLoaded, service, revision, milli(arrived), milli(served), milli(shed), milli(backlog));
    const { cpuPercent, responseMeanMs, waitP95Ms } = side;
    this.world.emit(Fact.revisionMeasured, service, revision, milli(tasks), milli(cpuPercent), milli(responseMeanMs), milli(waitP95Ms));
  }

  private scale(measured: MeasuredService, isWholeMinute: boolean): void {
    const readings = this.world.traffic.readingsOf(measured, isWholeMinute, this.world.loop.nowMs);
    this.scaleBy(measured.service, readings, measured.custom);
  }

  private scaleBy(service: number, readings: MetricReadings, custom: MeasuredService['custom'] = null): void {
    const { traffic, loop } = this.world;
    this.hide(readings, 'service', service);
    custom?.compute(loop.nowMs);
    if (this.isToCome(service)) return;
    if (traffic.quiet.keeps(service, loop.nowMs, readings)) return;
    const measured = traffic.measuredOf(service)!;
    measured.hasHighResolution ||= this.isDeployed(measured);
    const scaler = measured.scaler!;
    this.apply(measured, scaler.measure(this.viewOf(measured), readings, this.laterOf(service)));
    traffic.quiet.onPoint(service, scaler, loop.nowMs, measured.hasHighResolution);
  }

  /** Returns whether the service does not exist yet: nothing scales it. */
  private isToCome(service: number): boolean {
    const { setup, loop } = this.world;
    return (setup.services[service]!.createdAtMs ?? 0) > loop.nowMs;
  }

  private hide(readings: MetricReadings, kind: GapKind, service: number): void {
    const { conditions, setup, loop } = this.world;
    if (conditions.metricGaps.isAny) conditions.metricGaps.hide(readings, kind, drawnBy(setup.services[service]), loop.nowMs);
  }

  /** Returns whether its deployment is over: all its tasks run. */
  private isDeployed({ service, running }: MeasuredService): boolean {
    const { records } = this.world;
    const { desired } = records.services[service];
    return desired > 0 && running >= desired && !records.isDeploying(service);
  }

  private viewOf({ service, running, hasHighResolution }: MeasuredService): ServiceView {
    const { seen } = this;
    const { records, loop } = this.world;
    seen.atMs = loop.nowMs;
    seen.running = running;
    seen.desired = records.services[service].desired;
    seen.isDeploying = records.isDeploying(service);
    seen.hasHighResolution = hasHighResolution;
    return seen;
  }

  private laterOf(service: number): Later {
    this.later.service = service;
    return this.later;
  }

  private apply(measured: MeasuredService, decision: ScalingDecision | null): void {
    if (decision === null) return;
    const { service } = measured;
    for (const tracer of this.world.tracers) tracer.scaled?.(service, decision);
    this.reportDecision(measured, decision);
    if (decision.toDesired === this.world.records.services[service].desired) return;
    this.ports.services.update(service, decision.toDesired);
    this.world.serviceDue(service);
  }

  private reportDecision(measured: MeasuredService, { reason, fromDesired, toDesired, policy, metric }: ScalingDecision): void {
    const isNews = storeReason(measured, reason) || toDesired !== fromDesired;
    if (isNews && isReportable(reason))
      this.world.emit(Fact.serviceScaled, measured.service, fromDesired, toDesired, reason, policy, milli(metric));
  }
}

/** The later steps of the scaler of one service at a time. */
class LaterSteps implements Later {
  service = 0;

  constructor(private readonly loop: World['loop']) {}

  evaluates(atMs: number, alarm: number): void {
    this.loop.schedule(atMs, EventKind.scalingAlarmIsEvaluated, this.service, alarm);
  }

  acts(atMs: number, alarm: number): void {
    this.loop.schedule(atMs, EventKind.serviceIsScaled, this.service, alarm);
  }
}
