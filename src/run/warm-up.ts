import type { RunSeries } from '../record/series.js';
import { averagedRows, mser5 } from '../statistics/warm-up.js';

/** Series that do not drift in a steady state, by name: means over equal intervals of the run. */
export interface SteadySeries {
  readonly stretchMs: number;
  readonly capacity: number[];
  readonly runningTasks: number[];
}

/** Enough to find a warm-up to half a per cent of the run, and small. */
const STRETCHES_MOST = 1000;

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

/** Returns the length of a scenario's warm-up by MSER-5 over its replications, the longer of its series; or why none can be determined. */
export function warmUpOf(replications: readonly SteadySeries[]): { readonly ms: number } | { readonly problem: string } {
  let longestMs = 0;
  for (const [key, what] of [
    ['capacity', 'the capacity in use'],
    ['runningTasks', 'the number of running tasks'],
  ] as const) {
    const found = mser5(averagedRows(replications.map((one) => one[key])));
    if ('problem' in found)
      return { problem: found.problem === 'tooShort' ? 'the run is too short to tell' : `${what} has no steady state in the run` };
    longestMs = Math.max(longestMs, found.rows * replications[0].stretchMs);
  }
  return { ms: longestMs };
}
