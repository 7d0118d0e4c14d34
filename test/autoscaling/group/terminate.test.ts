import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_DEFAULTS } from '../../../src/autoscaling/group/group-settings.js';
import { type Allocation, preferredTypes } from '../../../src/autoscaling/group/pools.js';
import { OnDemand, optionToTerminate, type Purchase, Spot } from '../../../src/autoscaling/group/purchase.js';
import { chooseVictim, type TerminationPolicy, type TerminationView } from '../../../src/autoscaling/group/terminate.js';
import { poolsOf, type Row, terminationView } from './views.js';

const HOUR = 3_600_000;
const POLICIES: TerminationPolicy[] = [
  ...(['Default', 'AllocationStrategy', 'OldestLaunchTemplate', 'ClosestToNextInstanceHour', 'NewestInstance', 'OldestInstance'] as const),
];
const first = { ...GROUP_DEFAULTS, terminationZones: 'first' as const };

const rows: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({ zone: fc.nat(2), type: fc.nat(2), purchase: fc.nat(1), template: fc.nat(2), launchedMs: fc.nat(5 * HOUR), may: fc.nat(1) }),
    { maxLength: 14 },
  )
  .map((all) => all.sort((a, b) => a.launchedMs - b.launchedMs));

const views: fc.Arbitrary<TerminationView> = fc
  .record({
    rows,
    policies: fc.uniqueArray(fc.constantFrom(...POLICIES), { maxLength: 3 }),
    zones: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    split: fc.option(fc.record({ onDemandBase: fc.nat(3), onDemandPercentAboveBase: fc.nat(100) })),
    spot: fc.constantFrom<Allocation['spot']>('lowest-price', 'capacity-optimized'),
    tie: fc.record({
      terminationZones: fc.constantFrom('all' as const, 'first' as const),
      terminationTie: fc.constantFrom('oldest' as const, 'newest' as const, 'drawn' as const),
      purchaseProtected: fc.constantFrom('other' as const, 'wait' as const),
    }),
    price: fc.array(fc.array(fc.nat(2), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ rows, spot, price, ...group }) => {
    const pools = [poolsOf({ price }), poolsOf({ price, depth: price })] as const;
    const allocation = { onDemand: 'lowest-price', spot, spotPools: 2 } as const;
    return terminationView(rows, { ...group, pools, allocation, types: [0, 1, 2], atMs: 6 * HOUR, draw: (row) => (row * 7) % 5 });
  });

/** The rules as AWS describes them: the instances left after each step, each step a list. */
function naive(view: TerminationView): number {
  const all = Array.from({ length: view.count }, (_, row) => row).filter((row) => view.isCandidate[row] === 1);
  const of = (purchase: Purchase) => all.filter((row) => view.purchase[row] === purchase);
  let left = all;
  if (view.split !== null) {
    const option = optionToTerminate(view.living, view.desired, view.split);
    left = of(option);
    if (left.length === 0 && view.tie.purchaseProtected === 'other') left = of(option === Spot ? OnDemand : Spot);
  }
  const keepLeast = (key: (row: number) => number) => {
    const least = Math.min(...left.map(key));
    left = left.filter((row) => key(row) === least);
  };
  keepLeast((row) => -view.livingByZone[view.zone[row]]);
  if (view.tie.terminationZones === 'first') keepLeast((row) => view.zones.indexOf(view.zone[row]));
  const preference = (row: number) =>
    preferredTypes(view, { purchase: view.purchase[row] as Purchase, zone: view.zone[row], types: view.types }).indexOf(view.type[row]);
  const steps = {
    AllocationStrategy: () => keepLeast((row) => -preference(row)),
    OldestLaunchTemplate: () => keepLeast((row) => view.template[row]),
    ClosestToNextInstanceHour: () => keepLeast((row) => -((view.atMs - view.launchedMs[row]) % HOUR)),
    NewestInstance: () => keepLeast((row) => -view.launchedMs[row]),
    OldestInstance: () => keepLeast((row) => view.launchedMs[row]),
    Default: () => {
      steps.AllocationStrategy();
      steps.OldestLaunchTemplate();
      steps.ClosestToNextInstanceHour();
    },
  };
  for (const policy of view.policies) steps[policy]();
  if (view.tie.terminationTie === 'drawn') keepLeast(view.draw);
  return (view.tie.terminationTie === 'newest' ? left.at(-1) : left[0]) ?? -1;
}

describe('a victim', () => {
  it('is the one that is left after one step after the other', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(chooseVictim(view)).toBe(naive(view));
      }),
      { numRuns: 1000 },
    );
  });

  it('is never protected, and there is one as long as an instance may go', () => {
    fc.assert(
      fc.property(views, (view) => {
        const victim = chooseVictim({ ...view, tie: { ...view.tie, purchaseProtected: 'other' } });
        const candidates = Array.from(view.isCandidate).slice(0, view.count);
        if (victim === -1) expect(candidates).not.toContain(1);
        else expect(candidates[victim]).toBe(1);
      }),
    );
  });

  it('leaves zones balanced that were balanced', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...POLICIES), (size, policy) => {
        let fleet: Row[] = Array.from({ length: size }, (_, row) => ({ zone: row % 3, launchedMs: row * 1_234_567, template: row % 2 }));
        for (; fleet.length > 0; ) {
          const victim = chooseVictim(terminationView(fleet, { policies: [policy], atMs: 40_000_000 }));
          fleet = fleet.filter((_, row) => row !== victim);
          const byZone = [0, 1, 2].map((zone) => fleet.filter((row) => row.zone === zone).length);
          expect(Math.max(...byZone) - Math.min(...byZone)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('steps of termination policies', () => {
  const launched = (...hoursAgo: number[]): Row[] => hoursAgo.map((hours) => ({ launchedMs: 10 * HOUR - hours * HOUR }));
  const pick = (fleet: Row[], policies: TerminationPolicy[], more: Partial<TerminationView> = {}) =>
    chooseVictim(terminationView(fleet, { policies, atMs: 10 * HOUR, ...more }));

  it('an instance whose hour has just begun is the last to be closest to the next', () => {
    expect(pick(launched(2, 1.5, 0.25), ['ClosestToNextInstanceHour'])).toBe(1);
    expect(pick(launched(2, 0.001), ['ClosestToNextInstanceHour'])).toBe(1);
  });

  it('a list of policies goes on where the one before leaves several', () => {
    const fleet = [{ template: 2 }, { template: 1 }, { template: 1 }, { template: 2 }];
    expect(pick(fleet, ['OldestLaunchTemplate'])).toBe(1);
    expect(
      pick(
        fleet.map((row, i) => ({ ...row, launchedMs: i })),
        ['OldestLaunchTemplate', 'NewestInstance'],
      ),
    ).toBe(2);
    expect(
      pick(
        fleet.map((row, i) => ({ ...row, launchedMs: i })),
        ['NewestInstance', 'OldestLaunchTemplate'],
      ),
    ).toBe(3);
  });

  it('a tie goes to the oldest, the newest, or by a draw', () => {
    const tie = (terminationTie: 'oldest' | 'newest' | 'drawn') => ({
      tie: { ...GROUP_DEFAULTS, terminationTie },
      draw: (row: number) => [3, 1, 2][row],
    });
    expect(pick([{}, {}, {}], [], tie('oldest'))).toBe(0);
    expect(pick([{}, {}, {}], [], tie('newest'))).toBe(2);
    expect(pick([{}, {}, {}], [], tie('drawn'))).toBe(1);
  });

  it('equally full zones are one field for the policy, unless the first of the list is to be taken', () => {
    const fleet = [
      { zone: 0, launchedMs: 5 },
      { zone: 1, launchedMs: 3 },
    ];
    expect(pick(fleet, ['OldestInstance'])).toBe(1);
    expect(pick(fleet, ['OldestInstance'], { tie: first })).toBe(0);
    expect(pick(fleet, ['NewestInstance'], { tie: first, zones: [1, 0] })).toBe(1);
  });

  it('when the purchase option that should shrink is protected, an instance of the other is terminated, or none', () => {
    const fleet = [{ purchase: Spot, may: 0 }, { purchase: OnDemand }];
    const split = { onDemandBase: 1, onDemandPercentAboveBase: 0 };
    expect(pick(fleet, ['Default'], { split })).toBe(1);
    expect(pick(fleet, ['Default'], { split, tie: { ...GROUP_DEFAULTS, purchaseProtected: 'wait' } })).toBe(-1);
    const spotKept = [{ purchase: OnDemand, may: 0 }, { purchase: Spot }];
    expect(pick(spotKept, ['Default'], { split: { onDemandBase: 0, onDemandPercentAboveBase: 0 } })).toBe(1);
  });

  it('a type that has left the overrides goes before all that are in them', () => {
    const allocation = { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 2 } as const;
    expect(pick([{ type: 0 }, { type: 9 }, { type: 1 }], ['AllocationStrategy'], { types: [0, 1], allocation })).toBe(1);
  });

  it('of lowest-price pools the fullest is thinned out, and those beyond the N cheapest first', () => {
    const price = [
      [1, 1, 1],
      [2, 2, 2],
      [3, 3, 3],
    ];
    const living = [3, 1, 1];
    const fleet = [0, 0, 0, 1, 2].map((type) => ({ type, purchase: Spot }));
    const view = { types: [0, 1, 2], pools: [poolsOf(), poolsOf({ price })] as const, spotLiving: (type: number) => living[type] };
    expect(pick(fleet, ['AllocationStrategy'], view)).toBe(4);
    living[2] = 0;
    expect(pick(fleet.slice(0, 4), ['AllocationStrategy'], view)).toBe(0);
  });

  it('rows beyond the count are not looked at, and an empty group has no victim', () => {
    expect(pick([], ['Default'])).toBe(-1);
    expect(pick([{ launchedMs: 5 }, { launchedMs: 3 }], ['OldestInstance'], { count: 1 })).toBe(0);
  });
});
