import { baselinePercent } from '../../catalog/burstable.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { UNITS_PER_VCPU } from '../../load/resource-use.js';
import { Fact, type FactKind, NO_DATA } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { CPU } from '../ledger/group.js';
import { NONE } from '../ledger/live-rows.js';
import { TaskStage } from '../ledger/owner.js';
import type { RunAccounts } from '../ledger/run-accounts.js';

/** Of serviceMeasured: thousandths of a percent. */
const WHOLE_RESERVATION = 100_000;

/** Minutes of instances whose tasks use more CPU than the model limits them to: plain data. */
export interface CpuUse {
  /** Minutes in which an instance was registered. */
  instanceMinutes: number;
  /** Minutes in which its tasks use more CPU than it has, and the highest use in percent. */
  beyondMinutes: number;
  mostPercent: number;
  /** By instance type: minutes above its baseline, and the vCPU-minutes above it. */
  aboveBaseline: Record<number, { minutes: number; vcpuMinutes: number }>;
}

/**
 * Adds up the CPU that tasks use on each instance, minute by minute. A task of a service with load uses its share of the load; any other
 * uses its reservation, because the scenario gives no use.
 */
export class CpuUseLog {
  use: CpuUse = { instanceMinutes: 0, beyondMinutes: 0, mostPercent: 0, aboveBaseline: {} };
  /**
   * By service: the use of one task as a share of its reservation, or the requests that it serves a minute if nothing is reserved. NaN: the
   * other one, no load, or no data.
   */
  private readonly shares: Float64Array;
  private readonly servedEach: Float64Array;
  private readonly baselines: readonly (number | null)[];
  private readonly hasLoad: boolean;
  private readonly hasBaseline: boolean;
  /** False if no instance can be above a limit: reservations are below the capacity of an instance. */
  readonly isOn: boolean;
  /** CPU units used on the living instances, in the order of their rows. */
  private units = new Float64Array(0);

  constructor(private readonly accounts: RunAccounts) {
    const { services, instanceTypes } = accounts.setup;
    this.baselines = instanceTypes.map(({ name }) => baselinePercent(name));
    this.shares = new Float64Array(services.length).fill(Number.NaN);
    this.servedEach = new Float64Array(services.length).fill(Number.NaN);
    this.hasLoad = services.some(({ load }) => load !== null);
    this.hasBaseline = this.baselines.some((baseline) => baseline !== null);
    this.isOn = this.hasLoad || this.hasBaseline;
  }

  receives(kind: FactKind): boolean {
    return this.hasLoad && (kind === Fact.serviceLoaded || kind === Fact.serviceMeasured);
  }

  /** `b`, `c` and `f` are arguments of the fact. */
  onFact(kind: FactKind, service: number, b: number, c: number, f: number): void {
    if (kind === Fact.serviceLoaded) {
      const [served, serving] = [c, f];
      this.servedEach[service] = serving === 0 ? Number.NaN : served / serving;
      this.shares[service] = Number.NaN;
    } else if (b !== NO_DATA) {
      this.shares[service] = b / WHOLE_RESERVATION;
      this.servedEach[service] = Number.NaN;
    }
  }

  /** Must be called after the facts of the minute's last millisecond. */
  minuteEnded(): void {
    const { accounts, use } = this;
    const { instances } = accounts;
    const mayBeAbove = this.mayBeAbove();
    if (mayBeAbove) this.addTasks();
    for (let row = 0; row < instances.rows; row += instances.step) {
      if (instances.ordinal[row] === NONE || instances.columns.registeredMs[row] === NONE) continue;
      use.instanceMinutes++;
      if (!mayBeAbove) continue;
      const type = instances.columns.type[row];
      const { cpuUnits } = accounts.setup.instanceTypes[type];
      const used = this.units[row / instances.step];
      if (used > cpuUnits) {
        use.beyondMinutes++;
        use.mostPercent = Math.max(use.mostPercent, (100 * used) / cpuUnits);
      }
      const baseline = this.baselines[type];
      const above = baseline === null ? 0 : Math.min(used, cpuUnits) - (cpuUnits * baseline) / 100;
      if (above <= 0) continue;
      const { minutes, vcpuMinutes } = use.aboveBaseline[type] ?? { minutes: 0, vcpuMinutes: 0 };
      use.aboveBaseline[type] = { minutes: minutes + 1, vcpuMinutes: vcpuMinutes + above / UNITS_PER_VCPU };
    }
  }

  /** Whether any instance can be above a limit: tasks within their reservation stay below the capacity of an instance. */
  private mayBeAbove(): boolean {
    if (this.hasBaseline) return true;
    const { shares, servedEach } = this;
    for (let service = 0; service < shares.length; service++) if (shares[service] > 1 || servedEach[service] >= 0) return true;
    return false;
  }

  private addTasks(): void {
    const { tasks, instances, classes, setup } = this.accounts;
    const { rows, step } = instances;
    if (this.units.length < rows / step) this.units = new Float64Array(2 * (rows / step));
    this.units.fill(0);
    for (let row = 0; row < tasks.rows; row += tasks.step) {
      if (tasks.ordinal[row] === NONE || tasks.columns.stage[row] !== TaskStage.running) continue;
      const host = tasks.columns.host[row];
      if (host === NONE) continue;
      const taskClass = tasks.columns.class[row];
      const reserved = classes.sizes[CPU][taskClass];
      const owner = classes.owner[taskClass];
      const share = owner < this.shares.length ? this.shares[owner] : Number.NaN;
      if (share >= 0) this.units[host / step] += share * reserved;
      else this.units[host / step] += this.servedEach[owner] >= 0 ? unitsOf(setup, owner, this.servedEach[owner]) : reserved;
    }
  }

  save(): unknown {
    const { use, shares, servedEach } = this;
    return structuredClone({ use, shares, servedEach });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}

/** The CPU that a task of the service uses at a number of requests a minute: for tasks that reserve no CPU. */
function unitsOf({ services }: Setup, service: number, servedPerTask: number): number {
  const { cpuUnitsIdle, cpuMs } = services[service].load!.uses[0];
  return cpuUnitsIdle + (servedPerTask * cpuMs * UNITS_PER_VCPU) / MINUTE_MS;
}
