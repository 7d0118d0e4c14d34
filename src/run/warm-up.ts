import { DAY_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import { durationText, listText } from '../kernel/quantity-text.js';
import { decimal, type Sentence, sentence, sentenceText } from '../kernel/sentence.js';
import { timelineOf } from '../record/faults/timeline.js';
import type { Periods } from '../record/period-means.js';
import type { RunSeries } from '../record/series.js';
import { formatDuration } from '../scenario/units.js';
import type { Setup } from '../sim/setup.js';
import { averagedRows, mser5, periodWarmUp } from '../statistics/warm-up.js';

/** Series that do not drift in a steady state, by name: means over equal intervals of the run. */
export interface SteadySeries {
  readonly stretchMs: number;
  readonly capacity: number[];
  readonly runningTasks: number[];
}

/** Enough to find a warm-up to half a per cent of the run, and small. */
const STRETCHES_MOST = 1000;

const WHAT = [
  ['capacity', 'the capacity in use'],
  ['runningTasks', 'the number of running tasks'],
] as const;

export function steadySeries({ timesMs, instances, fargateVcpus, tasks }: RunSeries): SteadySeries {
  const every = Math.max(1, Math.ceil(timesMs.length / STRETCHES_MOST));
  // A shorter last interval is left out.
  const count = Math.floor((timesMs.length - Number(timesMs.length > 1 && timesMs.at(-1)! - timesMs.at(-2)! < timesMs[0])) / every);
  const stretches = (values: (i: number) => number) =>
    Array.from({ length: count }, (_, stretch) => {
      let sum = 0;
      for (let i = stretch * every; i < (stretch + 1) * every; i++) sum += values(i);
      return Number((sum / every).toPrecision(9));
    });
  return {
    stretchMs: every * (timesMs[0] ?? 0),
    capacity: stretches((i) => instances[i] + fargateVcpus[i]),
    runningTasks: stretches((i) => tasks.running[i]),
  };
}

export type FoundWarmUp = { readonly ms: number } | { readonly problem: string };

/** Returns the length of a scenario's warm-up by MSER-5 over its replications, the longer of its series; or why none can be determined. */
export function warmUpOf(replications: readonly SteadySeries[]): FoundWarmUp {
  let longestMs = 0;
  for (const [key, what] of WHAT) {
    const found = mser5(averagedRows(replications.map((one) => one[key])));
    if ('problem' in found)
      return {
        problem:
          found.problem === 'tooShort'
            ? 'the run is too short to tell; give a time, such as --warm-up 1d'
            : `${what} has no steady state in the run; give a time, such as --warm-up 1d`,
      };
    longestMs = Math.max(longestMs, found.rows * replications[0].stretchMs);
  }
  return { ms: longestMs };
}

/** Finds the warm-up of a load that repeats, in whole periods. */
export function periodicWarmUpOf(replications: readonly Periods[], durationMs: Ms): FoundWarmUp {
  const [{ periodMs }] = replications;
  const transient = transientSentence(replications, durationMs);
  if (transient !== null) return { problem: sentenceText(transient) };
  const found = WHAT.map(([key]) => periodWarmUp(replications.map((one) => one[key])));
  const periods = found.map((one) => ('periods' in one ? one.periods : null));
  if (periods.some((count) => count === null))
    return {
      problem: `the load repeats every ${everyText(periodMs)}, and the run is too short to tell: run at least ${formatDuration(longerMs(4 * periodMs, periodMs))}`,
    };
  return { ms: Math.max(...periods.map((count) => count!)) * periodMs };
}

/** Returns a warning that a run of a load that repeats is shorter than its transient; null where that is not shown. */
export function transientSentence(replications: readonly Periods[], durationMs: Ms): Sentence | null {
  const [{ periodMs }] = replications;
  for (const [key, what] of WHAT) {
    const found = periodWarmUp(replications.map((one) => one[key]));
    if (!('problem' in found) || found.problem !== 'stillChanges') continue;
    const percent = decimal(100 * Math.abs(found.change), 0);
    const run = formatDuration(longerMs(2 * durationMs, periodMs));
    const over = formatDuration(found.last * periodMs);
    return sentence`${what} still ${found.change > 0 ? 'rose' : 'fell'} by ${percent} % over the last ${over}, so these are figures of a transient: run at least ${run}`;
  }
  return null;
}

/** Returns a warning that the first periods differ from the rest, and how to leave them out; null where none do. */
export function settlingSentence(replications: readonly Periods[]): Sentence | null {
  const [{ periodMs }] = replications;
  const found = WHAT.map(([key, what]) => ({ what, ...periodWarmUp(replications.map((one) => one[key])) }));
  const settling = found.flatMap((one) => ('periods' in one && one.periods > 0 ? [one] : [])).sort((a, b) => b.periods - a.periods)[0];
  if (settling === undefined) return null;
  const first = formatDuration(settling.periods * periodMs);
  const percent = decimal(100 * Math.abs(settling.change), 0);
  return sentence`in the first ${first} ${settling.what} was ${percent} % ${settling.change < 0 ? 'below' : 'above'} that of the rest: --warm-up ${first} leaves them out`;
}

/** Whole weeks for a load of days or weeks. */
function longerMs(leastMs: Ms, periodMs: Ms): Ms {
  const step = periodMs % DAY_MS === 0 ? 7 * DAY_MS : periodMs;
  return Math.ceil(leastMs / step) * step;
}

function everyText(periodMs: Ms): string {
  return periodMs === DAY_MS ? 'day' : periodMs === 7 * DAY_MS ? 'week' : formatDuration(periodMs);
}

/** A fault of a scenario in words, and when it begins. */
export interface FaultStart {
  readonly what: string;
  readonly fromMs: Ms;
}

export function faultStarts(setup: Setup): FaultStart[] {
  return timelineOf(setup).map(({ what, fromMs }) => ({ what, fromMs }));
}

const FAULTS_NAMED = 3;

/** Names the faults that begin in the warm-up, because the figures do not show their effect; null: none does. */
export function leftOutText(faults: readonly FaultStart[], warmUpMs: Ms | null): string | null {
  const hidden = faults.filter(({ fromMs }) => warmUpMs !== null && fromMs < warmUpMs);
  if (hidden.length === 0) return null;
  const named = hidden.slice(0, FAULTS_NAMED).map(({ what, fromMs }) => `${what} at ${durationText(fromMs)}`);
  const more = hidden.length > FAULTS_NAMED ? [`${hidden.length - FAULTS_NAMED} more`] : [];
  const begin = hidden.length === 1 ? 'begins' : 'begin';
  return `${listText([...named, ...more])} ${begin} in the first ${durationText(warmUpMs!)}, the warm-up that the figures leave out: they do not show its effect until then.`;
}
