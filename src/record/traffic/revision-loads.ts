import { NO_DATA } from '../../sim/facts.js';

/** The load of one revision of a service in the minutes of an interval, in the columns of revisions.csv. Null: no data. */
export interface RevisionLoad {
  readonly revision: number;
  readonly requests: number;
  readonly served: number;
  readonly shed: number;
  /** At the end of the interval. */
  readonly backlog: number;
  /** On average. */
  readonly runningTasks: number;
  readonly cpuPercent: number | null;
  readonly responseMeanMs: number | null;
  /** Highest over the minutes. */
  readonly waitP95Ms: number | null;
}

const MILLI = 1_000;
export const NO_LOADS: readonly RevisionLoad[] = [];
const NOTHING = {
  ...{ minutes: 0, arrived: 0, served: 0, shed: 0, backlog: 0, running: 0, cpu: 0, cpuMinutes: 0 },
  ...{ responseUs: 0, responseServed: 0, waitP95Us: NO_DATA, servedNow: 0 },
};
type Sums = typeof NOTHING;

/** The load of each revision of one service in the current interval, from facts, in thousandths. */
export class RevisionLoads {
  private sums: [revision: number, sums: Sums][] = [];

  loaded([revision, arrived, served, shed, backlog]: readonly number[]): void {
    const sums = this.of(revision!);
    sums.minutes++;
    sums.arrived += arrived!;
    sums.served += served!;
    sums.shed += shed!;
    sums.backlog = backlog!;
    sums.servedNow = served!;
  }

  /** Adds what was measured of the revision; must be called right after loaded(). */
  measured([revision, running, cpu, responseUs, waitP95Us]: readonly number[]): void {
    const sums = this.of(revision!);
    sums.running += running!;
    sums.waitP95Us = Math.max(sums.waitP95Us, waitP95Us!);
    if (cpu !== NO_DATA) {
      sums.cpu += cpu!;
      sums.cpuMinutes++;
    }
    if (responseUs === NO_DATA) return;
    sums.responseUs += responseUs! * sums.servedNow;
    sums.responseServed += sums.servedNow;
  }

  /** Mean over all served requests; null if there were none. */
  get responseMeanMs(): number | null {
    const [us, served] = this.sums.reduce(([sum, count], [, sums]) => [sum + sums.responseUs, count + sums.responseServed], [0, 0]);
    return mean(us!, served!);
  }

  /** Returns the revisions that had tasks or requests in the interval of `minutes`, in the order of deployment. */
  read(minutes: number): readonly RevisionLoad[] {
    if (this.sums.length === 0) return NO_LOADS;
    const loads = this.sums.map(([revision, sums]) => ({
      revision,
      requests: thousandth(sums.arrived),
      served: thousandth(sums.served),
      shed: thousandth(sums.shed),
      backlog: thousandth(sums.backlog),
      runningTasks: mean(sums.running, minutes) ?? 0,
      cpuPercent: mean(sums.cpu, sums.cpuMinutes),
      responseMeanMs: mean(sums.responseUs, sums.responseServed),
      waitP95Ms: sums.waitP95Us === NO_DATA ? null : thousandth(sums.waitP95Us),
    }));
    return loads.sort((a, b) => a.revision - b.revision);
  }

  begin(): void {
    if (this.sums.length > 0) this.sums = [];
  }

  save(): unknown {
    return structuredClone(this.sums);
  }

  load(saved: unknown): void {
    this.sums = structuredClone(saved) as [number, Sums][];
  }

  private of(revision: number): Sums {
    const found = this.sums.find(([one]) => one === revision);
    if (found !== undefined) return found[1];
    const made = { ...NOTHING };
    this.sums.push([revision, made]);
    return made;
  }
}

function mean(sum: number, count: number): number | null {
  return count === 0 ? null : thousandth(sum / count);
}

/** Converts thousandths to a number with at most three decimals. */
export function thousandth(milli: number): number {
  return Math.round(milli) / MILLI;
}
