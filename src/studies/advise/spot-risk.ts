import type { Distribution } from '../../kernel/distribution.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { sampleMs } from '../../kernel/sample.js';
import type { Headline } from '../../record/metrics.js';
import { MONTH_MS } from '../../report/month.js';
import type { ServiceSpec, Setup, WorkloadSpec } from '../../sim/setup.js';
import type { Interval } from '../../statistics/interval.js';
import { type SpotSource, spotSourcesOf } from './spot-sources.js';

/** The risk of Spot to a scenario in a month: from the buckets of the Spot Advisor, whether or not a run met an interruption. */
export interface SpotRisk {
  readonly sources: readonly SpotSource[];
  /** Hours of Spot Instances, and of tasks on FARGATE_SPOT. */
  readonly instanceHours: number;
  readonly fargateTaskHours: number;
  /** Interruptions of instances, and of tasks but daemons. */
  readonly instancesInterrupted: Interval;
  readonly tasksInterrupted: Interval;
  /** The most tasks first. */
  readonly hit: readonly SpotHit[];
}

/** The instances and tasks that the interruptions hit. */
export interface SpotHit {
  readonly name: string;
  readonly kind: 'service' | 'workload';
  readonly tasksInterrupted: number;
  /** Work of standalone tasks, which begins again; null for services, and where a trace has the run times. */
  readonly lostHours: number | null;
  /** Time that the tasks of a service are missing until others run; null for workloads. */
  readonly missingTaskMinutes: number | null;
}

/** The runs of one scenario: headlines, and the figures of `spotFigures` as means. */
export interface SpotRuns {
  readonly headlines: readonly Headline[];
  readonly figures: readonly number[];
  readonly simulatedMs: number;
}

type Owner = { readonly kind: SpotHit['kind']; readonly spec: ServiceSpec | WorkloadSpec };

function ownersOf({ services, workloads }: Setup): Owner[] {
  return [
    ...services.filter(({ schedulingStrategy }) => schedulingStrategy !== 'DAEMON').map((spec): Owner => ({ kind: 'service', spec })),
    ...workloads.map((spec): Owner => ({ kind: 'workload', spec })),
  ];
}

/** A run reports the task-hours of at most this many owners; the others are assumed to be divided alike. */
const OWNERS_MAX = 800;

/** Figures that every run must have: the task-hours of the owners, then the instance-hours of all groups. */
export function spotFigures(setup: Setup): string[][] {
  return [
    ...ownersOf(setup)
      .slice(0, OWNERS_MAX)
      .map(({ kind, spec }) => [`${kind}s`, spec.name, 'task_hours']),
    ...setup.capacityProviders.map(({ name }) => ['capacity_providers', name, 'instance_hours']),
  ];
}

/** Estimates interruptions and their effects in a month; null for a scenario without Spot, or whose runs used none. */
export function spotRiskOf(setup: Setup, { headlines, figures, simulatedMs }: SpotRuns): SpotRisk | null {
  const sources = spotSourcesOf(setup);
  if (sources.length === 0) return null;
  const perMonth = MONTH_MS / simulatedMs;
  const mean = (amountOf: (headline: Headline) => number | null) =>
    headlines.reduce((sum, headline) => sum + (amountOf(headline) ?? 0), 0) / headlines.length;
  const all = ownersOf(setup);
  const owners = all.slice(0, OWNERS_MAX);
  const groupHours = figures.slice(owners.length).map((hours) => hours * perMonth);
  const instanceHours = mean(({ spot_instance_hours }) => spot_instance_hours) * perMonth;
  const known = figures.slice(0, owners.length).reduce((sum, hours) => sum + hours, 0);
  const more = all.length > owners.length && known > 0 ? mean(({ task_hours }) => task_hours) / known : 1;
  const exposures = owners.map((owner, i) => ({
    ...owner,
    hours: figures[i]! * more * perMonth,
    shares: sharesOf(setup, owner, { sources, groupHours, instanceHours }),
  }));
  const groups = sources.filter(({ isOfTasks }) => !isOfTasks);
  const tasks = (bound: keyof Interval, one: (typeof exposures)[number]) =>
    one.hours * sources.reduce((sum, { perHour }, s) => sum + one.shares[s]! * perHour[bound], 0);
  const waitMinutes = mean(({ wait_mean_ms }) => wait_mean_ms) / 60_000;
  const hit = exposures
    .map((one): SpotHit => {
      const tasksInterrupted = tasks('estimate', one);
      const lost = one.kind === 'service' ? null : lostMs((one.spec as WorkloadSpec).runTime);
      return {
        name: one.spec.name,
        kind: one.kind,
        tasksInterrupted,
        lostHours: lost === null ? null : (tasksInterrupted * lost) / HOUR_MS,
        missingTaskMinutes: one.kind === 'service' ? tasksInterrupted * waitMinutes : null,
      };
    })
    .filter(({ tasksInterrupted }) => tasksInterrupted > 0)
    .sort((a, b) => b.tasksInterrupted - a.tasksInterrupted);
  const fargateTaskHours = exposures.reduce(
    (sum, { hours, shares }) => sum + hours * sources.reduce((all, { isOfTasks }, s) => all + (isOfTasks ? shares[s]! : 0), 0),
    0,
  );
  if (instanceHours + fargateTaskHours === 0) return null;
  return {
    sources,
    instanceHours,
    fargateTaskHours,
    instancesInterrupted: spread((bound) => instanceHours * among(groups, bound)),
    tasksInterrupted: spread((bound) => exposures.reduce((sum, one) => sum + tasks(bound, one), 0)),
    hit,
  };
}

