import type { BilledTask, HostKind } from '../../src/billing/host.js';
import { type Split, SplitCosts } from '../../src/billing/split-costs.js';

/** The cost of a task in grains. */
export interface Grains {
  readonly used: bigint;
  readonly unused: bigint;
}

const HOST = 0;

/** The split costs of one instance: the tenants are given by the numbers of their tasks. */
export class OneHost {
  private readonly costs: SplitCosts;
  private readonly tenants = new Map<number, BilledTask>();

  constructor({ fromMs, ...kind }: HostKind & { readonly fromMs: number }) {
    this.costs = new SplitCosts([kind]);
    this.costs.launch(HOST, 0, fromMs);
  }

  enter(task: number, tenant: BilledTask, atMs: number): void {
    this.tenants.set(task, tenant);
    this.costs.enter(HOST, task, tenant, atMs);
  }

  leave(task: number, atMs: number): Grains {
    return grainsOf(this.costs.leave(HOST, task, this.tenantOf(task), atMs));
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
    return { costs: this.costs.save(), tenants: [...this.tenants] };
  }

  load(saved: unknown): void {
    const { costs, tenants } = saved as { costs: unknown; tenants: [number, BilledTask][] };
    this.costs.load(costs);
    for (const [task, tenant] of tenants) this.tenants.set(task, tenant);
  }

  private tenantOf(task: number): BilledTask {
    return this.tenants.get(task) ?? { owner: 0, cpuUnits: 1, memoryMib: 1 };
  }
}

export function grainsOf({ used, unused }: Split): Grains {
  return { used: used.money, unused: unused.money };
}
