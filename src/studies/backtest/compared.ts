import { MINUTE_MS } from '../../kernel/durations.js';
import { runningTasks } from '../../observed/load.js';
import { type Minutes, minutesOf, overlaps, type Window } from '../../observed/minutes.js';
import { type ObservedSeries, wantedIn } from '../../observed/series.js';
import type { RunMinutes } from './minute-log.js';
import type { BacktestMetric, SeriesName } from './series.js';

/** An observed series and the part of the run that it measures. */
export interface Compared extends SeriesName {
  readonly observed: ObservedSeries;
  simulatedIn(run: RunMinutes): readonly (number | null)[];
}

/** Names in the scenario and in AWS. */
export interface Names {
  readonly providers: readonly { readonly name: string; readonly groupName: string | null }[];
  readonly services: readonly string[];
}

/** Returns the series that can be compared with a run of the scenario, in a fixed order: capacity first. */
export function comparedIn(all: readonly ObservedSeries[], names: Names): Compared[] {
  return [
    ...names.providers.flatMap((provider, p) => ofProvider(all, provider, { p, isOnly: names.providers.length === 1 })),
    ...one('instances', 'cluster', wantedIn(all, { metric: 'ContainerInstanceCount' }), (run) => run.instances),
    ...names.services.flatMap((service, s) => ofService(all, service, s)),
  ];
}

function ofProvider(
  all: readonly ObservedSeries[],
  { name, groupName }: Names['providers'][number],
  { p, isOnly }: { readonly p: number; readonly isOnly: boolean },
): Compared[] {
  const ofGroup = (metric: string) => {
    const byName = [groupName ?? name, name].map((AutoScalingGroupName) => ({ metric, dimensions: { AutoScalingGroupName } }));
    return wantedIn(all, ...byName) ?? (isOnly ? theOnly(all, metric) : undefined);
  };
  const reservation = wantedIn(all, { metric: 'CapacityProviderReservation', dimensions: { CapacityProviderName: name } });
  return [
    ...one('reservation', name, reservation, (run) => run.providers[p].reservationPercent),
    ...one('instances', name, ofGroup('GroupInServiceInstances'), (run) => run.providers[p].instances),
    ...one('desired_instances', name, ofGroup('GroupDesiredCapacity'), (run) => run.providers[p].desired),
  ];
}

/** With one capacity provider, the name of its group need not match if the recording has one group. */
function theOnly(all: readonly ObservedSeries[], metric: string): ObservedSeries | undefined {
  const found = all.filter(({ name }) => name?.metric === metric);
  return found.length === 1 ? found[0] : undefined;
}

function ofService(all: readonly ObservedSeries[], ServiceName: string, s: number): Compared[] {
  const dimensions = { ServiceName };
  const pending = wantedIn(all, { metric: 'PendingTaskCount', dimensions });
  const desired = wantedIn(all, { metric: 'DesiredTaskCount', dimensions });
  return [
    ...one('running_tasks', ServiceName, runningTasks(all, dimensions), (run) => run.services[s].running),
    ...one('pending_tasks', ServiceName, pending, (run) => run.services[s].pending),
    ...one('desired_tasks', ServiceName, desired, (run) => run.services[s].desired),
  ];
}

function one(
  metric: BacktestMetric,
  owner: string,
  observed: ObservedSeries | undefined,
  simulatedIn: Compared['simulatedIn'],
): Compared[] {
  return observed === undefined ? [] : [{ metric, of: owner, observed, simulatedIn }];
}

/** A point of the recording and the run over the same minutes. */
export interface Pair {
  /** Its first minute, counted from the start of the run, and its length in minutes. */
  readonly minute: number;
  readonly minutes: number;
  readonly observed: number;
  readonly simulated: number;
}

/** Pairs the points that lie within the run with the run's value over their periods, by the statistic of the series. */
export function pairsOf({ observed }: Compared, simulated: readonly (number | null)[], window: Window): Pair[] {
  if (observed.periodMs < MINUTE_MS) return minutePairs(minutesOf(observed, window), simulated);
  const { fromMs } = window;
  const minutes = Math.max(1, Math.round(observed.periodMs / MINUTE_MS));
  const pairs: Pair[] = [];
  observed.atMs.forEach((ms, i) => {
    const minute = Math.floor((ms - fromMs) / MINUTE_MS + 1e-9);
    if (minute < 0 || minute + minutes > simulated.length) return;
    const value = over(simulated.slice(minute, minute + minutes), observed.statistic);
    // A SampleCount has one sample per task and minute, so a longer period divides it by its minutes.
    const share = observed.statistic === 'SampleCount' ? minutes : 1;
    if (value !== null) pairs.push({ minute, minutes, observed: observed.values[i] / share, simulated: value });
  });
  return pairs;
}

/** Pairs minute by minute: several observed points within one minute count once. */
function minutePairs(observed: Minutes, simulated: readonly (number | null)[]): Pair[] {
  return observed.flatMap((value, minute): Pair[] => {
    const run = simulated[minute] ?? null;
    return value === null || run === null ? [] : [{ minute, minutes: 1, observed: value, simulated: run }];
  });
}

function over(values: readonly (number | null)[], statistic: string | null): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return null;
  if (statistic === 'Maximum') return Math.max(...known);
  if (statistic === 'Minimum') return Math.min(...known);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

export function overlapping(compared: readonly Compared[], window: Window): Compared[] {
  return compared.filter(({ observed }) => overlaps(observed, window));
}
