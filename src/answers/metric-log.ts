import { alarmPoints } from '../autoscaling/cluster-scaler-settings.js';
import { Lifecycle } from '../autoscaling/group/lifecycle.js';
import { reservationPercent } from '../autoscaling/reservation.js';
import { ALARM_STATE_NAMES, type Alarm, AlarmState } from '../metrics/alarm.js';
import { clusterPercent } from '../metrics/formulas.js';
import type { MetricPoint } from '../metrics/names.js';
import { TaskState } from '../services/task-states.js';
import { Active, Draining, NONE } from '../sim/cluster/fleet.js';
import type { World } from '../sim/cluster/world.js';
import { Fact, type FactKind, type Subscriber } from '../sim/facts.js';
import type { Setup } from '../sim/setup.js';

/** Minutes of each metric that a session keeps: a day. */
const KEPT = 1_440;

type Kind = 'service' | 'provider' | 'cluster';

/** The metrics that a session keeps: of services, of groups with their providers, and of the cluster. */
export type MetricName =
  | ('CPUUtilization' | 'MemoryUtilization' | 'RequestCount' | 'RequestCountPerTarget')
  | ('CapacityProviderReservation' | 'GroupDesiredCapacity' | 'GroupInServiceInstances' | 'GroupMinSize' | 'GroupMaxSize')
  | ('CPUReservation' | 'MemoryReservation');

/** An alarm of managed scaling: its state, and since when the session has seen it. */
type ManagedAlarm = Pick<Alarm, 'state' | 'sinceMs'>;
const NO_DATA: ManagedAlarm = { state: AlarmState.INSUFFICIENT_DATA, sinceMs: 0 };

export interface AlarmChange {
  readonly atMs: number;
  readonly service: number;
  /** The place of its policy, and of the alarm among those of the policy. */
  readonly policy: number;
  readonly nth: number;
  readonly from: string;
  readonly to: string;
}

/** The metrics of a session minute by minute, and the changes of its alarms: from facts, and from the cluster when a minute is over. */
export class MetricLog implements Subscriber {
  /** The newest last. */
  readonly alarmChanges: AlarmChange[] = [];
  private readonly series = new Map<string, MetricPoint[]>();
  private readonly states = new Map<string, number>();
  /** Of managed scaling: by provider the high alarm, then the low one. */
  private readonly managed = new Map<number, ManagedAlarm[]>();
  /** By service: its running tasks in the minute. */
  private readonly running = new Map<number, number>();
  private setup: Setup;

  constructor(setup: Setup) {
    this.setup = setup;
  }

  follow(setup: Setup): void {
    this.setup = setup;
  }

  onFact(kind: FactKind, atMs: number, a: number, b: number, c: number, _d: number, _e: number, f: number): void {
    if (kind === Fact.serviceLoaded) {
      this.add(`service ${a} RequestCount`, atMs, b / 1_000, 1);
      if (f > 0) this.add(`service ${a} RequestCountPerTarget`, atMs, b / f, 1);
      this.running.set(a, Math.max(1, Math.round(f / 1_000)));
    }
    if (kind === Fact.serviceMeasured) {
      // Each task sends a sample (S.MET-6).
      const tasks = this.running.get(a) ?? 1;
      if (b >= 0) this.add(`service ${a} CPUUtilization`, atMs, b / 1_000, tasks);
      if (c >= 0) this.add(`service ${a} MemoryUtilization`, atMs, c / 1_000, tasks);
    }
    if (kind !== Fact.capacityMeasured || this.setup.capacityProviders[a] === undefined) return;
    const { targetPercent } = this.setup.capacityProviders[a].managedScaling;
    const measured = { needed: b, running: c, isIncompatibleOnly: false };
    this.add(`provider ${a} CapacityProviderReservation`, atMs, reservationPercent(measured, targetPercent, this.setup.scaler), 1);
  }

  /** Records values that facts do not have, at the end of a minute. */
  onMinute(world: World): void {
    const { nowMs } = world.loop;
    this.addCluster(world);
    for (const [provider, { minSize, maxSize }] of world.setup.capacityProviders.entries()) {
      const sizes = {
        GroupDesiredCapacity: world.records.groups[provider]!.desired,
        GroupInServiceInstances: inService(world, provider),
        GroupMinSize: minSize,
        GroupMaxSize: maxSize,
      };
      for (const [name, size] of Object.entries(sizes)) this.add(`provider ${provider} ${name}`, nowMs, size, 1);
    }
  }

  /** Takes the states of alarms, which may change within a minute. */
  recordAlarms(world: World): void {
    for (const provider of world.setup.capacityProviders.keys()) this.judgeManaged(world, provider);
    for (const { service, policy, nth, alarm } of scalingAlarms(world)) this.judge({ service, policy, nth }, alarm);
  }

  /** Returns the alarm of managed scaling above the target (0), or below it (1). */
  managedAlarm(provider: number, nth: number): ManagedAlarm {
    return this.managed.get(provider)?.[nth] ?? NO_DATA;
  }

