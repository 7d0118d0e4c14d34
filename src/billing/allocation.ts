import type { BillingSettings } from './billing-settings.js';
import type { Money } from './money.js';
import { sumOf } from './money.js';
import type { Split } from './split-cost.js';

/**
 * Cost of each owner of tasks (a service or a workload), and the idle cost of each line of the bill. Their sum is exactly the list price of
 * all instances and Fargate tasks.
 */
export class Allocation {
  private readonly used: Money[];
  private readonly unused: Money[];
  /** Cost allocated to owners on instances that turned out to be free. */
  private readonly usedCredited: Money[];
  private readonly unusedCredited: Money[];
  private readonly idle: Money[];

  constructor(
    private readonly owners: number,
    private readonly lines: number,
  ) {
    this.used = zeros(owners);
    this.unused = zeros(owners);
    this.usedCredited = zeros(owners);
    this.unusedCredited = zeros(owners);
    this.idle = zeros(lines);
  }

  give(owner: number, { used, unused }: Split): void {
    this.used[owner] += used;
    this.unused[owner] += unused;
  }

  giveIdle(line: number, money: Money): void {
    this.idle[line] += money;
  }

  /** Reverses the allocation to `owner` on an instance that is free in the end. */
  credit(owner: number, { used, unused }: Split): void {
    this.used[owner] -= used;
    this.unused[owner] -= unused;
    this.usedCredited[owner] += used;
    this.unusedCredited[owner] += unused;
  }

  /** Cost of an owner, net of credits. */
  ofOwner(owner: number, settings: BillingSettings): Money {
    return settings.unusedCost === 'shared' ? this.used[owner] + this.unused[owner] : this.used[owner];
  }

  /** Amount by which the owner's tasks were reported as more expensive than the owner's final cost. */
  creditedTo(owner: number, settings: BillingSettings): Money {
    return this.usedCredited[owner] + (settings.unusedCost === 'shared' ? this.unusedCredited[owner] : 0n);
  }

  /** Cost without an owner: instances without tasks, rounding up and, where kept apart, unreserved resources. */
  idleTotal(settings: BillingSettings): Money {
    return sumOf(this.idle) + (settings.unusedCost === 'shared' ? 0n : sumOf(this.unused));
  }

  idleOf(line: number): Money {
    return this.idle[line];
  }

  copy(): Allocation {
    const copy = new Allocation(this.owners, this.lines);
    copy.load(this.save());
    return copy;
  }

  save(): unknown {
    return this.parts().map((part) => part.map(String));
  }

  load(saved: unknown): void {
    this.parts().forEach((part, i) => {
      part.splice(0, part.length, ...(saved as string[][])[i].map(BigInt));
    });
  }

  private parts(): Money[][] {
    return [this.used, this.unused, this.usedCredited, this.unusedCredited, this.idle];
  }
}

function zeros(length: number): Money[] {
  return Array.from({ length }, () => 0n);
}
