import { evaluateScaler, type ScalerObservation } from '../../../autoscaling/cluster-scaler.js';
import { isPooled } from '../../../autoscaling/group/lifecycle.js';
import { OnDemand, Spot } from '../../../autoscaling/group/purchase.js';
import { NO_FAILURES } from '../../../autoscaling/group/retry.js';
import { isReportable, ScalingReason } from '../../../autoscaling/reasons.js';
import { type CapacityMeasurement, type Demand, neededInstances } from '../../../autoscaling/reservation.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { extremesOf, type PackResult, packWaiting } from '../../../placement/pack.js';
import { Purpose } from '../../cluster/chance.js';
import { Booting, Draining } from '../../cluster/fleet.js';
import { NEVER_MS } from '../../cluster/fleet-columns.js';
import { optionsOf } from '../../cluster/instance-classes.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact } from '../../facts.js';
import { storeReason } from '../scaling-facts.js';
import type { Placing } from '../tasks/placing.js';
import { emptyInstance } from './empty-instance.js';
import { LONG_AGO_MS } from './instance-life.js';
import { getsTrunk, SUSPENDED } from './launches.js';
import type { Replacements } from './replacements.js';
import type { ZoneBalance } from './zone-balance.js';

/** Figures of a provider's instances. */
interface FleetFigures extends Pick<Demand, 'running' | 'busy'> {
  readonly booting: number;
  readonly youngestLaunchMs: Ms | null;
}

const NOTHING_PENDING: PackResult = { add: 0, newlyBusy: 0, isFrozen: false, incompatible: [] };

/** The CapacityProviderReservation scaler: once a minute it measures M and N of each provider and sets DesiredCapacity. */
export class Scaling {
  constructor(
    private readonly world: World,
    private readonly ports: { readonly placing: Placing; readonly replacements: Replacements; readonly balance: ZoneBalance },
  ) {}

  start(): void {
    const { setup, loop } = this.world;
    // Without providers there is nothing to scale, but the reasons why a service's tasks wait are still reported.
    const mayWait = setup.services.some((service) => service.schedulingStrategy === 'REPLICA');
    for (const provider of setup.capacityProviders.keys()) this.restoreLastEvaluation(provider);
    if (setup.capacityProviders.length > 0 || mayWait) loop.schedule(setup.scaler.firstEvaluationMs, EventKind.capacityIsMeasured, 0);
  }

  onMeasure(): void {
    const { setup, loop } = this.world;
    this.ports.placing.explainWaiting();
    this.ports.balance.onTrigger('other');
    for (let provider = 0; provider < setup.capacityProviders.length; provider++) this.measure(provider);
    loop.schedule(loop.nowMs + setup.scaler.evaluationIntervalMs, EventKind.capacityIsMeasured, 0);
  }

  onScale(provider: number): void {
    this.act(provider, this.world.records.groups[provider].measured.shift()!, this.fleetOf(provider));
    this.world.groupDue(provider);
  }

  /**
   * Measures a provider. Without delays its scaler acts at once; otherwise at the first evaluation for which the point is available
   * (N.DLY-6).
   */
  private measure(provider: number): void {
    const { records, loop } = this.world;
    const group = records.groups[provider];
    const fleet = this.fleetOf(provider);
    const measured = this.metricOf(provider, fleet);
    const actsMs = this.heldUp(provider, this.actionAfter(provider));
    if (actsMs === null) this.report(provider, measured, group.desired);
    else if (actsMs === loop.nowMs) this.act(provider, measured, fleet);
    else {
      this.report(provider, measured, group.desired);
      group.measured.push(measured);
      loop.schedule(actsMs, EventKind.capacityIsScaled, provider);
    }
    this.ports.replacements.replaceAged(provider);
    this.world.groupDue(provider);
  }

  /** Returns when the scaler acts on the present measurement. */
  private actionAfter(provider: number): Ms {
    const { setup, loop, chance, keys } = this.world;
    const { metricDelayMs, evaluationPhaseMs, evaluationIntervalMs, actionDelayMs } = setup.scaler;
    if (metricDelayMs === 0 && evaluationPhaseMs === 0 && actionDelayMs === 0) return loop.nowMs;
    const drawn = () => Math.floor(chance.uniform(keys.providers[provider], Purpose.capacityPhase, 0) * evaluationIntervalMs);
    const phaseMs = (evaluationPhaseMs ?? drawn()) % evaluationIntervalMs;
    const evaluations = Math.ceil((loop.nowMs + metricDelayMs - phaseMs) / evaluationIntervalMs);
    return phaseMs + evaluations * evaluationIntervalMs + actionDelayMs;
  }

