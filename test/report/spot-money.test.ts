import { describe, expect, it } from 'vitest';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import type { Overlay } from '../../src/market/overlays.js';
import { UNLIMITED } from '../../src/market/paths.js';
import { onDemandPool, type Pool, spotPool } from '../../src/market/pools.js';
import type { CapacityProviderSpec } from '../../src/sim/setup.js';
import { daemon, MINUTE, onLaunchType, provider, service, staticInstance } from '../sim/setups.js';
import { bill } from './bill.js';

const PLACE = { type: 0, zone: 0, typeName: 'test.xlarge', zoneName: 'us-east-1a' };
const ADVICE = { savingsPercent: 70, interruptionBucket: '<5%', onDemandUsdPerHour: 1 } as const;
const onDemand = onDemandPool(PLACE, 1);

/** A pool of the only type, which costs 1 USD an hour On-Demand; chance leaves it alone. */
function spot(over: Partial<Pool> = {}): Pool {
  return { ...spotPool(PLACE, ADVICE, MARKET_DEFAULTS), reclaimGapMs: null, ...over };
}

/** A group of two instances that does not scale. */
function group(over: Partial<CapacityProviderSpec> = {}): CapacityProviderSpec {
  return provider({
    split: { onDemandBase: 0, onDemandPercentAboveBase: 0 },
    initialSize: 2,
    minSize: 2,
    managedScaling: { ...provider().managedScaling, isEnabled: false },
    isProtected: false,
    isDraining: false,
    ...over,
  });
}

/** All Spot instances have their notice at a minute, and end two minutes later. */
function interruptedAt(minute: number): Overlay[] {
  return [{ kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: minute * MINUTE, share: 1 }];
}

describe('the cost of a run on Spot', () => {
  const step = spot({ price: { atMs: [0, 30 * MINUTE], usdPerHour: [0.3, 0.6] } });

  it('[C.SPOT-01] charges each millisecond at the price of that millisecond', () => {
    // Two instances, half an hour at 0.30 and an hour and a half at 0.60: 2 x (0.15 + 0.90). On-Demand 4 hours at 1.
    const { headline } = bill({ capacityProviders: [group()], market: { pools: [step] } });
    expect(headline).toMatchObject({
      cost_usd: 2.1,
      cost_on_demand_usd: 0,
      cost_spot_usd: 2.1,
      spot_savings_usd: 1.9,
      spot_savings_percent: 47.5,
      instance_hours: 4,
      spot_instance_hours: 4,
      interrupted_instances: 0,
      launch_failures: 0,
    });
  });

  it('[C.SPOT-02] is nothing for an instance reclaimed in its first hour; the replacement is billed', () => {
    // Two instances from 0 to 0:12 are free. Two from 0:12 on: 18 min at 0.30 and 90 min at 0.60 = 2 x (0.09 + 0.90).
    const { headline, files } = bill({ capacityProviders: [group()], market: { pools: [step], overlays: interruptedAt(10) } });
    expect(headline).toMatchObject({
      cost_usd: 1.98,
      spot_instance_hours: 4,
      spot_savings_usd: 2.02,
      interrupted_instances: 2,
      peak_instances: 2,
      below_desired_instance_minutes: 0, // Replaced at once.
    });
    const cells = files['instances.csv'].map((row) => [
      row.purchase_option,
      row.noticed_ms,
      row.terminated_ms,
      row.billed_seconds,
      row.cost_usd,
      row.cause,
    ]);
    expect(cells).toEqual([
      ['spot', '600000', '720000', '0', '0', 'interrupted'],
      ['spot', '600000', '720000', '0', '0', 'interrupted'],
      ['spot', '', '', '6480', '0.99', ''],
      ['spot', '', '', '6480', '0.99', ''],
    ]);
    // By hour: 18 min at 0.30 and 30 min at 0.60, then an hour at 0.60, twice each.
    expect(files['costs.csv'].map((row) => Object.values(row))).toEqual([
      ['0', 'workers', 'spot', '0.78', 'instances'],
      ['3600000', 'workers', 'spot', '1.2', 'instances'],
    ]);
    // Until they are taken they count: after 10 min 2 x 0.05, after 12 min the minute that each replacement pays at least.
    const soFar = files['capacity-providers.csv'].map((row) => Number(row.cost_usd));
    expect([soFar[9], soFar[11], soFar[12]]).toEqual([0.1, 0.01, 0.01].map((usd) => expect.closeTo(usd, 5)));
  });

  it('is charged for one reclaimed later, to the second', () => {
    // Noticed at 1:00, gone at 1:02: 62 min at 0.30 each; their replacements 58 min at 0.30: 4 hours in all.
    const { headline } = bill({ capacityProviders: [group()], market: { pools: [spot()], overlays: interruptedAt(60) } });
    expect(headline).toMatchObject({ cost_usd: 1.2, interrupted_instances: 2, spot_savings_percent: 70 });
  });

  it('is beside On-Demand on lines of its own, by provider', () => {
    // mixed: one On-Demand instance for 2 h at 1, one Spot at 0.30 that is free for 12 min: 108 min. plain: 2 x 2 h at 1. Outside: 2 h at 1.
    const mixed = group({ name: 'mixed', split: { onDemandBase: 1, onDemandPercentAboveBase: 0 } });
    const { headline, providers, series } = bill({
      capacityProviders: [mixed, group({ name: 'plain', split: null })],
      staticInstances: [staticInstance()],
      market: { pools: [onDemand, spot()], overlays: interruptedAt(10) },
    });
    expect(headline).toMatchObject({
      cost_usd: 8.54,
      cost_on_demand_usd: 8,
      cost_spot_usd: 0.54,
      on_demand_instance_hours: 8,
      spot_instance_hours: 2,
    });
    expect(
      providers.map((p) => [p.capacity_provider, ...p.purchase_options.map((o) => [o.cost_usd, o.on_demand_cost_usd, o.instance_hours])]),
    ).toEqual([
      ['mixed', [2, 2, 2], [0.54, 2, 2]],
      ['plain', [4, 4, 4], [0, 0, 0]],
      ['', [2, 2, 2], [0, 0, 0]],
    ]);
    expect(providers.map((p) => p.interrupted_instances)).toEqual([1, 0, 0]);
    expect([series.instances[0], series.spotInstances[0]]).toEqual([5, 1]);
    expect(series.providers[0].noticed.slice(8, 11)).toEqual([0, 1, 0]); // Minute 10 is the end of the tenth interval.
  });

  it('reports the tasks that went down with the instances, daemons left out', () => {
    const { headline, files } = bill({
      capacityProviders: [group()],
      services: [service(3), daemon({ taskDefinition: 0 })],
      market: { pools: [spot()], overlays: interruptedAt(10) },
    });
    expect(headline).toMatchObject({ tasks_interrupted: 3, tasks_interrupted_by_spot: 3 });
    expect(files['instances.csv'].map((row) => Number(row.tasks_lost)).sort()).toEqual([0, 0, 0, 3]);
  });
});

