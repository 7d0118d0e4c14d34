import { NO_DATA } from '../../sim/facts.js';

/** What an interval's minutes say of one revision of a service, in the columns of revisions.csv. Null: no data. */
export interface RevisionLoad {
  readonly revision: number;
  readonly requests: number;
  readonly served: number;
  readonly shed: number;
  /** At its end. */
  readonly backlog: number;
  /** On average. */
  readonly runningTasks: number;
  readonly cpuPercent: number | null;
  readonly responseMeanMs: number | null;
  /** The highest of its minutes. */
  readonly waitP95Ms: number | null;
}

const MILLI = 1_000;
const NOTHING = {
  ...{ minutes: 0, arrived: 0, served: 0, shed: 0, backlog: 0, running: 0, cpu: 0, cpuMinutes: 0 },
  ...{ responseUs: 0, responseServed: 0, waitP95Us: NO_DATA, servedNow: 0 },
};
type Sums = typeof NOTHING;

/** The revisions of one service in the interval so far, from facts, in thousandths. */
export class RevisionLoads {
  private sums: [revision: number, sums: Sums][] = [];

  loaded([revision, arrived, served, shed, backlog]: readonly number[]): void {
    const of = this.of(revision!);
    of.minutes++;
    of.arrived += arrived!;
    of.served += served!;
    of.shed += shed!;
    of.backlog = backlog!;
    of.servedNow = served!;
  }

  /** Follows loaded() at once. */
  measured([revision, running, cpu, responseUs, waitP95Us]: readonly number[]): void {
    const of = this.of(revision!);
    of.running += running!;
    of.waitP95Us = Math.max(of.waitP95Us, waitP95Us!);
    if (cpu !== NO_DATA) {
      of.cpu += cpu!;
      of.cpuMinutes++;
    }
    if (responseUs === NO_DATA) return;
    of.responseUs += responseUs! * of.servedNow;
    of.responseServed += of.servedNow;
  }

  /** Of all who were served; null: nobody was. */
  get responseMeanMs(): number | null {
    const [us, served] = this.sums.reduce(([sum, count], [, of]) => [sum + of.responseUs, count + of.responseServed], [0, 0]);
    return mean(us!, served!);
  }

  /** The interval, of `minutes`, is over: those that had tasks or requests, in order of their deployments. */
  close(minutes: number): RevisionLoad[] {
    const loads = this.sums.map(([revision, of]) => ({
      revision,
      requests: thousandth(of.arrived),
      served: thousandth(of.served),
      shed: thousandth(of.shed),
      backlog: thousandth(of.backlog),
      runningTasks: mean(of.running, minutes) ?? 0,
      cpuPercent: mean(of.cpu, of.cpuMinutes),
      responseMeanMs: mean(of.responseUs, of.responseServed),
      waitP95Ms: of.waitP95Us === NO_DATA ? null : thousandth(of.waitP95Us),
    }));
    this.sums = [];
    return loads.sort((a, b) => a.revision - b.revision);
  }

  save(): unknown {
    return structuredClone(this.sums);
  }

  load(saved: unknown): void {
    this.sums = structuredClone(saved) as [number, Sums][];
  }

  private of(revision: number): Sums {
    const found = this.sums.find(([of]) => of === revision);
    if (found !== undefined) return found[1];
    const made = { ...NOTHING };
    this.sums.push([revision, made]);
    return made;
  }
}

function mean(sum: number, count: number): number | null {
  return count === 0 ? null : thousandth(sum / count);
}

/** From thousandths, with as many digits as those have. */
function thousandth(milli: number): number {
  return Math.round(milli) / MILLI;
}