  /** Returns when the scaler acts on a point, given the time without faults; null: faults keep the point from it. */
  private heldUp(provider: number, actsMs: Ms): Ms | null {
    const { conditions, setup, loop } = this.world;
    const { metricGaps, controlPlane } = conditions;
    if (!controlPlane.isAny && !metricGaps.isAny) return actsMs;
    const { name } = setup.capacityProviders[provider];
    const seenMs = metricGaps.seenMs('capacity', name, loop.nowMs);
    if (seenMs === null) return null;
    const call = { action: 'scaling', caller: name, isOnInstances: true } as const;
    return controlPlane.actsOn(call, provider, actsMs + seenMs - loop.nowMs, loop.nowMs);
  }

  private report(provider: number, { needed, running, waiting }: CapacityMeasurement, desired: number): void {
    this.world.emit(
      Fact.capacityMeasured, provider, needed, running, waiting, desired, this.world.records.groups[provider].scaler.lowPoints,
    ); // biome-ignore format: one fact
  }

  private act(provider: number, measured: CapacityMeasurement, fleet: FleetFigures): void {
    const group = this.world.records.groups[provider];
    const seen = this.observe(provider, measured, fleet);
    const decision = evaluateScaler(group.scaler, seen, this.world.setup.scaler);
    for (const tracer of this.world.tracers) tracer.evaluated?.(provider, { measured, seen, decision });
    const { state, desired, reason } = decision;
    const { needed, running } = seen;
    group.scaler = state;
    if (measured.atMs === seen.atMs) this.report(provider, measured, desired);
    const isNews = storeReason(group, reason) || desired !== group.desired;
    if (isNews && isReportable(reason)) this.world.emit(Fact.scalingDecided, provider, group.desired, desired, reason, needed, running);
    if (desired < group.desired && group.living >= desired) this.clearFailures(provider);
    group.desired = desired;
  }

  /** Returns the metric of the provider, with its parts. */
  private metricOf(provider: number, { running, busy }: FleetFigures): CapacityMeasurement {
    const { setup, loop } = this.world;
    const packed = this.pack(provider);
    const { newlyBusy, add } = packed;
    const demand = { running, busy, newlyBusy, add };
    const needed = neededInstances(demand, setup.capacityProviders[provider].managedScaling, setup.scaler);
    return { atMs: loop.nowMs, demand, needed, running, isIncompatibleOnly: packed.isFrozen, waiting: this.waitingFor(provider) };
  }

  /** Returns the inputs of one evaluation: the measurement, and the present group. */
  private observe(
    provider: number,
    { needed, running, isIncompatibleOnly }: CapacityMeasurement,
    { booting, youngestLaunchMs }: FleetFigures,
  ): ScalerObservation {
    const { setup, records, loop, conditions } = this.world;
    const { managedScaling: managed } = setup.capacityProviders[provider];
    const { minSize, maxSize } = conditions.groupSizes.at(provider, loop.nowMs);
    const { desired, lastRegisteredMs } = records.groups[provider];
    // One literal without a spread, which would take longer than the rest of the minute's work.
    // biome-ignore format: one line a source
    return {
      atMs: loop.nowMs, managed, desired, minSize, maxSize, lastRegisteredMs,
      needed, running, isIncompatibleOnly, youngestLaunchMs, booting,
    };
  }

  /** Restores the last evaluation before the run, so that a hold that began before is not reported again. */
  private restoreLastEvaluation(provider: number): void {
    const { setup, records, loop } = this.world;
    const group = records.groups[provider];
    if (setup.present?.groups[provider].isMeasured !== true) return;
    const { scaler } = group;
    const fleet = this.fleetOf(provider);
    const before = { ...scaler, lowPoints: Math.max(0, scaler.lowPoints - 1), highPoints: Math.max(0, scaler.highPoints - 1) };
    if (scaler.lastRaiseMs === loop.nowMs) group.lastReason = ScalingReason.scaledOut;
    else if (scaler.lastScaleInMs === loop.nowMs) group.lastReason = ScalingReason.scaledIn;
    else group.lastReason = evaluateScaler(before, this.observe(provider, this.metricOf(provider, fleet), fleet), setup.scaler).reason;
  }

