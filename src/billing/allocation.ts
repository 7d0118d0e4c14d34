import { Amount } from './amount.js';
import type { BillingSettings } from './billing-settings.js';
import type { Money } from './money.js';
import { type Split, splitOf } from './owner-shares.js';

/**
 * Cost of each owner of tasks (a service or a workload). With the idle cost their sum is exactly the list price of all instances
 * and Fargate tasks.
 */
export class Allocation {
  readonly byOwner: readonly Split[];
  /** Cost allocated to owners on instances that turned out to be free. */
  private readonly usedCredited: readonly Amount[];
  private readonly unusedCredited: readonly Amount[];

  constructor(private readonly owners: number) {
    this.byOwner = Array.from({ length: owners }, () => splitOf(0n, 0n));
    this.usedCredited = zeros(owners);
    this.unusedCredited = zeros(owners);
  }

  give(owner: number, { used, unused }: Split): void {
    this.byOwner[owner].used.add(used);
    this.byOwner[owner].unused.add(unused);
  }

  /** Reverses the allocation to `owner` on an instance that is free in the end. */
  credit(owner: number, { used, unused }: Split): void {
    this.byOwner[owner].used.subtract(used);
    this.byOwner[owner].unused.subtract(unused);
    this.usedCredited[owner].add(used);
    this.unusedCredited[owner].add(unused);
  }

  /** Returns the cost of an owner, net of credits. */
  ofOwner(owner: number, settings: BillingSettings): Money {
    const { used, unused } = this.byOwner[owner];
    return settings.unusedCost === 'shared' ? used.money + unused.money : used.money;
  }

  /** Amount by which the owner's tasks were reported as more expensive than the owner's final cost. */
  creditedTo(owner: number, settings: BillingSettings): Money {
    return this.usedCredited[owner].money + (settings.unusedCost === 'shared' ? this.unusedCredited[owner].money : 0n);
  }

  copy(): Allocation {
    const copy = new Allocation(this.owners);
    copy.load(this.save());
    return copy;
  }

  save(): unknown {
    return this.parts().map((part) => part.map(({ money }) => String(money)));
  }

  load(saved: unknown): void {
    this.parts().forEach((part, i) => {
      for (const [at, amount] of part.entries()) amount.money = BigInt((saved as string[][])[i][at]);
    });
  }

  private parts(): (readonly Amount[])[] {
    const { byOwner } = this;
    return [byOwner.map(({ used }) => used), byOwner.map(({ unused }) => unused), this.usedCredited, this.unusedCredited];
  }
}

function zeros(length: number): Amount[] {
  return Array.from({ length }, () => new Amount());
}
