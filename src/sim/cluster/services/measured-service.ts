import { type AlarmChance, alarmTimes } from '../../../autoscaling/policies/alarm-times.js';
import type { TimesOf } from '../../../autoscaling/policies/policy.js';
import { assert } from '../../../kernel/assert.js';
import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { Alarm } from '../../../metrics/alarm.js';
import type { CustomReadings } from '../../../metrics/custom.js';
import { PERIOD_MS } from '../../../metrics/statistics.js';
import type { TargetStatus } from '../../../services/load-balancing/target-health.js';
import { readSchedule, type Schedule } from '../../../services/scaling/schedule.js';
import { ScheduledActions } from '../../../services/scaling/scheduled-actions.js';
import { ServiceScaler } from '../../../services/scaling/service-scaler.js';
import type { ScalingSpec } from '../../load-spec.js';
import { type ServiceSpec, type Setup, sharesByWeights } from '../../setup.js';
import { type Chance, drawnBy, Purpose } from '../chance.js';
import { mayLeaveDns, zonesOfCallers } from '../faults/load-impairments.js';
import type { MetricGaps } from '../faults/metric-gaps.js';
import { customReadingsOf } from './custom-readings.js';
import type { ServedRows } from './served-rows.js';
import { ServedService } from './served-service.js';

/** Health of a target whose first checks are over. */
export type TargetHealth = Exclude<TargetStatus, 'initial'>;

/** A service that has a load, a scaler or both. */
export interface MeasuredService {
  readonly service: number;
  readonly load: ServedService | null;
  readonly scaler: ServiceScaler | null;
  /** The period of measurement: a minute, or less where a policy evaluates more often. */
  readonly periodMs: Ms;
  /** Checked targets that its load balancer may send requests to, by slot of their tasks; null: every task in RUNNING serves. */
  readonly rotation: Map<number, TargetHealth> | null;
  /** Whether the zone of a task matters for its load. */
  readonly isZonal: boolean;
  /** Tasks in RUNNING with desiredStatus RUNNING. */
  running: number;
  /** Where its policies follow metrics that its load does not give. */
  readonly custom: CustomReadings | null;
  /** Alarms of its deployments. */
  readonly alarms: readonly { readonly alarm: Alarm; readonly isOfNew: boolean }[];
  /** Its first deployment is over: it sends points of 20 seconds (N.MON-1). */
  hasHighResolution: boolean;
  /** ServiceScalingReason of the last decision; 0 before the first. */
  lastReason: number;
}

/** Shared by all services whose deployments watch no alarm. */
const NO_ALARMS: MeasuredService['alarms'] = [];
interface Whole {
  readonly service: number;
  readonly setup: Setup;
  readonly chance: Chance;
  readonly gaps: MetricGaps;
  readonly rows: ServedRows;
}

/** Returns the measured service, or undefined for one without load and scaling. */
export function measuredOf(spec: ServiceSpec, { service, setup, chance, gaps, rows }: Whole): MeasuredService | undefined {
  const { load, scaling, deploymentSpec } = spec;
  if (load === null && scaling === null) return undefined;
  const name = drawnBy(spec);
  const key = chance.keyOf('service', name);
  const timesOf = alarmTimes(setup.serviceScaling, {
    phase: (alarm) => chance.uniform(key, Purpose.evaluationPhase, alarm),
    delayMs: delaysOf(chance, key),
  });
  const times: TimesOf = (ms, metric) => gaps.late(timesOf(ms, metric), 'service', name);
  const scaler = scaling === null ? null : scalerOf(scaling, { setup, createdAtMs: spec.createdAtMs }, times);
  const periodMs = scaler?.periodMs ?? PERIOD_MS.standard;
  const division = (load?.kind === 'requests' ? deploymentSpec?.targetGroup?.division : undefined) ?? {};
  const callers = load === null ? 1 : zonesOfCallers(spec, setup);
  const failsOpen = setup.deploymentAndHealth.targets.allUnhealthy === 'failOpen';
  const custom = customReadingsOf(scaling?.policies ?? [], setup);
  const metricAlarms = load === null ? [] : (deploymentSpec?.metricAlarms ?? []);
  const terms = {
    isWatched: custom !== null || metricAlarms.length > 0,
    revisions: deploymentSpec?.revisions.length ?? 1,
    periodMs,
    isWeighted: deploymentSpec !== null && sharesByWeights(deploymentSpec),
    failsOpen,
    slowStartMs: division.slowStartMs ?? 0,
    ...(division.algorithm === 'leastOutstandingRequests' ? { isLeastOutstanding: true } : {}),
    ...(division.isZonal
      ? { zones: setup.zones.length, ...(mayLeaveDns(setup, service) ? { hasDns: true } : {}) }
      : callers > 1
        ? { zones: callers, joinsZones: true }
        : {}),
  };
  return {
    ...{ service, scaler, periodMs, running: 0, hasHighResolution: false, lastReason: 0 },
    custom,
    load: load === null ? null : new ServedService(load, terms, { rows, service }),
    alarms:
      metricAlarms.length === 0
        ? NO_ALARMS
        : metricAlarms.map(({ terms, isOfNew }) => ({
            alarm: new Alarm(terms, gaps.late(timesOf(terms.periodMs, terms.metric), 'alarms', name)),
            isOfNew,
          })),
    isZonal: division.isZonal === true || callers > 1,
    rotation: load?.kind === 'requests' && (deploymentSpec?.targetGroup ?? null) !== null ? new Map() : null,
  };
}

/** Returns the delays of a service's points, drawn once for all its alarms. */
function delaysOf(chance: Chance, key: number): AlarmChance['delayMs'] {
  const last = { delay: null as Distribution | null, second: -1, ms: 0 };
  return (delay, second) => {
    if (last.delay === delay && last.second === second) return last.ms;
    last.delay = delay;
    last.second = second;
    last.ms = chance.ms(delay, key, Purpose.metricDelay, second);
    return last.ms;
  };
}

/** A service that does not exist yet has no scheduled actions. */
function scalerOf(
  { target, policies, actions }: ScalingSpec,
  { setup: { serviceScaling, startsAtMs }, createdAtMs }: { readonly setup: Setup; readonly createdAtMs: Ms | undefined },
  timesOf: TimesOf,
): ServiceScaler {
  const scheduled = actions.map(({ expression, timeZone, ...action }) => {
    const schedule = readSchedule(expression, { timeZone, startsAtMs });
    assert(typeof schedule !== 'string', 'the expression of a scheduled action has been read before');
    const startMs = createdAtMs === undefined ? action.startMs : Math.max(createdAtMs, action.startMs ?? createdAtMs);
    return { ...action, startMs, schedule: schedule as Schedule };
  });
  return new ServiceScaler(target, policies, new ScheduledActions(scheduled, serviceScaling.scheduleDelayMs), {
    settings: serviceScaling,
    timesOf,
  });
}
