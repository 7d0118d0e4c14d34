import { HOUR_MS, MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { HOUR_DIGITS, rounded, USD_DIGITS } from '../digits.js';
import type { FleetStep, RunTrack, ServiceMinute, ServiceStep, ServiceTrack, TrackWindow } from './survival-log.js';

/** Reasons for the waits of missing tasks, in the words of `explain`. */
export const LOST_TO = ['noInstance', 'booting', 'starting', 'scaledIn', 'notStarted'] as const;
export type LostTo = (typeof LOST_TO)[number];
type LostMinutes = Readonly<Record<LostTo, number>>;

/** The effects of an incident on a service, against the same run without it (I.SUR-1 to I.SUR-4). */
export interface ServiceSurvival {
  readonly service: string;
  /** Below the count that the run without the incident desired. */
  readonly shortfallTaskMinutes: number;
  /** The shortfall by the cause of the tasks' wait. */
  readonly lostTo: LostMinutes;
  /** Minutes in which no task served. */
  readonly zeroMinutes: number;
  /** The least share of the desired tasks that served; null where none was desired. */
  readonly worstHealthyShare: number | null;
  /** More than without the incident; null without a load. */
  readonly requestsLost: number | null;
  readonly arrivals: number | null;
  readonly lostShare: number | null;
  /** When the service was as without the incident, for good; null: not within the window. */
  readonly recoveredAtMs: Ms | null;
}

/** The effects of an incident on a cluster. Sums leave daemons out. */
export interface Survival {
  readonly fromMs: Ms;
  readonly lastMs: Ms;
  readonly untilMs: Ms;
  readonly services: readonly ServiceSurvival[];
  readonly shortfallTaskMinutes: number;
  readonly lostTo: LostMinutes;
  /** Minutes times services. */
  readonly zeroMinutes: number;
  readonly requestsLost: number | null;
  readonly lostShare: number | null;
  readonly recoveredAtMs: Ms | null;
  readonly timeToRecoverMs: Ms | null;
  /** From the first step to the end of the last one, and from there to the end of the window; negative: less than without the incident. */
  readonly costDuringUsd: number;
  readonly costAfterUsd: number;
  readonly deadInstanceHours: number;
  readonly launches: number;
  readonly launchFailures: number;
  readonly failedStarts: number;
  readonly healthyTasksStopped: number;
  /** Whether the runs with and without it are the same, event by event. */
  readonly isWithoutEffect: boolean;
}

export interface SurvivalWindow {
  /** Start of the first step, end of the last one, end of the window. */
  readonly fromMs: Ms;
  readonly lastMs: Ms;
  readonly untilMs: Ms;
  readonly holdMs: Ms;
  /** Share of the tasks that may be missing without a shortage. */
  readonly tolerance: number;
}

export function trackWindow({ fromMs, lastMs, untilMs }: SurvivalWindow): TrackWindow {
  return { fromMs, untilMs, marksMs: [fromMs, lastMs, untilMs] };
}

interface Pair<T> {
  readonly control: T;
  readonly incident: T;
}

/**
 * Compares a run through an incident with the same run without it. `usdOf` reads the bills of the control run at the three times of the
 * window.
 */
export function survivalOf(runs: Pair<RunTrack>, window: SurvivalWindow, isWithoutEffect: boolean): Survival {
  const { control, incident } = runs;
  const fleets = { control: control.fleet, incident: incident.fleet };
  const services = incident.services.flatMap((track, i) =>
    track.isDaemon ? [] : [serviceSurvival({ control: control.services[i]!, incident: track }, fleets, window)],
  );
  const sum = (amountOf: (one: ServiceSurvival) => number) => services.reduce((total, one) => total + amountOf(one), 0);
  const loaded = services.filter(({ requestsLost }) => requestsLost !== null);
  const arrivals = loaded.reduce((total, one) => total + one.arrivals!, 0);
  const requestsLost = loaded.length === 0 ? null : thousandth(sum((one) => one.requestsLost ?? 0));
  const isOpen = services.some(({ recoveredAtMs }) => recoveredAtMs === null);
  const recoveredAtMs = isOpen ? null : Math.max(window.fromMs, ...services.map(({ recoveredAtMs }) => recoveredAtMs!));
  const more = (countOf: (counts: RunTrack['counts']) => number) => countOf(incident.counts) - countOf(control.counts);
  const usd = (from: number, to: number) =>
    rounded(incident.usdAt[to]! - incident.usdAt[from]! - (control.usdAt[to]! - control.usdAt[from]!), USD_DIGITS);
  return {
    ...{ fromMs: window.fromMs, lastMs: window.lastMs, untilMs: window.untilMs },
    services,
    shortfallTaskMinutes: minutes(sum((one) => one.shortfallTaskMinutes)),
    lostTo: byCause((cause) => minutes(sum((one) => one.lostTo[cause]))),
    zeroMinutes: minutes(sum((one) => one.zeroMinutes)),
    requestsLost,
    lostShare: requestsLost === null || arrivals === 0 ? null : requestsLost / arrivals,
    recoveredAtMs,
    timeToRecoverMs: recoveredAtMs === null ? null : recoveredAtMs - window.fromMs,
    costDuringUsd: usd(0, 1),
    costAfterUsd: usd(1, 2),
    deadInstanceHours: rounded(more((counts) => counts.deadInstanceMs) / HOUR_MS, HOUR_DIGITS),
    launches: more((counts) => counts.launches),
    launchFailures: more((counts) => counts.launchFailures),
    failedStarts: more((counts) => counts.failedStarts),
    healthyTasksStopped: more((counts) => counts.stoppedAsUnhealthy),
    isWithoutEffect,
  };
}

/** A part of the window in which nothing changes in either run. */
interface Stretch {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly control: ServiceStep;
  readonly incident: ServiceStep;
  readonly fleet: Pair<FleetStep>;
}

function serviceSurvival(track: Pair<ServiceTrack>, fleet: Pair<readonly FleetStep[]>, window: SurvivalWindow): ServiceSurvival {
  const lostMs = byCauseOfNone();
  let [zeroMs, worst, shortUntilMs] = [0, Number.POSITIVE_INFINITY, window.fromMs];
  for (const stretch of stretches(track, fleet, window)) {
    const { fromMs, toMs, control, incident } = stretch;
    const lasts = toMs - fromMs;
    addMissing(lostMs, missingBy(control.desired, incident, stretch.fleet), lasts);
    addMissing(lostMs, missingBy(control.desired, control, { control: stretch.fleet.control, incident: stretch.fleet.control }), -lasts);
    if (control.desired > 0) {
      worst = Math.min(worst, incident.healthy / control.desired);
      if (incident.healthy === 0) zeroMs += lasts;
    }
    if (isShort(control, incident, window.tolerance)) shortUntilMs = toMs;
  }
  const load = lostRequests(track, window);
  shortUntilMs = Math.max(shortUntilMs, load.shortUntilMs);
  const shortfallMs = Object.values(lostMs).reduce((sum, ms) => sum + ms, 0);
  return {
    service: track.incident.name,
    shortfallTaskMinutes: minutes(shortfallMs / MINUTE_MS),
    lostTo: byCause((cause) => minutes(lostMs[cause] / MINUTE_MS)),
    zeroMinutes: minutes(zeroMs / MINUTE_MS),
    worstHealthyShare: Number.isFinite(worst) ? worst : null,
    requestsLost: load.lost,
    arrivals: load.arrivals,
    lostShare: load.lost === null || !load.arrivals ? null : load.lost / load.arrivals,
    recoveredAtMs: shortUntilMs > window.untilMs - window.holdMs ? null : shortUntilMs,
  };
}

const MILLIONTHS = 1_000_000;

/** A service is short while less runs, or serves, than without the incident and than it should (I.SUR-4). */
function isShort(control: ServiceStep, incident: ServiceStep, tolerance: number): boolean {
  const { desired } = control;
  // In millionths, so that 0.28 of 25 is 7 and not a hair more.
  const tolerated = (tasks: number) => Math.ceil((Math.round(tolerance * MILLIONTHS) * tasks) / MILLIONTHS);
  const least = (tasks: number) => tasks - Math.min(tolerated(tasks), Math.max(0, tasks - 1));
  return incident.running < least(Math.min(desired, control.running)) || incident.healthy < least(Math.min(desired, control.healthy));
}

/** Returns the missing tasks at a moment, by the cause of their wait. */
function missingBy(desired: number, now: ServiceStep, fleet: Pair<FleetStep>): Record<LostTo, number> {
  let left = Math.max(0, desired - now.running);
  const take = (most: number) => {
    const taken = Math.min(left, Math.max(0, most));
    left -= taken;
    return taken;
  };
  const starting = take(now.pending);
  const waiting = take(now.provisioning);
  const scaledIn = take(desired - now.desired);
  const isBooting = fleet.incident.booting > 0;
  const isFewer = fleet.incident.registered < fleet.control.registered;
  // A service that finds no instance may have no task that waits.
  const without = waiting + (isBooting || isFewer ? take(left) : 0);
  return { noInstance: isBooting ? 0 : without, booting: isBooting ? without : 0, starting, scaledIn, notStarted: left };
}

function addMissing(lostMs: Record<LostTo, number>, missing: Record<LostTo, number>, lasts: Ms): void {
  for (const cause of LOST_TO) lostMs[cause] += missing[cause] * lasts;
}

function* stretches(track: Pair<ServiceTrack>, fleet: Pair<readonly FleetStep[]>, window: SurvivalWindow): Generator<Stretch> {
  const all = [track.control.steps, track.incident.steps, fleet.control, fleet.incident] as const;
  const next = [0, 0, 0, 0];
  let fromMs = window.fromMs;
  while (fromMs < window.untilMs) {
    all.forEach((steps, i) => {
      while (next[i]! + 1 < steps.length && steps[next[i]! + 1]!.atMs <= fromMs) next[i]!++;
    });
    const toMs = Math.min(window.untilMs, ...all.map((steps, i) => steps[next[i]! + 1]?.atMs ?? Number.POSITIVE_INFINITY));
    yield {
      ...{ fromMs, toMs },
      control: all[0][next[0]!]!,
      incident: all[1][next[1]!]!,
      fleet: { control: all[2][next[2]!]!, incident: all[3][next[3]!]! },
    };
    fromMs = toMs;
  }
}

/** The backlog is longer than without the incident: by more than a hundredth and one request, in thousandths. */
function isBehind(control: ServiceMinute | undefined, { backlog }: ServiceMinute): boolean {
  return backlog > 1.01 * (control?.backlog ?? 0) + 1_000;
}

function lostRequests({ control, incident }: Pair<ServiceTrack>, { fromMs, untilMs }: SurvivalWindow) {
  const within = ({ minutes: all }: ServiceTrack) => all.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs);
  const [before, after] = [within(control), within(incident)];
  if (before.length === 0 && after.length === 0) return { lost: null, arrivals: null, shortUntilMs: fromMs };
  const sum = (minutes: readonly ServiceMinute[], key: 'lost' | 'arrived') => minutes.reduce((total, minute) => total + minute[key], 0);
  const controls = new Map(before.map((minute) => [minute.atMs, minute]));
  const behind = after.filter((minute) => isBehind(controls.get(minute.atMs), minute)).map(({ atMs }) => atMs);
  return {
    lost: thousandth((sum(after, 'lost') - sum(before, 'lost')) / 1_000),
    arrivals: thousandth(sum(after, 'arrived') / 1_000),
    shortUntilMs: Math.max(fromMs, ...behind),
  };
}

function byCause(countOf: (cause: LostTo) => number): LostMinutes {
  return Object.fromEntries(LOST_TO.map((cause) => [cause, countOf(cause)])) as Record<LostTo, number>;
}

function byCauseOfNone(): Record<LostTo, number> {
  return byCause(() => 0) as Record<LostTo, number>;
}

function minutes(value: number): number {
  return rounded(value, HOUR_DIGITS);
}

/** Returns whether the incident changed anything for the service. */
export function isHurt({ shortfallTaskMinutes, zeroMinutes, requestsLost }: ServiceSurvival): boolean {
  return shortfallTaskMinutes !== 0 || zeroMinutes > 0 || (requestsLost ?? 0) !== 0;
}

function thousandth(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
