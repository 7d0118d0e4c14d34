import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LaunchView, launchOf, nextLaunch } from '../../../src/autoscaling/group/launch.js';
import { OnDemand, Spot, shareOf } from '../../../src/autoscaling/group/purchase.js';
import { launchView, poolsOf } from './views.js';

const SPOT_ONLY = { onDemandBase: 0, onDemandPercentAboveBase: 0 };

/** Launches until the group is full or is refused: what lives where, and the last answer. */
function fill(view: LaunchView) {
  const living: [number, number] = [...view.living];
  const livingByZone = Array.from(view.livingByZone);
  for (let turn = 0; ; turn++) {
    const launch = nextLaunch({ ...view, living, livingByZone, turn });
    if (typeof launch === 'string') return { living, livingByZone, refusal: launch };
    living[launch.purchase]++;
    livingByZone[launch.zone]++;
  }
}

describe('launches', () => {
  it('reach the wanted split and balanced zones, whatever the strategy and the tie rule', () => {
    const groups = fc.record({
      desired: fc.nat(60),
      zones: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }),
      zoneTie: fc.constantFrom('list' as const, 'rotate' as const),
      split: fc.record({ onDemandBase: fc.nat(20), onDemandPercentAboveBase: fc.nat(100) }),
      spot: fc.constantFrom('lowest-price' as const, 'capacity-optimized' as const, 'price-capacity-optimized' as const),
    });
    fc.assert(
      fc.property(groups, ({ spot, ...group }) => {
        const { desired, split, zones } = group;
        const allocation = { onDemand: 'lowest-price', spot, spotPools: 2 } as const;
        const { living, livingByZone, refusal } = fill(launchView({ ...group, types: [0, 1], allocation }));
        expect(refusal).toBe('nothing-wanted');
        expect(living).toEqual([shareOf(OnDemand, desired, split), shareOf(Spot, desired, split)]);
        const ofGroup = zones.map((zone) => livingByZone[zone]);
        expect(Math.max(...ofGroup) - Math.min(...ofGroup)).toBeLessThanOrEqual(1);
        expect(ofGroup.reduce((a, b) => a + b, 0)).toBe(desired);
      }),
    );
  });

  it('agree with a search of all pools', () => {
    const table = (of: fc.Arbitrary<number>) => fc.array(fc.array(of, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 });
    const groups = fc.record({
      spare: table(fc.nat(1)),
      price: table(fc.integer({ min: 1, max: 9 })),
      livingByZone: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
      spotMaxPrice: fc.option(fc.integer({ min: 1, max: 9 })),
      zoneDistribution: fc.constantFrom('balanced-best-effort' as const, 'balanced-only' as const),
    });
    fc.assert(
      fc.property(groups, ({ spare, price, ...group }) => {
        const allocation = { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 1 } as const;
        const pools = [poolsOf({ price: 5 }), poolsOf({ spare, price })] as const;
        const view = launchView({ ...group, allocation, pools, types: [0, 1, 2], zones: [0, 1, 2], split: SPOT_ONLY });
        const fewest = Math.min(...group.livingByZone);
        const mayBe = [0, 1, 2]
          .flatMap((zone) => [0, 1, 2].map((type) => ({ zone, type })))
          .filter(({ zone }) => group.zoneDistribution === 'balanced-best-effort' || group.livingByZone[zone] === fewest)
          .filter(({ zone, type }) => spare[type][zone] > 0);
        const [best] = mayBe
          .filter(({ zone, type }) => price[type][zone] <= (group.spotMaxPrice ?? 5))
          .sort(
            (a, b) =>
              group.livingByZone[a.zone] - group.livingByZone[b.zone] || a.zone - b.zone || price[a.type][a.zone] - price[b.type][b.zone],
          );
        const refusal = mayBe.length > 0 ? 'price-above-max' : 'insufficient-capacity';
        expect(launchOf(Spot, view)).toEqual(best === undefined ? refusal : { ...best, purchase: Spot });
      }),
    );
  });

  it('go on with On-Demand while Spot is refused, and report why at the end', () => {
    const half = { onDemandBase: 0, onDemandPercentAboveBase: 50 };
    const noSpot = launchView({ desired: 9, split: half, pools: [poolsOf(), poolsOf({ spare: 0 })] });
    expect(fill(noSpot)).toMatchObject({ living: [5, 0], refusal: 'insufficient-capacity' });
    const dear = launchView({ desired: 9, split: half, pools: [poolsOf(), poolsOf({ price: 2 })] });
    expect(fill(dear)).toMatchObject({ living: [5, 0], refusal: 'price-above-max' });
    const noOnDemand = launchView({ desired: 9, split: half, pools: [poolsOf({ spare: 0 }), poolsOf()] });
    expect(fill(noOnDemand)).toMatchObject({ living: [0, 4], refusal: 'insufficient-capacity' });
  });

  it('use up one zone and go on in the others, or with balanced-only stop at the balance', () => {
    let left = 2;
    const pools = [{ ...poolsOf(), spare: (_type: number, zone: number) => (zone === 0 ? left : 9) }, poolsOf()] as const;
    const counted = (view: LaunchView) => {
      left = 2;
      const livingByZone = [0, 0];
      let living = 0;
      for (;;) {
        const launch = nextLaunch({ ...view, living: [living, 0], livingByZone });
        if (typeof launch === 'string') return livingByZone;
        living++;
        livingByZone[launch.zone]++;
        if (launch.zone === 0) left--;
      }
    };
    expect(counted(launchView({ desired: 8, pools }))).toEqual([2, 6]);
    expect(counted(launchView({ desired: 8, pools, zoneDistribution: 'balanced-only' }))).toEqual([2, 3]);
  });
});
