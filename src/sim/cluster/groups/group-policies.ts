import { Lifecycle } from '../../../autoscaling/group/lifecycle.js';
import { alarmTimes } from '../../../autoscaling/policies/alarm-times.js';
import {
  GroupMetric,
  type GroupPolicy,
  type GroupScaling,
  type GroupScalingSettings,
} from '../../../autoscaling/policies/group-policies.js';
import { GroupScaler, type GroupScalerSaved, type GroupView } from '../../../autoscaling/policies/group-scaler.js';
import type { TimesOf } from '../../../autoscaling/policies/policy.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { CustomReadings } from '../../../metrics/custom.js';
import { clusterPercent } from '../../../metrics/formulas.js';
import { SERVICE_METRIC_NAMES } from '../../../metrics/names.js';
import { MetricReadings, PERIOD_MS } from '../../../metrics/statistics.js';
import { TaskState } from '../../../services/task-states.js';
import type { Setup } from '../../setup.js';
import { type Chance, drawnBy, Purpose } from '../chance.js';
import type { EquivalenceClass, TaskClass } from '../equivalence-class.js';
import type { FaultConditions } from '../faults/fault-conditions.js';
import { Booting, type Fleet, NONE, Outside } from '../fleet.js';
import { NEVER_MS } from '../fleet-columns.js';
import { type ServiceAndGroupRecords, sizeOf } from '../services/service-and-group-records.js';
import type { Traffic } from '../services/traffic.js';
import type { Tasks } from '../tasks.js';
import { InstanceUse } from './instance-use.js';

/** Period of EC2's metrics without detailed monitoring. */
const BASIC_MS = 300_000;
/** Readings of one group; the next measurement overwrites them. */
const READINGS = new MetricReadings(SERVICE_METRIC_NAMES.length);

/** The parts of the world that policies read. */
interface Parts {
  readonly setup: Setup;
  readonly loop: { readonly nowMs: Ms };
  readonly fleet: Fleet;
  readonly records: ServiceAndGroupRecords;
  readonly equivalences: { readonly all: readonly EquivalenceClass[] };
  readonly tasks: Tasks;
  readonly traffic: Traffic;
  readonly conditions: FaultConditions;
  readonly chance: Chance;
}

export interface ScaledGroup {
  readonly provider: number;
  readonly scaling: GroupScaling;
  readonly scaler: GroupScaler;
  /** GroupScalingReason of the last decision; 0 before the first. */
  lastReason: number;
}

interface Saved {
  readonly use: ReturnType<InstanceUse['save']>;
  /** By name of the provider. */
  readonly groups: Readonly<Record<string, GroupScalerSaved & { readonly lastReason: number }>>;
}

/** The scaling policies of groups, and the metrics that they follow. */
export class GroupPolicies {
  readonly groups: readonly ScaledGroup[];
  readonly use = new InstanceUse();
  private readonly custom: CustomReadings;
  /** CPU units that tasks used on all instances in the last minute. */
  private unitsUsed = 0;

  constructor(
    private readonly world: Parts,
    private readonly settings: GroupScalingSettings,
  ) {
    const { setup } = world;
    this.custom = new CustomReadings(setup.customMetrics ?? []);
    this.groups = setup.capacityProviders.flatMap(({ scaling, ...spec }, provider) => {
      if (scaling === undefined) return [];
      const scaler = new GroupScaler(scaling.policies, settings, (policy) => this.timesOf(drawnBy(spec), policy));
      return [{ provider, scaling, scaler, lastReason: 0 }];
    });
  }

  of(provider: number): ScaledGroup | undefined {
    return this.groups.find((group) => group.provider === provider);
  }

  /** Ends the minute of all CPU metrics. */
  closeMinute(atMs: Ms): void {
    const { fleet, traffic } = this.world;
    for (const { load } of traffic.measuredServices) load?.pass(atMs);
    this.unitsUsed = this.use.closeMinute(atMs, PERIOD_MS.standard, (taskClass) => this.unitsOf(taskClass));
    this.use.forget((instance) => fleet.rowOf[instance] === NONE);
  }

  /** Returns the points of the minute that ends now. */
  readingsOf({ provider, scaling }: ScaledGroup, atMs: Ms): MetricReadings {
    READINGS.clear();
    const periodMs = scaling.isDetailed ? PERIOD_MS.standard : BASIC_MS;
    if (atMs % periodMs === 0) this.readCpu(provider, { atMs, periodMs, warmupMs: scaling.warmupMs });
    this.readCluster();
    return this.custom.over(READINGS, { fromMs: atMs - PERIOD_MS.standard, untilMs: atMs, running: 0 });
  }

