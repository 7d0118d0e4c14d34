import { describe, expect, it } from 'vitest';
import { NOT_COVERED } from '../../src/billing/bill.js';
import type { Commitments } from '../../src/billing/commitments.js';
import { BILLING_DEFAULTS } from '../../src/billing/settings.js';
import type { BillingTerms } from '../../src/billing/terms.js';
import type { Overlay } from '../../src/market/overlays.js';
import { type Pool, spotPool } from '../../src/market/pools.js';
import { MARKET_DEFAULTS } from '../../src/market/settings.js';
import type { CapacityProviderSpec } from '../../src/sim/setup.js';
import { PLAIN_BILLING } from '../billing/terms.js';
import { bill } from '../report/bill.js';
import { batch, instanceType, MINUTE, onLaunchType, provider, service, staticInstance, taskDefinition } from '../sim/setups.js';

/** Bills of runs, to be worked out by hand: what the files and the summary say. An instance costs 1 USD an hour, 0.30 on Spot. */

const terms = (over: Partial<BillingTerms>): BillingTerms => ({ ...PLAIN_BILLING, ...over });
const committed = (over: Partial<Commitments>): BillingTerms => terms({ commitments: { reservations: [], savingsPlan: null, ...over } });

const PLACE = { type: 0, zone: 0, typeName: 'test.xlarge', zoneName: 'us-east-1a' };
const ADVICE = { savingsPercent: 70, interruptionBucket: '<5%', onDemandUsdPerHour: 1 } as const;
const spot = (over: Partial<Pool> = {}): Pool => ({ ...spotPool(PLACE, ADVICE, MARKET_DEFAULTS), reclaimGapMs: null, ...over });
const spotGroup = (over: Partial<CapacityProviderSpec> = {}) =>
  provider({
    split: { onDemandBase: 0, onDemandPercentAboveBase: 0 },
    initialSize: 1,
    minSize: 1,
    managedScaling: { ...provider().managedScaling, isEnabled: false },
    isProtected: false,
    isDraining: false,
    ...over,
  });
const interruptedAt = (minute: number): Overlay[] => [
  { kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: minute * MINUTE, share: 1 },
];
const fixed = (count: number) => ({ capacityProviders: [], staticInstances: [staticInstance({ count })] });
/** By hour: [hour, item, USD]. */
const byHour = (rows: readonly Record<string, string>[]) =>
  rows.map((row) => [Number(row.hour_ms) / 3_600_000, row.item, Number(row.cost_usd)]);

describe('what instances cost', () => {
  it('at 1 USD an hour, from 1,800 s at 2 USD, over two hours: 3.50 USD', () => {
    const price = { atMs: [0, 1_800_000], usdPerHour: [1, 2] };
    const { headline, files } = bill({ capacityProviders: [spotGroup({ spotMaxPrice: 9 })], market: { pools: [spot({ price })] } });
    expect(headline.cost_usd).toBe(3.5);
    expect(byHour(files['costs.csv'])).toEqual([
      [0, 'instances', 1.5],
      [1, 'instances', 2],
    ]);
  });

  it('59 s cost 60 s, at 3.60 USD an hour 0.06', () => {
    const { headline } = bill({ minutes: 59 / 60, ...fixed(1), instanceTypes: [instanceType({ usdPerHour: 3.6 })] });
    expect(headline.cost_usd).toBe(0.06);
  });

  it('59 s cost 59 s where the minimum is less', () => {
    const billing = terms({ settings: { ...BILLING_DEFAULTS, ec2MinimumSeconds: 1 } });
    const { headline } = bill({ minutes: 59 / 60, ...fixed(1), instanceTypes: [instanceType({ usdPerHour: 3.6 })], billing });
    expect(headline.cost_usd).toBe(0.059);
  });

  it('[C.SPOT-02] a first hour on Spot that EC2 interrupts is free, or charged where the scenario says so', () => {
    // Taken at 0:12, replaced at once: 108 minutes at 0.30; with the 12 minutes two hours.
    const parts = { capacityProviders: [spotGroup()], market: { pools: [spot()], overlays: interruptedAt(10) } };
    expect(bill(parts).headline.cost_usd).toBe(0.54);
    const billing = terms({ settings: { ...BILLING_DEFAULTS, spotInterruptedFirstHour: 'charged' } });
    expect(bill({ ...parts, billing }).headline.cost_usd).toBe(0.6);
  });
});

