import type { Ms } from '../kernel/event-loop.js';
import { loadCurve } from '../load/curve.js';
import { areDistinguishable, type ServiceSpec, type Setup } from '../sim/setup.js';
import { rounded } from './digits.js';
import { type OwnerAccount, TaskStage } from './ledger/owner.js';
import { definitionName } from './rollouts/deployment-texts.js';
import type { IntervalLoad } from './traffic/service-traffic.js';

/** Services that get charts: those with the highest load over the run. services.csv has all of them. */
const SERVICES_MAX = 3;
/** Most deployments of a service with chart lines of their own: the first ones. revisions.csv has all of them. */
const REVISIONS_MAX = 6;
const SECONDS_PER_MINUTE = 60;

/** A limit for a metric: the target of a scaling policy, or the threshold of a deployment alarm. */
export interface Bound {
  readonly policy: string;
  /** Column of ServiceMetric. */
  readonly metric: number;
  readonly kind: 'target' | 'threshold';
  readonly value: number;
}

/**
 * The load of one deployment, for a service whose revisions have separate loads. Null: the deployment had no tasks, or served no requests.
 */
export interface RevisionSeries {
  readonly revision: number;
  readonly name: string;
  /** Per second. */
  readonly arrived: (number | null)[];
  readonly responseMeanMs: (number | null)[];
}

/** Measurements over the minutes of an interval; null where there was no data. */
const MEASURES = [
  'arrived',
  'served',
  'shed',
  'lost',
  'backlog',
  'cpuPercent',
  'memoryPercent',
  'waitP95Ms',
  'oldestMs',
  'responseMeanMs',
] as const;
type Measures = Readonly<Record<(typeof MEASURES)[number], (number | null)[]>>;

/**
 * The data of charts for a service under load, one value per interval. `arrived`, `served`, `shed` and `lost` are per second, the others
 * have the units of services.csv.
 */
export interface LoadSeries extends Measures {
  /** Index of the service. */
  readonly service: number;
  readonly name: string;
  readonly isQueue: boolean;
  readonly bounds: readonly Bound[];
  /** Empty if the revisions of the service have no separate loads. */
  readonly revisions: readonly RevisionSeries[];
  readonly desiredTasks: number[];
  readonly runningTasks: number[];
  /** Decisions within the interval that raised and that lowered its desired count. */
  readonly scaleOuts: number[];
  readonly scaleIns: number[];
}

/** One series for each of the busiest services with a load; empty if no service has one. */
export function loadSeries(setup: Setup): LoadSeries[] {
  return setup.services
    .flatMap((spec, service) => (spec.load === null ? [] : [{ spec, service, comes: arrivalsIn(spec, setup.durationMs) }]))
    .sort((a, b) => b.comes - a.comes || a.service - b.service)
    .slice(0, SERVICES_MAX)
    .map(({ spec, service }) => ({
      ...{ service, name: spec.name, isQueue: spec.load?.kind === 'queue', bounds: boundsOf(spec) },
      ...{ arrived: [], served: [], shed: [], lost: [], backlog: [], cpuPercent: [], memoryPercent: [], waitP95Ms: [], oldestMs: [] },
      ...{ desiredTasks: [], runningTasks: [], scaleOuts: [], scaleIns: [], responseMeanMs: [], revisions: revisionsOf(setup, service) },
    }));
}

/** One series per task definition; a redeployment of the same definition is named by its number, too. */
function revisionsOf(setup: Setup, service: number): RevisionSeries[] {
  const spec = setup.services[service];
  if (!areDistinguishable(spec)) return [];
  const names = spec.deploymentSpec!.revisions.slice(0, REVISIONS_MAX).map((_, revision) => definitionName(setup, { service, revision }));
  const isAgain = (revision: number) => names.indexOf(names[revision]) < revision;
  return names.map((name, revision) => ({
    ...{ revision, name: isAgain(revision) ? `${name} (deployment ${revision})` : name },
    ...{ arrived: [], responseMeanMs: [] },
  }));
}

/** Adds an interval. An interval shorter than a minute may have no measurement: then the last one is repeated. */
export function addLoad(series: LoadSeries, owner: OwnerAccount, load: IntervalLoad): void {
  series.desiredTasks.push(owner.desired);
  series.runningTasks.push(owner.inStage[TaskStage.running]);
  series.scaleOuts.push(load.scaleOuts);
  series.scaleIns.push(load.scaleIns);
  const measured = load.minutes > 0 ? measuresOf(load) : null;
  for (const measure of MEASURES) series[measure].push(measured === null ? (series[measure].at(-1) ?? null) : measured[measure]);
  for (const revisionSeries of series.revisions) addRevision(revisionSeries, load);
}

function addRevision({ revision, arrived, responseMeanMs }: RevisionSeries, { minutes, revisions }: IntervalLoad): void {
  const load = revisions.find((one) => one.revision === revision);
  if (minutes === 0) {
    arrived.push(arrived.at(-1) ?? null);
    responseMeanMs.push(responseMeanMs.at(-1) ?? null);
    return;
  }
  arrived.push(load === undefined ? null : rounded(load.requests / (SECONDS_PER_MINUTE * minutes), 2));
  responseMeanMs.push(load?.responseMeanMs ?? null);
}

function measuresOf(load: IntervalLoad): Record<(typeof MEASURES)[number], number | null> {
  const perSecond = (amount: number) => rounded(amount / (SECONDS_PER_MINUTE * load.minutes), 2);
  const tenth = (value: number | null) => (value === null ? null : rounded(value, 1));
  const { requests, served, shed, requestsLost, backlog, cpuPercent, memoryPercent, waitP95Ms, oldestMs, responseMeanMs } = load;
  return {
    arrived: perSecond(requests),
    served: perSecond(served),
    shed: perSecond(shed),
    lost: perSecond(requestsLost),
    backlog: rounded(backlog, 1),
    cpuPercent: tenth(cpuPercent),
    memoryPercent: tenth(memoryPercent),
    waitP95Ms: tenth(waitP95Ms),
    oldestMs,
    responseMeanMs: tenth(responseMeanMs),
  };
}

function arrivalsIn({ load }: ServiceSpec, durationMs: Ms): number {
  return load === null ? 0 : loadCurve(load.shape).requestsBetween(0, durationMs);
}

/** The targets of the scaling policies and the thresholds of the deployment alarms. */
function boundsOf({ scaling, deploymentSpec }: ServiceSpec): Bound[] {
  const ofPolicies = (scaling?.policies ?? []).map((policy, i): Bound => {
    const name = scaling!.policyNames[i];
    if (policy.policyType !== 'StepScaling') return { policy: name, metric: policy.metric, kind: 'target', value: policy.targetValue };
    return { policy: name, metric: policy.alarm.metric, kind: 'threshold', value: policy.alarm.threshold };
  });
  const ofAlarms = (deploymentSpec?.metricAlarms ?? []).map(
    ({ name, terms, isOfNew }): Bound => ({
      policy: isOfNew ? `${name} (new tasks)` : name,
      metric: terms.metric,
      kind: 'threshold',
      value: terms.threshold,
    }),
  );
  return [...ofPolicies, ...ofAlarms];
}
