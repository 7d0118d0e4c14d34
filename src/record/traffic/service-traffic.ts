import { serversOf } from '../../load/usage.js';
import { NO_DATA } from '../../sim/facts.js';
import { areDistinguishable, type ServiceSpec } from '../../sim/setup.js';
import { needsTasks } from './needs-tasks.js';
import { type RevisionLoad, RevisionLoads } from './revision-loads.js';
import { WaitShares } from './wait-shares.js';

/** The load of a service in the minutes of an interval, in the columns of services.csv. Null: no data. */
export type IntervalLoad = Readonly<Load>;

interface Load {
  /** Minutes that ended in the interval. */
  minutes: number;
  requests: number;
  served: number;
  shed: number;
  requestsLost: number;
  /** At the end of the interval. */
  backlog: number;
  servingTasks: number;
  cpuPercent: number | null;
  memoryPercent: number | null;
  waitMeanMs: number | null;
  /** Highest over the minutes. */
  waitP95Ms: number | null;
  oldestMs: number | null;
  /** From arrival to the end of service; null for a queue. */
  responseMeanMs: number | null;
  /** Empty if the revisions of the service have no separate loads. */
  revisions: readonly RevisionLoad[];
  /** Decisions within the interval that raised and that lowered the desired count. */
  scaleOuts: number;
  scaleIns: number;
}

/** The load of a service over the run, and the decisions of its scaler. */
export interface ReportedTraffic {
  readonly service: string;
  /** The subject of the next counts; null without a load. */
  readonly load: 'requests' | 'messages' | null;
  readonly requests: number;
  readonly served: number;
  readonly shed: number;
  /** Sent to tasks that did not answer: they hung, or had ended and were still in the rotation. With `errors`. */
  readonly requests_lost: number;
  /** Answered with an error because a dependency was down, which `served` has too, or failed at the load balancer. Absent: none. */
  readonly errors?: number;
  /** 95 % of the served requests fell into minutes whose p95 was at most this; null: no request was served, or the load is a queue. */
  readonly wait_p95_ms: number | null;
  readonly scale_outs: number;
  readonly scale_ins: number;
  /** Minutes with arrivals or a backlog in which no task served and no policy had data to act on (T.MET-2). */
  readonly minutes_without_data: number;
  /** Decisions that restored the desired count from before the previous decision. */
  readonly undone: number;
  /** Decisions among them by another policy than that of the decision they took back. */
  readonly undone_by_another: number;
}

export const MILLI = 1_000;

/** Of the service that is read; the next one overwrites it. So a minute of a service makes no object. */
const READ: Load = {
  ...{ minutes: 0, requests: 0, served: 0, shed: 0, requestsLost: 0, backlog: 0, servingTasks: 0, scaleOuts: 0, scaleIns: 0 },
  ...{ cpuPercent: null, memoryPercent: null, waitMeanMs: null, waitP95Ms: null, oldestMs: null, responseMeanMs: null, revisions: [] },
};

/** Sums over the minutes of the current interval. One of a service is used again for all its intervals. */
class Interval {
  minutes = 0;
  arrived = 0;
  served = 0;
  shed = 0;
  lost = 0;
  backlog = 0;
  serving = 0;
  cpu = 0;
  cpuMinutes = 0;
  memory = 0;
  memoryMinutes = 0;
  waitUs = 0;
  waitServed = 0;
  waitP95Us = NO_DATA as number;
  oldestMs = NO_DATA as number;
  scaleOuts = 0;
  scaleIns = 0;

  /** Begins the next interval; the backlog stays. */
  begin(): void {
    this.minutes = 0;
    this.arrived = 0;
    this.served = 0;
    this.shed = 0;
    this.lost = 0;
    this.serving = 0;
    this.cpu = 0;
    this.cpuMinutes = 0;
    this.memory = 0;
    this.memoryMinutes = 0;
    this.waitUs = 0;
    this.waitServed = 0;
    this.waitP95Us = NO_DATA;
    this.oldestMs = NO_DATA;
    this.scaleOuts = 0;
    this.scaleIns = 0;
  }
}

const NOTHING_YET = {
  ...{ arrived: 0, served: 0, shed: 0, lost: 0, failed: 0, scaleOuts: 0, scaleIns: 0, blindMinutes: 0 },
  ...{ undone: 0, undoneByAnother: 0, before: -1, policy: -1 },
};

/** The load of one service in the current interval and over the run. Amounts are in thousandths, as in the facts. */
export class ServiceTraffic {
  readonly interval = new Interval();
  readonly run = { ...NOTHING_YET };
  readonly waits = new WaitShares();
  readonly revisions = new RevisionLoads();
  private servedNow = 0;
  private readonly needsTasks: boolean;
  private readonly hasRevisionLoads: boolean;
  /** Time from the end of the wait to the end of service, if all tasks are always alike; NaN for a queue. */
  private readonly serviceMs: number;

  constructor(
    private readonly spec: ServiceSpec,
    isSlowed: boolean,
  ) {
    const { load, scaling } = spec;
    this.needsTasks = needsTasks(scaling);
    this.hasRevisionLoads = areDistinguishable(spec);
    this.serviceMs = load?.kind === 'requests' && !isSlowed ? serversOf(load.uses[0]).meanMs : Number.NaN;
  }