describe('what commitments change', () => {
  it('a reservation that nothing uses is paid: two of another type at 0.50 for 2 h', () => {
    const { headline, commitments } = bill({
      ...fixed(1),
      billing: committed({ reservations: [{ usage: NOT_COVERED, instances: 2, usdPerHour: 0.5 }] }),
    });
    expect(headline).toMatchObject({ cost_usd: 4, cost_on_demand_usd: 2, commitments_usd: 2 });
    expect(commitments).toEqual([
      { commitment: 'reservedInstances', fee_usd: 2, used_usd: 0, used_percent: 0, covered_usd: 0, cost_usd: 2 },
    ]);
  });

  it('two reserved at 0.60 of three that run: 2 x 2 x 0.60 + 2 x 1', () => {
    const { headline, commitments, files } = bill({
      ...fixed(3),
      billing: committed({ reservations: [{ usage: 0, instances: 2, usdPerHour: 0.6 }] }),
    });
    expect(headline).toMatchObject({ cost_usd: 4.4, cost_on_demand_usd: 6, commitments_usd: -1.6 });
    expect(commitments[0]).toMatchObject({ fee_usd: 2.4, used_percent: 100, covered_usd: 4 });
    expect(byHour(files['costs.csv'])).toEqual([
      [0, 'instances', 3],
      [0, 'reservedInstances', -0.8],
      [1, 'instances', 3],
      [1, 'reservedInstances', -0.8],
    ]);
  });

  it('a Savings Plan covers a part: 0.40 an hour at 20 % off buy half an instance-hour of each: 2 x (0.40 + 0.50)', () => {
    const { headline, commitments } = bill({
      ...fixed(1),
      billing: committed({ savingsPlan: { usdPerHour: 0.4, percentOff: [20, null] } }),
    });
    expect(headline).toMatchObject({ cost_usd: 1.8, commitments_usd: -0.2 });
    expect(commitments).toEqual([
      { commitment: 'savingsPlan', fee_usd: 0.8, used_usd: 0.8, used_percent: 100, covered_usd: 1, cost_usd: -0.2 },
    ]);
  });

  it('Spot is not covered: both are paid', () => {
    const { headline } = bill({
      capacityProviders: [spotGroup()],
      market: { pools: [spot()] },
      billing: committed({ reservations: [{ usage: 0, instances: 1, usdPerHour: 0.6 }] }),
    });
    expect(headline).toMatchObject({ cost_usd: 1.8, cost_spot_usd: 0.6, commitments_usd: 1.2 });
  });

  it('what is so far is on the chart, in the half of an hour too', () => {
    const { series } = bill({ ...fixed(2), billing: committed({ reservations: [{ usage: 0, instances: 1, usdPerHour: 0.6 }] }) });
    // 1 at list and 0.60: 1.60 an hour.
    expect([29, 59, 89].map((i) => series.costUsd[i])).toEqual([0.8, 1.6, 2.4]);
  });
});

describe('what other items cost', () => {
  it('root volumes, addresses, a load balancer and traffic each on a line of their own', () => {
    const { headline, items, files } = bill({
      ...fixed(2),
      minutes: 90,
      billing: terms({
        items: {
          rootVolume: { gib: 73, usdPerGibMonth: 0.1 },
          publicIpv4: { instances: true, fargateTasks: false },
          loadBalancers: { count: 1, lcu: 2, usdPerHour: 0.02, usdPerLcuHour: 0.01 },
          zoneTraffic: { gbPerHour: 5, usdPerGb: 0.01 },
        },
      }),
    });
    // 2 x 1.5 h of each: a volume is 73 x 0.1 / 730 = 0.01 an hour, an address 0.005. The load balancer: 2 begun hours at 0.04. 1.5 h x 5 GB x 2 sides.
    expect(items).toEqual([
      { item: 'rootVolume', cost_usd: 0.03 },
      { item: 'publicIpv4', cost_usd: 0.015 },
      { item: 'loadBalancers', cost_usd: 0.08 },
      { item: 'zoneTraffic', cost_usd: 0.15 },
    ]);
    expect(headline).toMatchObject({ cost_usd: 3.275, cost_on_demand_usd: 3, cost_items_usd: 0.275 });
    expect(byHour(files['costs.csv']).filter(([, item]) => item === 'loadBalancers')).toEqual([
      [0, 'loadBalancers', 0.04],
      [1, 'loadBalancers', 0.04],
    ]);
  });

  it('an instance that is free has paid for its volume', () => {
    const billing = terms({ items: { rootVolume: { gib: 73, usdPerGibMonth: 0.1 } } });
    const { items } = bill({ capacityProviders: [spotGroup()], market: { pools: [spot()], overlays: interruptedAt(10) }, billing });
    expect(items).toEqual([{ item: 'rootVolume', cost_usd: 0.02 }]);
  });
});

describe('what tasks and services cost', () => {
  const halves = [
    taskDefinition({ cpuUnits: 2048, memoryMib: 8000 }),
    taskDefinition({ family: 'small', cpuUnits: 1024, memoryMib: 4000 }),
  ];

  it('an instance is split between two services by what they reserve, with what is idle before the second comes', () => {
    // 2 : 1 of 1 USD an hour from the start for an hour; alone in the second it bears all.
    const services = [
      service(1, { capacity: onLaunchType }),
      service(
        [
          [0, 1],
          [60, 0],
        ],
        { name: 'worker', taskDefinition: 1, capacity: onLaunchType },
      ),
    ];
    const { costs, files } = bill({ ...fixed(2), taskDefinitions: halves, services });
    expect(costs).toEqual([1.666667, 0.333333, 2]);
    expect(files['tasks.csv'].map((row) => [row.name, row.cost_usd])).toEqual([
      ['worker', '0.333333'],
      ['web', '1.666667'],
    ]);
  });

  it('what nobody reserved is idle where it is kept apart', () => {
    const billing = terms({ settings: { ...BILLING_DEFAULTS, unusedCost: 'apart' } });
    const { costs, files } = bill({ ...fixed(1), taskDefinitions: halves, services: [service(1, { capacity: onLaunchType })], billing });
    expect(costs).toEqual([1, 1]);
    expect(files['tasks.csv'][0].cost_usd).toBe('1');
  });

  it('a task that never had an instance has no cost', () => {
    const { files } = bill({ ...fixed(1), workloads: [batch([0], 5, 30 * MINUTE, { capacity: onLaunchType })] });
    expect(files['tasks.csv'].map((row) => row.cost_usd)).toEqual(['', '0.125', '0.125', '0.125', '0.125']);
  });
});
