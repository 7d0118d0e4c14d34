import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextLaunch } from '../../../src/autoscaling/group/launch.js';
import { OnDemand, Spot, shareOf } from '../../../src/autoscaling/group/purchase.js';
import { chooseVictim } from '../../../src/autoscaling/group/terminate.js';
import { launchView, poolsOf, type Row, terminationView } from './views.js';

type Change = { desired: number } | { protect: number } | { isDry: boolean } | { interruptZone: number };
const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    fc.record({ desired: fc.nat(25) }),
    fc.record({ protect: fc.nat(6) }),
    fc.record({ isDry: fc.boolean() }),
    fc.record({ interruptZone: fc.nat(2) }),
  ),
  { maxLength: 20 },
);
const splits = fc.record({ onDemandBase: fc.nat(8), onDemandPercentAboveBase: fc.nat(100) });
const isProtected = (row: Row) => row.may === 0;

/** A group that follows its DesiredCapacity, launch by launch and victim by victim. */
class ToyGroup {
  rows: Row[] = [];
  desired = 0;
  isDry = false;
  private launched = 0;

  constructor(private readonly split: { onDemandBase: number; onDemandPercentAboveBase: number }) {}

  count(keep: (row: Row) => boolean): number {
    return this.rows.filter(keep).length;
  }

  get livingByZone(): number[] {
    return [0, 1, 2].map((zone) => this.count((row) => row.zone === zone));
  }

  adjust(): void {
    const { split } = this;
    const types = [0, 1, 2];
    const pools = [poolsOf(), poolsOf({ spare: this.isDry ? 0 : 99 })] as const;
    while (this.rows.length < this.desired) {
      const living = [this.count((row) => row.purchase === OnDemand), this.count((row) => row.purchase === Spot)] as const;
      const { desired, livingByZone } = this;
      const launch = nextLaunch(launchView({ desired, living, livingByZone, zones: types, types, split, pools }));
      if (typeof launch === 'string') break;
      this.rows.push({ ...launch, may: 1, launchedMs: this.launched++ });
    }
    while (this.rows.length > this.desired) {
      const victim = chooseVictim(terminationView(this.rows, { desired: this.desired, split, types, atMs: this.launched }));
      if (victim === -1) break;
      expect(isProtected(this.rows[victim])).toBe(false);
      this.rows.splice(victim, 1);
    }
  }

  apply(change: Change): void {
    if ('desired' in change) this.desired = change.desired;
    else if ('protect' in change) this.rows = this.rows.map((row, i) => ({ ...row, may: Number(i % 7 !== change.protect) }));
    else if ('isDry' in change) this.isDry = change.isDry;
    else this.rows = this.rows.filter((row) => row.purchase === OnDemand || row.zone !== change.interruptZone);
  }
}

it('a group in motion follows DesiredCapacity as far as capacity and protection allow, and never buys On-Demand in place of Spot', () => {
  fc.assert(
    fc.property(splits, changes, (split, steps) => {
      const group = new ToyGroup(split);
      let most = 0;
      for (const change of steps) {
        group.apply(change);
        most = Math.max(most, group.desired);
        group.adjust();
        expect(group.count(() => true)).toBeLessThanOrEqual(Math.max(group.desired, group.count(isProtected)));
        if (!group.isDry) expect(group.rows.length).toBeGreaterThanOrEqual(group.desired);
        expect(group.count((row) => row.purchase === OnDemand)).toBeLessThanOrEqual(shareOf(OnDemand, most, split));
      }
      for (const change of [{ protect: 7 }, { isDry: false }, { desired: 0 }, { desired: 20 }]) {
        group.apply(change);
        group.adjust();
      }
      expect(group.count((row) => row.purchase === OnDemand)).toBe(shareOf(OnDemand, 20, split));
      expect(group.livingByZone).toEqual([7, 7, 6]);
    }),
  );
});
