import { baselinePercent } from '../../catalog/burstable.js';
import { UNITS_PER_VCPU } from '../../load/resource-use.js';
import { Fact, type FactKind, NO_DATA } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';
import { CPU } from '../ledger/group.js';
import { NONE } from '../ledger/live-rows.js';
import { TaskStage } from '../ledger/owner.js';
import type { RunAccounts } from '../ledger/run-accounts.js';

const MINUTE_MS = 60_000;
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
 * uses what it reserves, because the scenario says no more.
 */
export class CpuUseLog {
  use: CpuUse = { instanceMinutes: 0, beyondMinutes: 0, mostPercent: 0, aboveBaseline: {} };
  /** By service: what one task uses, as units if nothing is reserved, else as a share of its reservation. Null: no load, or no data. */
  private loads: ({ readonly share: number } | { readonly units: number } | null)[];
  private readonly baselines: readonly (number | null)[];
  private readonly hasLoad: boolean;
  /** False if no instance can be above a limit: reservations are below what an instance has. */
  readonly isOn: boolean;
  /** CPU units used on the living instances, in the order of their rows. */
  private units = new Float64Array(0);

  constructor(private readonly accounts: RunAccounts) {
    const { services, instanceTypes } = accounts.setup;
    this.baselines = instanceTypes.map(({ name }) => baselinePercent(name));
    this.loads = services.map(() => null);
    this.hasLoad = services.some(({ load }) => load !== null);
    this.isOn = this.hasLoad || this.baselines.some((baseline) => baseline !== null);
  }

  hears(kind: FactKind): boolean {
    return this.hasLoad && (kind === Fact.serviceLoaded || kind === Fact.serviceMeasured);
  }

  onFact(kind: FactKind, [service, ...args]: readonly number[]): void {
    if (kind === Fact.serviceLoaded) {
      const [, served, , , serving] = args;
      this.loads[service] = serving === 0 ? null : { units: unitsOf(this.accounts.setup, service, served / serving) };
    } else if (args[0] !== NO_DATA) this.loads[service] = { share: args[0] / WHOLE_RESERVATION };
  }

  /** Must be called after the facts of the minute's last millisecond. */
  minuteEnded(): void {
    const { accounts, use } = this;
    const { instances } = accounts;
    this.addTasks();
    for (let row = 0; row < instances.rows; row += instances.step) {
      if (instances.ordinal[row] === NONE || instances.columns.registeredMs[row] === NONE) continue;
      use.instanceMinutes++;
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

  private addTasks(): void {
    const { tasks, instances, classes } = this.accounts;
    const { rows, step } = instances;
    if (this.units.length < rows / step) this.units = new Float64Array(2 * (rows / step));
    this.units.fill(0);
    for (let row = 0; row < tasks.rows; row += tasks.step) {
      if (tasks.ordinal[row] === NONE || tasks.columns.stage[row] !== TaskStage.running) continue;
      const host = instances.find(tasks.columns.instance[row]);
      if (host === NONE) continue;
      const taskClass = tasks.columns.class[row];
      const reserved = classes.sizes[CPU][taskClass];
      const load = this.loads[classes.owner[taskClass]] ?? null;
      this.units[host / step] += load === null ? reserved : 'units' in load ? load.units : load.share * reserved;
    }
  }

  save(): unknown {
    return structuredClone({ use: this.use, loads: this.loads });
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