  /** Returns the points of a metric, the oldest first. */
  of(kind: Kind, subject: number, name: MetricName): readonly MetricPoint[] {
    return this.series.get(`${kind} ${subject} ${name}`) ?? [];
  }

  /** CPUReservation and MemoryReservation (S.MET-1): of what ACTIVE and DRAINING instances have registered; no point while no task runs. */
  private addCluster({ fleet, tasks, equivalences, setup, loop }: World): void {
    let [cpu, memory, running] = [0, 0, 0];
    const registered = [0, 0] as [number, number];
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.state[row] !== Active && fleet.state[row] !== Draining) continue;
      const { cpuUnits, memoryMib } = setup.instanceTypes[fleet.type[row]!]!;
      registered[0] += cpuUnits;
      registered[1] += memoryMib;
      for (let slot = fleet.firstTask[row]!; slot !== NONE; slot = tasks.next[slot]!) {
        const { cpuUnits: ofTask, memoryMib: memoryOfTask } = equivalences.all[tasks.equivalence[slot]!]!;
        if (tasks.state[slot] !== TaskState.RUNNING) continue;
        [cpu, memory, running] = [cpu + ofTask, memory + memoryOfTask, running + 1];
      }
    }
    for (const [name, used, whole] of [
      ['CPUReservation', cpu, registered[0]],
      ['MemoryReservation', memory, registered[1]],
    ] as const) {
      // biome-ignore format: pairs
      const percent = clusterPercent(used, whole, running);
      if (!Number.isNaN(percent)) this.add(`cluster 0 ${name}`, loop.nowMs, percent, 1);
    }
  }

  private add(key: string, atMs: number, value: number, samples: number): void {
    const points = this.series.get(key) ?? [];
    if (points.at(-1)?.atMs === atMs) return;
    points.push({ atMs, average: value, minimum: value, maximum: value, samples });
    if (points.length > 2 * KEPT) points.splice(0, KEPT);
    this.series.set(key, points);
  }

  private judgeManaged({ records, setup, loop }: World, provider: number): void {
    if (this.of('provider', provider, 'CapacityProviderReservation').length === 0) return;
    const { highPoints, lowPoints } = records.groups[provider]!.scaler;
    const { highDatapoints, lowDatapoints } = setup.scaler;
    const isOver = [alarmPoints(highPoints, setup.scaler) >= highDatapoints, alarmPoints(lowPoints, setup.scaler) >= lowDatapoints];
    const before = this.managed.get(provider) ?? [];
    const now = isOver.map((isAlarm, nth) => {
      const state = isAlarm ? AlarmState.ALARM : AlarmState.OK;
      return before[nth]?.state === state ? before[nth] : { state, sinceMs: loop.nowMs };
    });
    this.managed.set(provider, now);
  }

  private judge(what: Pick<AlarmChange, 'service' | 'policy' | 'nth'>, { state, sinceMs }: Alarm): void {
    const key = JSON.stringify(what);
    const before = this.states.get(key);
    this.states.set(key, state);
    if (before === undefined || before === state) return;
    this.alarmChanges.push({ ...what, atMs: sinceMs, from: ALARM_STATE_NAMES[before]!, to: ALARM_STATE_NAMES[state]! });
    if (this.alarmChanges.length > 2 * KEPT) this.alarmChanges.splice(0, KEPT);
  }
}

function inService({ fleet }: World, provider: number): number {
  let count = 0;
  for (let row = 0; row < fleet.count; row++)
    if (fleet.provider[row] === provider && fleet.lifecycle[row] === Lifecycle.InService && fleet.leavesFor[row] === 0) count++;
  return count;
}

export interface ScalingAlarm {
  readonly service: number;
  readonly policy: number;
  readonly nth: number;
  readonly alarm: Alarm;
  /** As CloudWatch writes it. */
  readonly state: string;
}

/** Returns the alarms of the scaling policies of all groups. */
export function groupAlarms({ groupPolicies, setup }: World) {
  return (groupPolicies?.groups ?? []).flatMap(({ provider, scaler }) =>
    scaler.policies.flatMap(({ alarms }, i) => {
      const policyName = setup.capacityProviders[provider]!.scaling!.policies[scaler.placeOfPolicy[i]!]!.name;
      return alarms.map((alarm, nth) => ({ provider, policyName, nth, alarm, state: ALARM_STATE_NAMES[alarm.state]! }));
    }),
  );
}

/** The alarms of the scaling policies of all services: one of a step scaling policy, a high and a low one of target tracking. */
export function scalingAlarms({ traffic }: World): ScalingAlarm[] {
  traffic.quiet.settleAll();
  return traffic.measuredServices.flatMap(({ service, scaler }) =>
    (scaler?.policies ?? []).flatMap(({ alarms }, i) =>
      alarms.map((alarm, nth) => ({ service, policy: scaler!.placeOfPolicy[i]!, nth, alarm, state: ALARM_STATE_NAMES[alarm.state]! })),
    ),
  );
}
