import { Amount } from './amount.js';
import type { BillingSettings } from './billing-settings.js';
import type { Money } from './money.js';
import { sumOf } from './money.js';
import { type Split, splitOf } from './owner-shares.js';

/**
 * Cost of each owner of tasks (a service or a workload), and the idle cost of each line of the bill. Their sum is exactly the list price of
 * all instances and Fargate tasks.
 */
export class Allocation {
  readonly byOwner: readonly Split[];
  /** Cost allocated to owners on instances that turned out to be free. */
  private readonly usedCredited: readonly Amount[];
  private readonly unusedCredited: readonly Amount[];
  private readonly idle: readonly Amount[];

  constructor(
    private readonly owners: number,
    private readonly lines: number,
  ) {
    this.byOwner = Array.from({ length: owners }, () => splitOf(0n, 0n));
    this.usedCredited = zeros(owners);
    this.unusedCredited = zeros(owners);
    this.idle = zeros(lines);
  }

  give(owner: number, { used, unused }: Split): void {
    this.byOwner[owner].used.add(used);
    this.byOwner[owner].unused.add(unused);
  }

  giveIdle(line: number, money: Money): void {
    this.idle[line].money += money;
  }

  /** Reverses the allocation to `owner` on an instance that is free in the end. */
  credit(owner: number, { used, unused }: Split): void {
    this.byOwner[owner].used.subtract(used);
    this.byOwner[owner].unused.subtract(unused);
    this.usedCredited[owner].add(used);
    this.unusedCredited[owner].add(unused);
  }

  /** Cost of an owner, net of credits. */
  ofOwner(owner: number, settings: BillingSettings): Money {
    const { used, unused } = this.byOwner[owner];
    return settings.unusedCost === 'shared' ? used.money + unused.money : used.money;
  }

  /** Amount by which the owner's tasks were reported as more expensive than the owner's final cost. */
  creditedTo(owner: number, settings: BillingSettings): Money {
    return this.usedCredited[owner].money + (settings.unusedCost === 'shared' ? this.unusedCredited[owner].money : 0n);
  }

  /** Cost without an owner: instances without tasks, rounding up and, where kept apart, unreserved resources. */
  idleTotal(settings: BillingSettings): Money {
    return total(this.idle) + (settings.unusedCost === 'shared' ? 0n : total(this.unused()));
  }

  idleOf(line: number): Money {
    return this.idle[line].money;
  }

  copy(): Allocation {
    const copy = new Allocation(this.owners, this.lines);
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

  private unused(): Amount[] {
    return this.byOwner.map(({ unused }) => unused);
  }

  private parts(): (readonly Amount[])[] {
    return [this.byOwner.map(({ used }) => used), this.unused(), this.usedCredited, this.unusedCredited, this.idle];
  }
}

function zeros(length: number): Amount[] {
  return Array.from({ length }, () => new Amount());
}

function total(amounts: readonly Amount[]): Money {
  return sumOf(amounts.map(({ money }) => money));
}
