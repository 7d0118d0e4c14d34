import { describe, expect, it } from 'vitest';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import type { Overlay } from '../../src/market/overlays.js';
import { onDemandPool, spotPool } from '../../src/market/pools.js';
import { shownHours } from '../../src/record/tables/service-costs.js';
import { PLAIN_BILLING } from '../billing/terms.js';
import { instanceType, MINUTE, onLaunchType, provider, service, staticInstance, taskDefinition } from '../sim/setups.js';
import { bill } from './bill.js';

/** An instance costs 1 USD an hour, 0.30 on Spot, and has room for three tasks of a service. A run takes two hours. */
const PLACE = { type: 0, zone: 0, typeName: 'test.xlarge', zoneName: 'us-east-1a' };
const spot = {
  ...spotPool(PLACE, { savingsPercent: 70, interruptionBucket: '<5%', onDemandUsdPerHour: 1 }, MARKET_DEFAULTS),
  reclaimGapMs: null,
};
const spotGroup = provider({
  split: { onDemandBase: 0, onDemandPercentAboveBase: 0 },
  initialSize: 1,
  minSize: 1,
  managedScaling: { ...provider().managedScaling, isEnabled: false },
  isProtected: false,
  isDraining: false,
});
const interruptedAt = (minute: number): Overlay[] => [
  { kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: minute * MINUTE, share: 1 },
];
const web = (desired: Parameters<typeof service>[0] = 1) => service(desired, { capacity: onLaunchType });
const worker = (from: number, until: number) =>
  service(
    [
      [0, 0],
      [from, 1],
      [until, 0],
    ],
    { name: 'worker', capacity: onLaunchType },
  );
const fixed = { capacityProviders: [], staticInstances: [staticInstance()] };
/** Hour, kind, name, USD. */
const rowsOf = (parts: Parameters<typeof bill>[0]) =>
  bill(parts).files['service-costs.csv'].map((row) => [Number(row.hour_ms) / 3_600_000, row.kind, row.name, Number(row.cost_usd)]);

describe('service-costs.csv', () => {
  it('reports what each service bears of each hour: all of an instance, half while another is there', () => {
    // From 0:30 to 1:30 the worker has half of the instance.
    expect(rowsOf({ ...fixed, services: [web(), worker(30, 90)] })).toEqual([
      [0, 'service', 'web', 0.75],
      [0, 'service', 'worker', 0.25],
      [1, 'service', 'web', 0.75],
      [1, 'service', 'worker', 0.25],
    ]);
  });

  it('reports unreserved cost, and what is not shared out, on rows of their own', () => {
    // One instance from 0 on, empty until 1:15; an address at 0.005 an hour.
    const late = web([
      [0, 0],
      [75, 1],
    ]);
    const billing = { ...PLAIN_BILLING, items: { publicIpv4: { instances: true, fargateTasks: true } } };
    expect(rowsOf({ ...fixed, services: [late], billing })).toEqual([
      [0, 'idle', '', 1],
      [0, 'other', '', 0.005],
      [1, 'service', 'web', 0.75],
      [1, 'idle', '', 0.25],
      [1, 'other', '', 0.005],
    ]);
  });

  it('leaves unused cost with no service, where the scenario sets it so', () => {
    const billing = { ...PLAIN_BILLING, settings: { ...PLAIN_BILLING.settings, unusedCost: 'apart' as const } };
    const rows = rowsOf({ ...fixed, services: [web()], billing });
    // It reserves a fifth of what the instance has, by the weights of CPU and memory; the rest is idle.
    const { cpuUnits, memoryMib } = taskDefinition();
    const { cpuUnits: cpuOfAll, memoryMib: memoryOfAll } = instanceType();
    const share = (9 * cpuUnits + memoryMib) / (9 * cpuOfAll + memoryOfAll);
    const near = (usd: number) => expect.closeTo(usd, 5);
    expect(rows).toEqual(
      [0, 1].flatMap((hour) => [
        [hour, 'service', 'web', near(share)],
        [hour, 'idle', '', near(1 - share)],
      ]),
    );
  });

  it('follows a price within the hour', () => {
    const price = { atMs: [0, 30 * MINUTE], usdPerHour: [0.2, 0.4] };
    const rows = rowsOf({ capacityProviders: [spotGroup], services: [service(1)], market: { pools: [{ ...spot, price }] } });
    expect(rows).toEqual([
      [0, 'service', 'web', 0.3],
      [1, 'service', 'web', 0.4],
    ]);
  });

  it('[C.SPOT-02] takes back of each hour what an instance had cost that is free in the end', () => {
    // Launched at 0, taken at 0:50, replaced at once by one that is taken at 1:40 (in its first hour, too), and so on: the last from 1:40 on.
    const overlays = [...interruptedAt(48), ...interruptedAt(98)];
    const rows = rowsOf({ capacityProviders: [spotGroup], services: [service(1)], market: { pools: [spot], overlays } });
    expect(rows).toEqual([[1, 'service', 'web', 0.1]]);
  });

  it('[C.SPOT-02] states by how much tasks cost more than their service bears', () => {
    // Tasks on the instance from 0 to 0:10 (0.05) and, another one, from 0:11 to its end at 0:50 (0.195); from 0:50 to 2:00 the next instance: 0.35.
    const overlays = interruptedAt(48);
    const desired: Parameters<typeof service>[0] = [
      [0, 1],
      [10, 0],
      [11, 1],
    ];
    const { owners, files } = bill({ capacityProviders: [spotGroup], services: [service(desired)], market: { pools: [spot], overlays } });
    expect(files['tasks.csv'].map(({ cost_usd }) => Number(cost_usd))).toEqual([0.05, 0.195, 0.35]);
    expect(owners[0]).toMatchObject({ cost_usd: 0.35, credited_usd: 0.245 });
  });

  it('keeps what an instance had cost that is taken after its first hour', () => {
    // 0:00 to 1:02 and 1:02 to 2:00 at 0.30.
    const rows = rowsOf({ capacityProviders: [spotGroup], services: [service(1)], market: { pools: [spot], overlays: interruptedAt(60) } });
    expect(rows).toEqual([
      [0, 'service', 'web', 0.3],
      [1, 'service', 'web', 0.3],
    ]);
  });

  it('bills an instance without tasks by the hour as well', () => {
    expect(
      rowsOf({ ...fixed, staticInstances: [staticInstance({ count: 2 })], services: [web()], market: { pools: [onDemandPool(PLACE, 1)] } }),
    ).toEqual([
      [0, 'service', 'web', 1],
      [0, 'idle', '', 1],
      [1, 'service', 'web', 1],
      [1, 'idle', '', 1],
    ]);
  });
});

describe('hours as they are written', () => {
  const USD = 3_686_400_000_000_000_000n;

  it('add up to what their total is written as: three thirds of a millionth are one', () => {
    const third = { bearer: 0, money: USD / 3_000_000n } as const;
    const hours = [0, 1, 2, 3].map((hour) => ({ hour, ...third }));
    expect([...shownHours(hours)].map(({ hour, usd }) => [hour, usd])).toEqual([[1, 0.000001]]);
  });

  it('are left out where they are zero, and may be negative', () => {
    const hours = [
      { hour: 0, bearer: 'idle', money: 0n },
      { hour: 0, bearer: 'other', money: -USD / 4n },
    ] as const;
    expect([...shownHours(hours)]).toEqual([{ hour: 0, bearer: 'other', usd: -0.25 }]);
  });
});
