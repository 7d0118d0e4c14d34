import { loadCurve } from '../load/curve.js';
import type { Ms } from '../sim/kernel/event-loop.js';
import type { ServiceSpec, Setup } from '../sim/setup.js';
import { rounded } from './digits.js';
import { type Owner, Stage } from './ledger/owner.js';
import type { IntervalLoad } from './traffic/traffic-log.js';

/** Services that get charts, by what comes to them over the run; services.csv has them all. */
const SERVICES_MAX = 3;
const SECONDS_PER_MINUTE = 60;

/** What a scaling policy holds a metric against: a target, or the threshold of its alarm. */
export interface Bound {
  readonly policy: string;
  /** Column of ServiceMetric. */
  readonly metric: number;
  readonly kind: 'target' | 'threshold';
  readonly value: number;
}

/** What the minutes of an interval say; null where there was nothing to measure. */
const MEASURES = ['arrived', 'served', 'shed', 'backlog', 'cpuPercent', 'memoryPercent', 'waitP95Ms', 'oldestMs'] as const;
type Measures = Readonly<Record<(typeof MEASURES)[number], (number | null)[]>>;

/** What charts know of a service under load, a value per interval: `arrived`, `served` and `shed` a second, the others as services.csv has them. */
export interface LoadSeries extends Measures {
  /** Its place among the services. */
  readonly service: number;
  readonly name: string;
  readonly isQueue: boolean;
  readonly bounds: readonly Bound[];
  readonly desiredTasks: number[];
  readonly runningTasks: number[];
  /** Decisions within the interval that raised and that lowered its desired count. */
  readonly scaleOuts: number[];
  readonly scaleIns: number[];
}

/** The busiest services with a load; none where nobody has one. */
export function loadSeries({ services, durationMs }: Setup): LoadSeries[] {
  return services
    .flatMap((spec, service) => (spec.load === null ? [] : [{ spec, service, comes: comesTo(spec, durationMs) }]))
    .sort((a, b) => b.comes - a.comes || a.service - b.service)
    .slice(0, SERVICES_MAX)
    .map(({ spec: { name, load, scaling }, service }) => ({
      ...{ service, name, isQueue: load?.kind === 'queue', bounds: scaling === null ? [] : boundsOf(scaling) },
      ...{ arrived: [], served: [], shed: [], backlog: [], cpuPercent: [], memoryPercent: [], waitP95Ms: [], oldestMs: [] },
      ...{ desiredTasks: [], runningTasks: [], scaleOuts: [], scaleIns: [] },
    }));
}

/** The interval is over. One shorter than a minute may have nothing measured: then what was last measured holds. */
export function addLoad(series: LoadSeries, owner: Owner, load: IntervalLoad): void {
  series.desiredTasks.push(owner.desired);
  series.runningTasks.push(owner.inStage[Stage.running]);
  series.scaleOuts.push(load.scaleOuts);
  series.scaleIns.push(load.scaleIns);
  const measured = load.minutes > 0 ? measuresOf(load) : null;
  for (const measure of MEASURES) series[measure].push(measured === null ? (series[measure].at(-1) ?? null) : measured[measure]);
}

function measuresOf(load: IntervalLoad): Record<(typeof MEASURES)[number], number | null> {
  const perSecond = (amount: number) => rounded(amount / (SECONDS_PER_MINUTE * load.minutes), 2);
  const tenth = (value: number | null) => (value === null ? null : rounded(value, 1));
  const { requests, served, shed, backlog, cpuPercent, memoryPercent, waitP95Ms, oldestMs } = load;
  return {
    ...{ arrived: perSecond(requests), served: perSecond(served), shed: perSecond(shed), backlog: rounded(backlog, 1) },
    ...{ cpuPercent: tenth(cpuPercent), memoryPercent: tenth(memoryPercent), waitP95Ms: tenth(waitP95Ms), oldestMs },
  };
}

function comesTo({ load }: ServiceSpec, durationMs: Ms): number {
  return load === null ? 0 : loadCurve(load.shape).requestsBetween(0, durationMs);
}

function boundsOf({ policies, policyNames }: NonNullable<ServiceSpec['scaling']>): Bound[] {
  return policies.map((policy, i) => {
    if (policy.policyType !== 'StepScaling')
      return { policy: policyNames[i], metric: policy.metric, kind: 'target', value: policy.targetValue };
    return { policy: policyNames[i], metric: policy.alarm.metric, kind: 'threshold', value: policy.alarm.threshold };
  });
}