  viewOf({ provider, scaling }: ScaledGroup, isAlarmSuspended: boolean): GroupView {
    const { fleet, records, conditions, loop } = this.world;
    const { nowMs: atMs } = loop;
    const group = records.groups[provider];
    const { minSize, maxSize } = conditions.groupSizes.at(provider, atMs);
    let warm = 0;
    let inServiceMs = Number.NEGATIVE_INFINITY;
    let isPending = false;
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.provider[row] !== provider) continue;
      const lifecycle = fleet.lifecycle[row];
      if (lifecycle === Lifecycle.Pending) isPending = true;
      if (lifecycle !== Lifecycle.InService) continue;
      if (fleet.inServiceMs[row] + scaling.warmupMs <= atMs) warm++;
      inServiceMs = Math.max(inServiceMs, fleet.inServiceMs[row]);
    }
    const isAtRest = !isPending && group.leaving === 0 && group.living === sizeOf(group);
    return {
      ...{ atMs, running: warm, notEnded: group.living + group.leaving, desired: group.desired, minSize, maxSize, isAlarmSuspended },
      isWarming: isPending || inServiceMs + scaling.warmupMs > atMs,
      restingSinceMs: isAtRest ? Math.max(0, inServiceMs) : null,
    };
  }

  /** Each policy has draws of its own, so that another one does not shift them. */
  private timesOf(group: string, { name }: GroupPolicy): TimesOf {
    const { chance, conditions } = this.world;
    const key = chance.keyOf('group policy', `${group}/${name}`);
    const times = alarmTimes(this.settings, {
      phase: (alarm) => chance.uniform(key, Purpose.evaluationPhase, alarm),
      delayMs: (delay, second) => chance.ms(delay, key, Purpose.metricDelay, second),
    });
    return (periodMs, metric) => conditions.metricGaps.late(times(periodMs, metric), 'capacity', group);
  }

  /** CPU units that a task uses: its share of the load of its service or, without one, of its reservation. */
  private unitsOf({ service, revision, cpuUnits }: TaskClass): number {
    const load = service < 0 ? null : (this.world.traffic.measuredOf(service)?.load ?? null);
    if (load === null) return (cpuUnits * this.settings.taskCpuPercent) / 100;
    const { cpuUnitsEach } = load.sides[revision] ?? load.minute;
    return Number.isNaN(cpuUnitsEach) ? 0 : cpuUnitsEach;
  }

  /** ASGAverageCPUUtilization: of the instances past their warm-up (A.ASG-5). */
  private readCpu(provider: number, { atMs, periodMs, warmupMs }: { atMs: Ms; periodMs: Ms; warmupMs: Ms }): void {
    const { fleet, setup } = this.world;
    let [count, sum, least, most] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.provider[row] !== provider) continue;
      const unitMs = this.use.take(fleet.instance[row]);
      if (fleet.lifecycle[row] !== Lifecycle.InService || fleet.inServiceMs[row] + warmupMs > atMs) continue;
      const spanMs = Math.max(1, Math.min(periodMs, atMs - fleet.launchedMs[row]));
      const percent = Math.min(100, (100 * unitMs) / (setup.instanceTypes[fleet.type[row]].cpuUnits * spanMs));
      count++;
      sum += percent;
      least = Math.min(least, percent);
      most = Math.max(most, percent);
    }
    READINGS.set(GroupMetric.CPUUtilization, count === 0 ? Number.NaN : sum / count, count);
    READINGS.minimum[GroupMetric.CPUUtilization] = least;
    READINGS.maximum[GroupMetric.CPUUtilization] = most;
  }

  /** Metrics of the cluster cover all registered instances, of any group, also during their warm-up (M.MET-1). */
  private readCluster(): void {
    const { fleet, setup } = this.world;
    const registered = { cpu: 0, memory: 0, gpu: 0 };
    const reserved = { cpu: 0, memory: 0, gpu: 0 };
    let tasks = 0;
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.state[row] === Booting || fleet.state[row] === Outside || fleet.registeredMs[row] === NEVER_MS) continue;
      const { cpuUnits, memoryMib, gpus } = setup.instanceTypes[fleet.type[row]];
      registered.cpu += cpuUnits;
      registered.memory += memoryMib;
      registered.gpu += gpus;
      reserved.cpu += cpuUnits - fleet.cpuUnitsFree[row];
      reserved.memory += memoryMib - fleet.memoryMibFree[row];
      reserved.gpu += gpus - fleet.gpuFree[row];
      tasks += fleet.nonDaemonTasks[row] + fleet.daemonTasks[row];
    }
    READINGS.set(GroupMetric.CPUReservation, clusterPercent(reserved.cpu, registered.cpu, tasks), 1);
    READINGS.set(GroupMetric.MemoryReservation, clusterPercent(reserved.memory, registered.memory, tasks), 1);
    READINGS.set(GroupMetric.GPUReservation, clusterPercent(reserved.gpu, registered.gpu, tasks), 1);
    READINGS.set(GroupMetric.ClusterCPUUtilization, clusterPercent(this.unitsUsed, registered.cpu, tasks), 1);
  }

  /** Counts the tasks that run already. */
  private countAll(): void {
    const { fleet, tasks, equivalences, loop } = this.world;
    for (let row = 0; row < fleet.count; row++)
      for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot])
        if (tasks.state[slot] === TaskState.RUNNING)
          this.use.count(fleet.instance[row], equivalences.all[tasks.equivalence[slot]].taskClass, 1, loop.nowMs);
  }

  save(): Saved {
    const { setup } = this.world;
    const groups = this.groups.map(({ provider, scaler, lastReason }) => [
      setup.capacityProviders[provider].name,
      { ...scaler.save(), lastReason },
    ]);
    return { use: this.use.save(), groups: Object.fromEntries(groups) };
  }

  /** `saved` null: a run in which no group had a policy. */
  load(saved: Saved | null): void {
    if (saved === null) return this.countAll();
    const { setup, equivalences } = this.world;
    const classes = new Map(equivalences.all.map(({ taskClass }) => [taskClass.ordinal, taskClass]));
    this.use.load(saved.use, (ordinal) => classes.get(ordinal)!);
    for (const group of this.groups) {
      const state = saved.groups[setup.capacityProviders[group.provider].name];
      if (state === undefined) continue;
      group.scaler.load(state);
      group.lastReason = state.lastReason;
    }
  }
}