  tell(arrived: number, served: number, shed: number, backlog: number, serving: number): void {
    const { interval, run } = this;
    interval.backlog = backlog;
    interval.serving += serving;
    run.blindMinutes += Number(this.needsTasks && serving === 0 && arrived + backlog > 0);
    interval.minutes++;
    interval.arrived += arrived;
    interval.served += served;
    interval.shed += shed;
    run.arrived += arrived;
    run.served += served;
    run.shed += shed;
    this.servedNow = served;
  }

  lost(milli: number): void {
    this.interval.lost += milli;
    this.run.lost += milli;
  }

  measured(cpu: number, memory: number, waitMeanUs: number): void {
    const { interval } = this;
    if (cpu !== NO_DATA) {
      interval.cpu += cpu;
      interval.cpuMinutes++;
    }
    if (memory !== NO_DATA) {
      interval.memory += memory;
      interval.memoryMinutes++;
    }
    if (waitMeanUs === NO_DATA) return;
    interval.waitUs += waitMeanUs * this.servedNow;
    interval.waitServed += this.servedNow;
  }

  waited(p95Us: number): void {
    if (p95Us > this.interval.waitP95Us) this.interval.waitP95Us = p95Us;
    if (p95Us !== NO_DATA) this.waits.add(p95Us, this.servedNow);
  }

  scaled(from: number, to: number, policy: number): void {
    if (from === to) return;
    const { interval, run } = this;
    for (const counts of [interval, run]) {
      counts.scaleOuts += Number(to > from);
      counts.scaleIns += Number(to < from);
    }
    const isUndone = to === run.before;
    run.undone += Number(isUndone);
    run.undoneByAnother += Number(isUndone && policy !== run.policy);
    run.before = from;
    run.policy = policy;
  }

  /** Returns the load of the present interval, until the next call for any service. */
  read(): IntervalLoad {
    const at = this.interval;
    const waitMeanMs = mean(at.waitUs, at.waitServed);
    READ.minutes = at.minutes;
    READ.requests = thousandth(at.arrived);
    READ.served = thousandth(at.served);
    READ.shed = thousandth(at.shed);
    READ.requestsLost = thousandth(at.lost);
    READ.backlog = thousandth(at.backlog);
    READ.servingTasks = mean(at.serving, at.minutes) ?? 0;
    READ.cpuPercent = mean(at.cpu, at.cpuMinutes);
    READ.memoryPercent = mean(at.memory, at.memoryMinutes);
    READ.waitMeanMs = waitMeanMs;
    READ.waitP95Ms = at.waitP95Us === NO_DATA ? null : thousandth(at.waitP95Us);
    READ.oldestMs = at.oldestMs === NO_DATA ? null : at.oldestMs;
    READ.responseMeanMs = this.hasRevisionLoads ? this.revisions.responseMeanMs : this.responseAfter(waitMeanMs);
    READ.revisions = this.revisions.read(at.minutes);
    READ.scaleOuts = at.scaleOuts;
    READ.scaleIns = at.scaleIns;
    return READ;
  }

  private responseAfter(waitMeanMs: number | null): number | null {
    const sumMs = (waitMeanMs ?? Number.NaN) + this.serviceMs;
    return Number.isNaN(sumMs) ? null : thousandth(sumMs * MILLI);
  }

  beginInterval(): void {
    this.interval.begin();
    this.revisions.begin();
  }

  /** Requests turned away, or sent to tasks that did not answer; null for another load. */
  get requestsLost(): number | null {
    return loadOf(this.spec) === 'requests' ? thousandth(this.run.shed + this.run.lost) : null;
  }

  row(): ReportedTraffic {
    const { arrived, served, shed, lost, failed, scaleOuts, scaleIns, blindMinutes, undone, undoneByAnother } = this.run;
    const p95Us = this.waits.quantile(0.95);
    return {
      service: this.spec.name,
      load: loadOf(this.spec),
      requests: thousandth(arrived),
      served: thousandth(served),
      shed: thousandth(shed),
      requests_lost: thousandth(lost),
      ...(failed > 0 ? { errors: thousandth(failed) } : {}),
      wait_p95_ms: p95Us === null ? null : thousandth(p95Us),
      scale_outs: scaleOuts,
      scale_ins: scaleIns,
      minutes_without_data: blindMinutes,
      undone,
      undone_by_another: undoneByAnother,
    };
  }

  save(): unknown {
    return structuredClone({
      interval: { ...this.interval },
      run: this.run,
      waits: this.waits.save(),
      revisions: this.revisions.save(),
      servedNow: this.servedNow,
    });
  }

  load(saved: unknown): void {
    const from = structuredClone(saved) as { interval: object; run: object; waits: never; revisions: unknown; servedNow: number };
    Object.assign(this.interval, from.interval);
    Object.assign(this.run, from.run);
    this.waits.load(from.waits);
    this.revisions.load(from.revisions);
    this.servedNow = from.servedNow;
  }
}

/** The parts of the load of a service. */
function loadOf({ load }: ServiceSpec): ReportedTraffic['load'] {
  if (load === null) return null;
  return load.kind === 'queue' ? 'messages' : 'requests';
}

/** Null: nothing was counted. */
function mean(sum: number, count: number): number | null {
  return count === 0 ? null : thousandth(sum / count);
}

/** Converts thousandths to a number with at most three decimals. */
export function thousandth(milli: number): number {
  return Math.round(milli) / MILLI;
}