describe('a group that cannot launch', () => {
  it('[A.ASG-13] reports each attempt, why it failed and what is missing meanwhile', () => {
    // One instance of two has room until minute 30. Attempts at 0, 1, 3, 7 and 15 fail; the next is at 30.
    const capacity = { atMs: [0, 30 * MINUTE], instances: [1, UNLIMITED] };
    const { headline, files, series } = bill({ capacityProviders: [group({ initialSize: 0 })], market: { pools: [spot({ capacity })] } });
    expect(headline).toMatchObject({ launch_failures: 5, below_desired_instance_minutes: 30, spot_instance_hours: 3.5 });
    expect(files['scaling-activities.csv'].map((row) => [row.time_ms, row.to_desired_instances, row.reason, row.explanation])).toEqual(
      [
        ['0', '1 min'],
        ['60000', '3 min'],
        ['180000', '7 min'],
        ['420000', '15 min'],
        ['900000', '30 min'],
      ].map(([ms, next]) => [ms, '2', 'insufficientCapacity', `1 instance not launched: no pool has capacity: tries again at ${next}`]),
    );
    expect(series.providers[0].launchFailures.slice(0, 3)).toEqual([2, 0, 1]); // At 0 and at 1:00, the end of the first minute.
  });

  it('[A.ASG-12] reports that Spot costs more than its maximum price', () => {
    const pools = [spot({ price: { atMs: [0], usdPerHour: [0.5] } })];
    const { files } = bill({ minutes: 5, capacityProviders: [group({ initialSize: 0, spotMaxPrice: 0.4 })], market: { pools } });
    const [first] = files['scaling-activities.csv'];
    expect([first.reason, first.explanation]).toEqual([
      'priceAboveMax',
      '2 instances not launched: Spot costs more than the group pays at most: tries again at 1 min',
    ]);
  });
});

describe('the cost of services', () => {
  it('is what they reserve of each instance, and their part of the unreserved rest', () => {
    // Two of three equal tasks are web's, from 0 to the end of the second hour at 1 an hour; the second instance is empty.
    const services = [service(2, { capacity: onLaunchType }), service(1, { name: 'worker', capacity: onLaunchType })];
    const { costs } = bill({ capacityProviders: [], staticInstances: [staticInstance({ count: 2 })], services });
    expect(costs).toEqual([1.333333, 0.666667, 2]);
  });

  it('follows the tasks', () => {
    // Alone for an hour, then half of it: 1 + 0.5 and 0.5.
    const services = [
      service(1, { capacity: onLaunchType }),
      service(
        [
          [0, 0],
          [60, 1],
        ],
        { name: 'worker', capacity: onLaunchType },
      ),
    ];
    expect(bill({ capacityProviders: [], staticInstances: [staticInstance()], services }).costs).toEqual([1.5, 0.5, 0]);
  });

  it('is nothing for an instance that is free in the end', () => {
    // From 0:12 on an instance at 0.30 for 108 min; the first one, free, was web's as well.
    const one = group({ initialSize: 1, minSize: 1 });
    const { costs } = bill({ capacityProviders: [one], services: [service(1)], market: { pools: [spot()], overlays: interruptedAt(10) } });
    expect(costs).toEqual([0.54, 0]);
  });
});
