import { describe, expect, it } from 'vitest';
import { NOT_COVERED } from '../../src/billing/bill.js';
import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import type { Commitments } from '../../src/billing/commitments.js';
import type { BillingTerms } from '../../src/billing/terms.js';
import type { FargateProvider } from '../../src/fargate/providers.js';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import type { Overlay } from '../../src/market/overlays.js';
import { onDemandPool, type Pool, spotPool } from '../../src/market/pools.js';
import { RunAccounts } from '../../src/record/ledger/run-accounts.js';
import { measure } from '../../src/record/measure.js';
import { fargatePool } from '../../src/sim/providers/fargate/pools.js';
import type { CapacityProviderSpec, TaskDefinitionSpec } from '../../src/sim/setup.js';
import { PLAIN_BILLING } from '../billing/terms.js';
import { bill } from '../report/bill.js';
import {
  batch,
  constant,
  fargate,
  instanceType,
  MINUTE,
  onLaunchType,
  onProvider,
  provider,
  service,
  setup,
  simulationOf,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

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
const fargatePoolOf = (provider: number) => [
  fargatePool({ provider: provider as FargateProvider, zone: 0, zoneName: 'us-east-1a' }, MARKET_DEFAULTS),
];
const fixed = (count: number) => ({ capacityProviders: [], staticInstances: [staticInstance({ count })] });
/** By hour: [hour, item, USD]. */
const byHour = (rows: readonly Record<string, string>[]) =>
  rows.map((row) => [Number(row.hour_ms) / 3_600_000, row.item, Number(row.cost_usd)]);

describe('the cost of instances', () => {
  it('at 1 USD an hour, from 1,800 s at 2 USD, over two hours: 3.50 USD', () => {
    const price = { atMs: [0, 1_800_000], usdPerHour: [1, 2] };
    const { headline, files, spotPools } = bill({
      capacityProviders: [spotGroup({ spotMaxPrice: 9 })],
      instanceTypes: [instanceType({ usdPerHour: 4 })],
      market: { pools: [spot({ price })] },
    });
    expect(headline.cost_usd).toBe(3.5);
    expect(spotPools).toEqual([
      {
        instance_type: instanceType().name,
        availability_zone: 'us-east-1a',
        instance_hours: 2,
        cost_usd: 3.5,
        on_demand_cost_usd: 8,
        savings_usd: 4.5,
        savings_percent: 56.25,
        mean_usd_per_hour: 1.75,
      },
    ]);
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

  it('[C.SPOT-02] a first hour on Spot that EC2 interrupts is free, or charged where the scenario sets so', () => {
    // Taken at 0:12, replaced at once: 108 minutes at 0.30; with the 12 minutes two hours.
    const parts = { capacityProviders: [spotGroup()], market: { pools: [spot()], overlays: interruptedAt(10) } };
    expect(bill(parts).headline.cost_usd).toBe(0.54);
    const billing = terms({ settings: { ...BILLING_DEFAULTS, spotInterruptedFirstHour: 'charged' } });
    expect(bill({ ...parts, billing }).headline.cost_usd).toBe(0.6);
  });
});

describe('the effect of commitments', () => {
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

  it('the cost so far is on the chart, in the half of an hour too', () => {
    const { series } = bill({ ...fixed(2), billing: committed({ reservations: [{ usage: 0, instances: 1, usdPerHour: 0.6 }] }) });
    // 1 at list and 0.60: 1.60 an hour.
    expect([29, 59, 89].map((i) => series.costUsd[i])).toEqual([0.8, 1.6, 2.4]);
  });
});

describe('the cost of other items', () => {
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
      { item: 'rootVolume', cost_usd: 0.03, amount: 0.3, unit: 'GiB-months' },
      { item: 'publicIpv4', cost_usd: 0.015, amount: 3, unit: 'address-hours' },
      { item: 'loadBalancers', cost_usd: 0.08, amount: 2, unit: 'load balancer-hours' },
      { item: 'zoneTraffic', cost_usd: 0.15, amount: 15, unit: 'GB' },
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
    expect(items).toEqual([{ item: 'rootVolume', cost_usd: 0.02, amount: 0.2, unit: 'GiB-months' }]);
  });
});

/** On 0.04 USD a vCPU-hour and 0.004 a GB-hour, 0.016 and 0.0016 on FARGATE_SPOT, 0.001 a GB-hour of storage. */
const FARGATE_PRICES: BillingTerms['fargate'] = {
  'linux.x86_64.on-demand': { usdPerVcpuHour: 0.04, usdPerGbHour: 0.004, storageUsdPerGbHour: 0.001 },
  'linux.x86_64.spot': { usdPerVcpuHour: 0.016, usdPerGbHour: 0.0016, storageUsdPerGbHour: 0.001 },
  'linux.arm64.on-demand': { usdPerVcpuHour: 0.03, usdPerGbHour: 0.003 },
  'windows.x86_64.on-demand': { usdPerVcpuHour: 0.05, usdPerGbHour: 0.005, licenseUsdPerVcpuHour: 0.046 },
};
const [FARGATE, FARGATE_SPOT] = [0, 1];

/** The pull of an image begins a minute after the request, and every task runs from then on: with no groups FARGATE is provider 0. */
function onFargate(definition: Partial<TaskDefinitionSpec>, run: { minutes: number; provider?: number; terms?: Partial<BillingTerms> }) {
  const { minutes, provider: to = FARGATE, terms: more } = run;
  return bill({
    capacityProviders: [],
    taskDefinitions: [taskDefinition({ cpuUnits: 1024, memoryMib: 2048, eni: 1, ...definition })],
    workloads: [batch([0], 1, minutes * MINUTE, { capacity: onProvider(to) })],
    market: { pools: [FARGATE, FARGATE_SPOT].flatMap((provider) => fargatePoolOf(provider)) },
    fargate: fargate({ zones: [0] }),
    billing: terms({ fargate: FARGATE_PRICES, ...more }),
  });
}

describe('[T.COST-3, T.COST-5] the cost of a task on Fargate', () => {
  it('from the pull of its image to its end: 1 vCPU and 2 GB for an hour 0.048, borne by its workload alone', () => {
    const { headline, providers, files, costs } = onFargate({}, { minutes: 60 });
    expect(headline).toMatchObject({ cost_usd: 0.048, cost_fargate_usd: 0.048, cost_on_demand_usd: 0.048, instance_hours: 0 });
    expect(providers.map((one) => [one.capacity_provider, one.cost_usd])).toEqual([
      ['FARGATE', 0.048],
      ['FARGATE_SPOT', 0],
    ]);
    expect(costs).toEqual([0.048, 0]);
    const [task] = files['tasks.csv'];
    expect([task.capacity_provider, task.pending_ms, task.cost_usd]).toEqual(['FARGATE', '60000', '0.048']);
    // 59 minutes are in the first hour of the run.
    expect(byHour(files['costs.csv'])).toEqual([
      [0, 'fargateTasks', 0.0472],
      [1, 'fargateTasks', 0.0008],
    ]);
  });

  it('59 s cost a minute', () => expect(onFargate({}, { minutes: 59 / 60 }).headline.cost_usd).toBe(0.0008));

  it('on FARGATE_SPOT at its own price, which saves 60 % of that of FARGATE', () => {
    const { headline, providers } = onFargate({}, { minutes: 60, provider: FARGATE_SPOT });
    expect(headline).toMatchObject({
      cost_usd: 0.0192,
      cost_spot_usd: 0.0192,
      cost_fargate_usd: 0.0192,
      spot_savings_usd: 0.0288,
      spot_savings_percent: 60,
    });
    expect(providers.map((one) => one.cost_usd)).toEqual([0, 0.0192]);
  });

  it('80 GB of storage beyond the 20 that are included: 0.08 more', () =>
    expect(onFargate({ fargate: { storageGib: 100 } }, { minutes: 60 }).headline.cost_usd).toBe(0.128));

  it('on ARM at its own price: 0.03 + 2 x 0.003', () =>
    expect(onFargate({ architecture: 'arm64' }, { minutes: 60 }).headline.cost_usd).toBe(0.036));

  it('with a Windows licence: 0.05 + 0.046 + 2 x 0.005, five minutes at least', () => {
    expect(onFargate({ operatingSystem: 'windows' }, { minutes: 60 }).headline.cost_usd).toBe(0.106);
    expect(onFargate({ operatingSystem: 'windows' }, { minutes: 1 }).headline.cost_usd).toBe(0.008833);
  });

  it('an instance that runs on is billed to the end of the run, and until then so far', () => {
    const { headline, series } = onFargate({}, { minutes: 600 });
    expect(headline.cost_usd).toBe(0.0952); // 119 min.
    expect(series.costUsd[60]).toBe(0.048); // At 61 min.
  });

  it('an address of its own, if the scenario charges it: 0.005 an hour', () => {
    const address = { publicIpv4: { instances: false, fargateTasks: true } };
    const { headline, costs } = onFargate({}, { minutes: 60, terms: { items: address } });
    expect([headline.cost_usd, headline.cost_items_usd, costs[0]]).toEqual([0.053, 0.005, 0.048]);
  });

  it('a Savings Plan covers vCPUs and memory, not storage: 0.048 at half price, and 0.08', () => {
    const commitments = { reservations: [], savingsPlan: { usdPerHour: 0.024, percentOff: [null, 50] } };
    const { commitments: told } = onFargate({ fargate: { storageGib: 100 } }, { minutes: 600, terms: { commitments } });
    // In 119 of 120 minutes.
    expect(told).toEqual([
      { commitment: 'savingsPlan', fee_usd: 0.048, used_usd: 0.0476, used_percent: 99.167, covered_usd: 0.0952, cost_usd: -0.0472 },
    ]);
  });

  it('a cluster of both is one bill', () => {
    const { headline, providers, costs } = bill({
      capacityProviders: [spotGroup({ name: 'spot' })],
      services: [service(1), service(1, { name: 'api', capacity: onProvider(1) })],
      taskDefinitions: [taskDefinition({ cpuUnits: 1024, memoryMib: 2048 })],
      market: { pools: [spot(), ...fargatePoolOf(FARGATE)] },
      fargate: fargate({ zones: [0] }),
      billing: terms({ fargate: FARGATE_PRICES }),
    });
    // 2 h at 0.30, and 119 min at 0.048 an hour.
    expect(providers.map((one) => [one.capacity_provider, one.cost_usd])).toEqual([
      ['spot', 0.6],
      ['FARGATE', 0.0952],
      ['FARGATE_SPOT', 0],
    ]);
    expect([headline.cost_usd, ...costs]).toEqual([0.6952, 0.6, 0.0952, 0]);
  });
});

describe('[A.ASG-15, A.ASG-16] the cost of a warm pool', () => {
  /** Four tasks to an instance: one from the start, a second from 1:00 on, out of a pool of at least `minSize` that has two at the start. */
  const pooled = (state: 'Stopped' | 'Running', minSize = 0) =>
    bill({
      capacityProviders: [
        provider({
          initialSize: 1,
          minSize: 1,
          maxSize: 3,
          warmPool: { minSize, maxGroupPreparedCapacity: null, state, isChecked: false },
        }),
      ],
      services: [
        service([
          [0, 4],
          [60, 8],
        ]),
      ],
      timings: { instanceBoot: constant(10 * MINUTE), warmStart: constant(MINUTE) },
      billing: terms({ items: { rootVolume: { gib: 73, usdPerGibMonth: 0.1 } } }),
    });
  const billed = ({ files }: ReturnType<typeof bill>) =>
    files['instances.csv'].map((row) => [Number(row.billed_seconds), Number(row.cost_usd)]);

  it('stopped, its volumes: 3 x 2 h at 0.01, 2 h of the first at 1, 1 h of the second, which starts at 1:00', () => {
    const cold = pooled('Stopped');
    expect(cold.headline).toMatchObject({ cost_usd: 3.06, instance_hours: 3, cost_items_usd: 0.06 });
    expect(billed(cold)).toEqual([
      [7200, 2],
      [3600, 1],
      [0, 0],
    ]);
    expect(byHour(cold.files['costs.csv'])).toEqual([
      [0, 'instances', 1],
      [0, 'rootVolume', 0.03],
      [1, 'instances', 2],
      [1, 'rootVolume', 0.03],
    ]);
    // The minute of the warm start belongs to no task.
    expect(cold.costs).toEqual([2.983333, 0.016667]);
    expect(cold.series.costUsd[58]).toBe(1.0128); // 59 min x (1 + 3 x 0.01)
  });

  it('running, as any instance: three for 2 h, and their volumes', () => {
    const { headline, costs } = pooled('Running');
    expect([headline.cost_usd, ...costs]).toEqual([6.06, 3, 3]);
  });

  it('until it is stopped for the first time: the one that fills the pool up boots for 10 minutes', () => {
    // Volumes: three for 2 h, one for 1 h.
    const { headline, files } = pooled('Stopped', 2);
    expect(billed({ files } as ReturnType<typeof bill>).map(([seconds]) => seconds)).toEqual([7200, 3600, 0, 600]);
    expect(headline.cost_usd).toBeCloseTo(3 + 1 / 6 + 0.07, 6);
  });
});

describe('the cost of tasks and services', () => {
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

  it('unreserved capacity is idle where it is kept apart', () => {
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

describe('a bill that was put away in mid-run', () => {
  it('goes on as if nothing had happened', () => {
    const warmPool = { minSize: 1, maxGroupPreparedCapacity: null, state: 'Stopped', isChecked: false } as const;
    const what = setup({
      minutes: 120,
      capacityProviders: [spotGroup({ name: 'spot' }), provider({ name: 'warm', initialSize: 1, warmPool, maxSize: 2 })],
      services: [
        service(2),
        service(
          [
            [0, 4],
            [20, 8],
          ],
          { name: 'warmed', capacity: onProvider(1) },
        ),
      ],
      workloads: [
        batch([0, 30, 50], 2, 20 * MINUTE, {
          capacity: { kind: 'strategy', items: [2, 3].map((of) => ({ provider: of, base: 0, weight: 1 })) },
        }),
      ],
      market: { pools: [spot(), onDemandPool(PLACE, 1), ...[FARGATE, FARGATE_SPOT].flatMap(fargatePoolOf)], overlays: interruptedAt(40) },
      fargate: fargate({ zones: [0] }),
      billing: terms({
        fargate: FARGATE_PRICES,
        items: { rootVolume: { gib: 8, usdPerGibMonth: 0.1 }, publicIpv4: { instances: true, fargateTasks: true } },
        commitments: { reservations: [], savingsPlan: { usdPerHour: 0.01, percentOff: [10, 20] } },
      }),
    });
    const { simulation, recorder } = simulationOf(what);
    simulation.advance();
    const ledgerOf = () => new RunAccounts(what, { hasShares: true });
    const report = (accounts: RunAccounts, from: number, to: number) => {
      for (const {
        kind,
        atMs,
        args: [a, b, c, d, e, f],
      } of recorder.facts.slice(from, to))
        accounts.onFact(kind, atMs, a, b, c, d, e, f);
      return accounts;
    };
    const { length } = recorder.facts;
    const whole = measure(report(ledgerOf(), 0, length), what.durationMs);
    expect(whole.headline.cost_fargate_usd).toBeGreaterThan(0);
    for (let cut = 0; cut < length; cut += 7) {
      const second = ledgerOf();
      second.load(structuredClone(report(ledgerOf(), 0, cut).save()));
      expect(measure(report(second, cut, length), what.durationMs)).toEqual(whole);
    }
  });
});