  /** Returns the number of instances that pending tasks need (C.SOUT-04). Equivalence classes are the groups of equal tasks (C.SOUT-01). */
  private pack(provider: number): PackResult {
    const { pendingTasks, fleet, setup, classes, records } = this.world;
    const groups = pendingTasks.waiting
      .filter((equivalence) => equivalence.provider === provider)
      .map((equivalence) => ({ request: equivalence.request, count: equivalence.waiting }));
    if (groups.length === 0) return NOTHING_PENDING; // In most minutes: new instances need not be described.
    const spec = setup.capacityProviders[provider];
    const { types } = records.groups[provider];
    const [purchase] = optionsOf(spec);
    const classesOf = (type: number) => {
      const hasTrunk = getsTrunk(this.world, provider, type);
      return spec.zones.map((zone) => classes.ofProvider(provider, { type, zone, purchase, hasTrunk }));
    };
    return packWaiting({
      fleet,
      provider,
      groups,
      ...extremesOf(types.map((type) => emptyInstance(this.world, provider, type))),
      nonDaemonTasks: this.occupied,
      groupsCombine: setup.scaler.groupsCombine,
      includeBooting: setup.scaler.countN === 'launched',
      isOutside: spec.warmPool === null ? null : Uint8Array.from(fleet.lifecycle.subarray(0, fleet.count), (at) => Number(isPooled(at))),
      launchClasses: types.map(classesOf),
    });
  }

  /** Tasks that make an instance busy, by row (scaler choice 11). */
  private get occupied(): Int32Array {
    const { fleet, setup } = this.world;
    return setup.scaler.launchTypeBusy ? fleet.nonDaemonTasks : fleet.strategyTasks;
  }

  /**
   * Returns the figures of the fleet, computed in one pass. A leaving instance counts in both N and M or in neither. One that an operator
   * drains stays in DesiredCapacity and counts: else nothing would be launched for its tasks.
   */
  private fleetOf(provider: number): FleetFigures {
    const { fleet, setup } = this.world;
    const { countN, drainingInstances } = setup.scaler;
    const { occupied } = this;
    const { count, provider: providerOf, lifecycle, isUp, registeredMs, joinedMs, state, leavesFor, drainedBy } = fleet;
    let running = 0;
    let busy = 0;
    let booting = 0;
    // Starts with the launch time of the initial instances, which count as warm. V8 would allocate a number for each row if the variable
    // could be null.
    let youngestLaunchMs: Ms = LONG_AGO_MS;
    for (let row = 0; row < count; row++) {
      if (providerOf[row] !== provider || isPooled(lifecycle[row])) continue;
      const isRegistered = registeredMs[row] !== NEVER_MS && isUp[row] === 1;
      const isGoing = state[row] === Draining || leavesFor[row] !== 0;
      if (!isGoing) {
        if (state[row] === Booting || isUp[row] === 0) booting++;
        if (joinedMs[row] > youngestLaunchMs) youngestLaunchMs = joinedMs[row];
      } else if (drainingInstances === 'ignored' && (leavesFor[row] !== 0 || drainedBy[row] === 0)) continue;
      if (isRegistered || (!isGoing && countN === 'launched')) running++;
      if (occupied[row] > 0) busy++;
    }
    return { running, busy, booting, youngestLaunchMs: youngestLaunchMs === LONG_AGO_MS ? null : youngestLaunchMs };
  }

  /** Once no instance is wanted, the failures are cleared, so that the next launch does not wait for them. */
  private clearFailures(provider: number): void {
    const { failures, retryAtMs } = this.world.records.groups[provider];
    for (const purchase of [OnDemand, Spot]) {
      if (retryAtMs[purchase] === SUSPENDED) continue;
      failures[purchase] = NO_FAILURES;
      retryAtMs[purchase] = null;
    }
  }

  private waitingFor(provider: number): number {
    return this.world.pendingTasks.waiting.reduce(
      (sum, equivalence) => sum + (equivalence.provider === provider ? equivalence.waiting : 0),
      0,
    );
  }
}
