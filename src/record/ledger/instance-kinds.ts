import { isSteady } from '../../billing/tariff.js';
import type { GroupAccount } from './group.js';
import { ResourceLevels } from './level.js';
import type { Tariffs } from './tariffs.js';

/** The instances of one capacity provider, type and price, with the reservations of their tasks together. */
export interface InstanceKind {
  readonly group: number;
  readonly account: GroupAccount;
  readonly tariff: number;
  readonly type: number;
  readonly isExternal: boolean;
  /** Whether one sum of reservations is enough: their price is steady, and none may be free in the end. */
  readonly isOneSum: boolean;
  readonly reserved: ResourceLevels;
}

interface Saved {
  readonly group: number;
  readonly tariff: number;
  readonly type: number;
  readonly reserved: unknown;
}

/** The kinds of instances that have been launched, by number. There are few, so that a fact of a task changes few sums. */
export class InstanceKinds {
  readonly all: InstanceKind[] = [];

  constructor(
    private readonly groups: readonly GroupAccount[],
    private readonly tariffs: Tariffs,
  ) {}

  /** The number of a kind, which is new if no such instance has been launched. */
  numberOf(group: number, tariff: number, type: number): number {
    const known = this.all.findIndex((kind) => kind.group === group && kind.tariff === tariff && kind.type === type);
    return known >= 0 ? known : this.add({ group, tariff, type });
  }

  save(): unknown {
    return this.all.map(({ group, tariff, type, reserved }) => ({ group, tariff, type, reserved: reserved.save() }));
  }

  load(saved: unknown): void {
    for (const { account } of this.all) account.kinds.length = 0;
    this.all.length = 0;
    for (const { reserved, ...kind } of saved as Saved[]) this.all[this.add(kind)].reserved.load(reserved);
  }

  private add({ group, tariff, type }: Omit<Saved, 'reserved'>): number {
    const reserved = new ResourceLevels();
    const account = this.groups[group];
    account.kinds.push(reserved);
    const isOneSum = isSteady(this.tariffs.all[tariff]) && !this.tariffs.isSpot(tariff);
    return this.all.push({ group, account, tariff, type, isExternal: this.tariffs.isExternal(tariff), isOneSum, reserved }) - 1;
  }
}
