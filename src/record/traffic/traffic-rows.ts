import { ServiceMetric } from '../../metrics/names.js';
import type { ScalingPolicy } from '../../services/scaling/policies.js';
import { NO_DATA } from '../../sim/facts.js';
import type { ServiceSpec, Setup } from '../../sim/setup.js';
import { WaitShares } from './wait-shares.js';

/** Metrics without data points while no task serves. */
const OF_TASKS: readonly number[] = [
  ServiceMetric.CPUUtilization,
  ServiceMetric.MemoryUtilization,
  ServiceMetric.RequestCountPerTarget,
  ServiceMetric.MessagesPerSecondPerTask,
];

/** Returns whether the scaler cannot act while no task serves: it has no forecast, and no alarm that treats missing data as breaching. */
function needsTasks(scaling: ServiceSpec['scaling']): boolean {
  const isBlind = (policy: ScalingPolicy) => {
    if (policy.policyType === 'PredictiveScaling') return false;
    if (policy.policyType === 'TargetTrackingScaling') return OF_TASKS.includes(policy.metric);
    return OF_TASKS.includes(policy.alarm.metric) && policy.alarm.treatMissingData !== 'breaching';
  };
  return scaling !== null && scaling.policies.length > 0 && scaling.policies.every(isBlind);
}

/** Sums over the minutes of a service's current interval, in thousandths as in the facts, and the served amount of the last minute. */
export const IntervalCell = {
  ...{ minutes: 0, arrived: 1, served: 2, shed: 3, lost: 4, backlog: 5, serving: 6, cpu: 7, cpuMinutes: 8 },
  ...{ memory: 9, memoryMinutes: 10, waitUs: 11, waitServed: 12, waitP95Us: 13, oldestMs: 14, servedNow: 15 },
} as const;
const I = IntervalCell;
/**
 * Sums over the run. Decisions are rare, so that those of the interval lie with those of the run. shedAtFirst: in minutes before that in
 * which a first task serves; shedInFirst: in that minute.
 */
export const RunCell = {
  ...{ arrived: 16, served: 17, shed: 18, lost: 19, failed: 20, blindMinutes: 21, scaleOuts: 22, scaleIns: 23 },
  ...{ undone: 24, undoneByAnother: 25, before: 26, policy: 27, scaleOutsNow: 28, scaleInsNow: 29, shedAtFirst: 30 },
  shedInFirst: 31,
} as const;
const R = RunCell;
const OF_SERVICE = 32;
const NOTHING_BEFORE = -1;

/** Load and scaling of services in the current interval and over the run, side by side: a minute of a service reads three cache lines. */
export class TrafficRows {
  readonly cells: Float64Array;
  readonly waits: WaitShares;
  private readonly needsTasks: Uint8Array;

  constructor({ services }: Setup) {
    this.needsTasks = Uint8Array.from(services, ({ scaling }) => Number(needsTasks(scaling)));
    this.cells = new Float64Array(OF_SERVICE * services.length);
    this.waits = new WaitShares(services.length);
    for (let at = 0; at < this.cells.length; at += OF_SERVICE) {
      this.cells[at + R.before] = NOTHING_BEFORE;
      this.cells[at + R.policy] = NOTHING_BEFORE;
      this.cells[at + R.shedInFirst] = NOTHING_BEFORE;
    }
    this.beginInterval();
  }

  cellOf(service: number): number {
    return OF_SERVICE * service;
  }

  /** Adds the load of a minute. */
  loaded(service: number, arrived: number, served: number, shed: number, backlog: number, serving: number): void {
    const { cells } = this;
    const at = OF_SERVICE * service;
    cells[at + I.minutes]++;
    cells[at + I.arrived] += arrived;
    cells[at + I.served] += served;
    cells[at + I.shed] += shed;
    cells[at + I.backlog] = backlog;
    cells[at + I.serving] += serving;
    cells[at + I.servedNow] = served;
    if (cells[at + R.shedInFirst] === NOTHING_BEFORE) {
      if (serving === 0) cells[at + R.shedAtFirst] += shed;
      else cells[at + R.shedInFirst] = shed;
    }
    cells[at + R.arrived] += arrived;
    cells[at + R.served] += served;
    cells[at + R.shed] += shed;
    if (serving === 0 && arrived + backlog > 0) cells[at + R.blindMinutes] += this.needsTasks[service];
  }

  /** Must be called after loaded() of the same minute, and so must waited(). */
  measured(service: number, cpu: number, memory: number, waitMeanUs: number): void {
    const { cells } = this;
    const at = OF_SERVICE * service;
    if (cpu !== NO_DATA) {
      cells[at + I.cpu] += cpu;
      cells[at + I.cpuMinutes]++;
    }
    if (memory !== NO_DATA) {
      cells[at + I.memory] += memory;
      cells[at + I.memoryMinutes]++;
    }
    if (waitMeanUs === NO_DATA) return;
    cells[at + I.waitUs] += waitMeanUs * cells[at + I.servedNow];
    cells[at + I.waitServed] += cells[at + I.servedNow];
  }

  waited(service: number, p95Us: number, oldestMs: number): void {
    const { cells } = this;
    const at = OF_SERVICE * service;
    if (p95Us > cells[at + I.waitP95Us]) cells[at + I.waitP95Us] = p95Us;
    if (p95Us !== NO_DATA) this.waits.add(p95Us, cells[at + I.servedNow], service);
    if (oldestMs > cells[at + I.oldestMs]) cells[at + I.oldestMs] = oldestMs;
  }

  lost(service: number, milli: number): void {
    this.cells[OF_SERVICE * service + I.lost] += milli;
    this.cells[OF_SERVICE * service + R.lost] += milli;
  }

  failed(service: number, milli: number): void {
    this.cells[OF_SERVICE * service + R.failed] += milli;
  }

  scaled(service: number, from: number, to: number, policy: number): void {
    if (from === to) return;
    const { cells } = this;
    const at = OF_SERVICE * service;
    cells[at + (to > from ? R.scaleOuts : R.scaleIns)]++;
    cells[at + (to > from ? R.scaleOutsNow : R.scaleInsNow)]++;
    if (to === cells[at + R.before]) {
      cells[at + R.undone]++;
      cells[at + R.undoneByAnother] += Number(policy !== cells[at + R.policy]);
    }
    cells[at + R.before] = from;
    cells[at + R.policy] = policy;
  }

  /** Begins the next interval of all services; their backlogs stay. */
  beginInterval(): void {
    const { cells } = this;
    for (let at = 0; at < cells.length; at += OF_SERVICE) {
      for (let cell = at; cell < at + I.backlog; cell++) cells[cell] = 0;
      for (let cell = at + I.serving; cell < at + I.waitP95Us; cell++) cells[cell] = 0;
      cells[at + I.waitP95Us] = NO_DATA;
      cells[at + I.oldestMs] = NO_DATA;
      cells[at + R.scaleOutsNow] = 0;
      cells[at + R.scaleInsNow] = 0;
    }
  }

  save(): unknown {
    return { cells: Array.from(this.cells), waits: Array.from(this.needsTasks, (_, service) => this.waits.save(service)) };
  }

  load(saved: unknown): void {
    const { cells, waits } = saved as { cells: number[]; waits: Parameters<WaitShares['load']>[0][] };
    this.cells.set(cells);
    for (const [service, waitsOfService] of waits.entries()) this.waits.load(waitsOfService, service);
  }
}