function spread(valueAt: (key: keyof Interval) => number): Interval {
  return { estimate: valueAt('estimate'), low: valueAt('low'), high: valueAt('high') };
}

/** Returns whether more is on Spot, more tasks would be interrupted, or more of it is of a single type or in a single zone. */
export function isMoreSpot(spot: SpotRisk | null, base: SpotRisk | null): boolean {
  if (spot === null) return false;
  if (base === null) return true;
  const ofHours = (risk: SpotRisk) => risk.instanceHours + risk.fargateTaskHours;
  const isMore = (now: number, before: number) => now > before * (1 + 1e-9);
  if (isMore(ofHours(spot), ofHours(base)) || isMore(spot.tasksInterrupted.estimate, base.tasksInterrupted.estimate)) return true;
  return singlePools(spot) > singlePools(base);
}

function singlePools({ sources }: SpotRisk): number {
  return sources.filter(({ isOfTasks, types, zones }) => zones.length === 1 || (!isOfTasks && types.length === 1)).length;
}

/** The headline does not divide Spot hours among groups: takes the mean over the groups, the least and the most. */
function among(groups: readonly SpotSource[], bound: keyof Interval): number {
  const rates = groups.map(({ perHour }) => perHour[bound]);
  if (rates.length === 0) return 0;
  if (bound === 'low') return Math.min(...rates);
  return bound === 'high' ? Math.max(...rates) : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

interface Bought {
  readonly sources: readonly SpotSource[];
  readonly groupHours: readonly number[];
  readonly instanceHours: number;
}

/**
 * The share of an owner's task-hours that is on each source. Its tasks are divided by the weights of its strategy; a launch type uses the
 * groups by their instance-hours. Within a group they are on Spot as its instance-hours are.
 */
function sharesOf(setup: Setup, { spec: { capacity } }: Owner, { sources, groupHours, instanceHours }: Bought): number[] {
  const groupOf = (name: string) => setup.capacityProviders.findIndex((group) => group.name === name);
  const spotGroups = sources.filter(({ isOfTasks }) => !isOfTasks).map(({ provider }) => groupOf(provider));
  const hoursOf = (groups: readonly number[]) => groups.reduce((sum, group) => sum + groupHours[group]!, 0);
  const spotShare = ratio(instanceHours, hoursOf(spotGroups));
  const items =
    capacity.kind === 'strategy' ? capacity.items : setup.capacityProviders.map((_, i) => ({ provider: i, weight: groupHours[i]! }));
  const isExternal = capacity.kind === 'launchType' && capacity.isExternal === true;
  const weightOf = (some: readonly { readonly weight: number }[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  return sources.map(({ provider, isOfTasks }) => {
    if (isExternal) return 0;
    const ofSource = items.filter((item) => setup.providers[item.provider]!.name === provider);
    return ratio(weightOf(ofSource), weightOf(items)) * (isOfTasks ? 1 : spotShare);
  });
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

const QUANTILES = 2000;

/**
 * The mean work that an interruption loses: a moment falls on a task with a probability in proportion to its run time, and halfway through it
 * in the mean, so it is E[R^2] / (2 E[R]).
 */
function lostMs(runTime: Distribution | null): number | null {
  if (runTime === null) return null;
  const times = Array.from({ length: QUANTILES }, (_, i) => sampleMs(runTime, (i + 0.5) / QUANTILES));
  const sum = times.reduce((all, ms) => all + ms, 0);
  return sum === 0 ? 0 : times.reduce((all, ms) => all + ms * ms, 0) / (2 * sum);
}
