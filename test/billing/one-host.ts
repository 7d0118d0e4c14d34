import type { BilledTask, HostKind } from '../../src/billing/host.js';
import { type Split, splitOf } from '../../src/billing/owner-shares.js';
import { RateSeries } from '../../src/billing/rate-series.js';
import { SplitCosts } from '../../src/billing/split-costs.js';

/** The cost of a task in grains. */
export interface Grains {
  readonly used: bigint;
  readonly unused: bigint;
}

const HOST = 0;
const OWNERS = 3;

/** The split costs of one instance: the tenants are given by the numbers of their tasks. */
export class OneHost {
  private readonly costs: SplitCosts;
  private readonly tenants = new Map<number, BilledTask>();
  /** What owners bear, as far as it was divided. */
  readonly byOwner = Array.from({ length: OWNERS }, () => splitOf(0n, 0n));
  /** The same by hour, all in grains. */
  readonly hours = this.byOwner.map(() => new RateSeries());

  constructor({ fromMs, ...kind }: HostKind & { readonly fromMs: number }) {
    this.costs = new SplitCosts([kind], { byOwner: this.byOwner, hours: this.hours, isUnusedShared: true }, true);
    this.costs.launch(HOST, 0, fromMs);
  }

  enter(task: number, tenant: BilledTask, atMs: number): void {
    this.tenants.set(task, tenant);
    this.costs.enter(HOST, task, tenant, atMs);
  }

  leave(task: number, atMs: number): Grains {
    const grains = this.soFar(task, atMs);
    this.costs.leave(HOST, task, this.tenantOf(task), atMs);
    return grains;
  }

  soFar(task: number, atMs: number): Grains {
    return grainsOf(this.costs.soFar(HOST, task, this.tenantOf(task), atMs));
  }

  pause(atMs: number): void {
    this.costs.pause(HOST, atMs);
  }

  resume(atMs: number): void {
    this.costs.resume(HOST, atMs);
  }

  end(atMs: number, billedUntilMs: number) {
    return this.costs.end(HOST, atMs, billedUntilMs);
  }

  save(): unknown {
    const byOwner = this.byOwner.map(({ used, unused }) => [String(used.money), String(unused.money)]);
    return { costs: this.costs.save(), tenants: [...this.tenants], byOwner, hours: this.hours.map((hours) => hours.save()) };
  }

  load(saved: unknown): void {
    const from = saved as { costs: unknown; tenants: [number, BilledTask][]; byOwner: [string, string][]; hours: unknown[] };
    const { costs, tenants } = from;
    this.costs.load(costs);
    for (const [owner, [used, unused]] of from.byOwner.entries()) {
      this.byOwner[owner].used.money = BigInt(used);
      this.byOwner[owner].unused.money = BigInt(unused);
      this.hours[owner].load(from.hours[owner]);
    }
    for (const [task, tenant] of tenants) this.tenants.set(task, tenant);
  }

  private tenantOf(task: number): BilledTask {
    return this.tenants.get(task) ?? { owner: 0, cpuUnits: 1, memoryMib: 1 };
  }
}

export function grainsOf({ used, unused }: Split): Grains {
  return { used: used.money, unused: unused.money };
}
