import { describe, expect, it } from 'vitest';
import { Bill } from '../../src/billing/bill.js';
import { hourBegunUntil } from '../../src/billing/billed-time.js';
import { type Commitments, changeOf, commitmentsByHour } from '../../src/billing/commitments.js';
import { usdOf } from '../../src/billing/money.js';
import { tariffOf } from '../../src/billing/tariff.js';
import { ADDRESSED, at, fargateUsd, grains, HOUR, instanceUsd, itemUsd, LINUX, MINUTE, SECOND } from './usd.js';

/** 0.001 $ a second. */
const MILL = at(3.6);
const RISING = { atMs: [0, 1800 * SECOND], usdPerHour: [1, 2] };
const SPOT = { isSpot: true, isInterrupted: true };

describe('the cost of an instance', () => {
  it.each([
    ['1 $/h, 2 $/h from 1,800 s on, over two hours: 0.5 h x 1 + 1.5 h x 2', 3.5, instanceUsd(RISING, { ms: 2 * HOUR })],
    ['launched at the price change: 2 h x 2', 4, instanceUsd(RISING, { fromMs: 1800 * SECOND, ms: 2 * HOUR })],
    ['ended at the price change: 0.5 h x 1', 0.5, instanceUsd(RISING, { ms: 1800 * SECOND })],
    ['59 s cost 60 s', 0.06, instanceUsd(MILL, { ms: 59 * SECOND })],
    ['60 s cost 60 s', 0.06, instanceUsd(MILL, { ms: 60 * SECOND })],
    ['60.001 s cost 61 s', 0.061, instanceUsd(MILL, { ms: 60_001 })],
    ['an instance that ends at once costs 60 s', 0.06, instanceUsd(MILL, { ms: 0 })],
    [
      'seconds count from the launch, not from the clock: 100.5 s to 200.5 s are 100 s',
      0.1,
      instanceUsd(MILL, { fromMs: 100_500, ms: 100_000 }),
    ],
    [
      'what is rounded up costs what is the price then: 30 s, the price doubles at 40 s: 40 s x 0.001 + 20 s x 0.002',
      0.08,
      instanceUsd({ atMs: [0, 40 * SECOND], usdPerHour: [3.6, 7.2] }, { ms: 30 * SECOND }),
    ],
    [
      'a price may change within a second: 50.5 s x 0.001 + 49.5 s x 0.002',
      0.1495,
      instanceUsd({ atMs: [0, 50_500], usdPerHour: [3.6, 7.2] }, { ms: 100 * SECOND }),
    ],
    ['the first price holds before its time too: 1 h x 2', 2, instanceUsd({ atMs: [5 * HOUR], usdPerHour: [2] }, { ms: HOUR })],
    [
      'three prices in three hours: 1 + 0.25 + 0.5',
      1.75,
      instanceUsd({ atMs: [0, HOUR, 2 * HOUR], usdPerHour: [1, 0.25, 0.5] }, { ms: 3 * HOUR }),
    ],
    ['Spot, taken back after 3,599 s: free', 0, instanceUsd(at(1), { ms: 3599 * SECOND, ...SPOT })],
    ['Spot, taken back after 3,600 s: 1 h', 1, instanceUsd(at(1), { ms: HOUR, ...SPOT })],
    ['Spot, ended by its user after 1,800 s: 0.5 h', 0.5, instanceUsd(at(1), { ms: 1800 * SECOND, isSpot: true })],
    [
      'Spot, taken back after 1,800 s, set to be charged: 0.5 h',
      0.5,
      instanceUsd(at(1), { ms: 1800 * SECOND, ...SPOT }, { spotInterruptedFirstHour: 'charged' }),
    ],
    ['an On-Demand instance is charged however it ends', 0.5, instanceUsd(at(1), { ms: 1800 * SECOND, isInterrupted: true })],
    [
      'out of a warm pool twice for 10 s: 2 x 60 s',
      0.12,
      instanceUsd(MILL, { ms: 10_000 }) + instanceUsd(MILL, { fromMs: HOUR, ms: 10_000 }),
    ],
    ['a minimum of one second: 59 s cost 59 s', 0.059, instanceUsd(MILL, { ms: 59 * SECOND }, { ec2MinimumSeconds: 1 })],
  ])('%s', (_, usd, cost) => expect(cost).toBe(usd));
});

describe('[T.COST-3, T.COST-5] the cost of a Fargate task', () => {
  const windows = { usdPerVcpuHour: 0.046552, usdPerGbHour: 0.00511175, licenseUsdPerVcpuHour: 0.046 };
  const WINDOWS = { os: 'windows', cpuUnits: 2048, memoryMib: 4096 } as const;
  it.each([
    ['1 vCPU and 2 GB for an hour: 0.04048 + 2 x 0.004445', 0.04937, fargateUsd({}, HOUR)],
    ['59 s cost 60 s: a sixtieth of that', 0.04937 / 60, fargateUsd({}, 59 * SECOND)],
    [
      '0.25 vCPU and 0.5 GB for 90.2 s: 91 s x (0.25 x 0.04048 + 0.5 x 0.004445) / 3600',
      (91 * 0.0123425) / 3600,
      fargateUsd({ cpuUnits: 256, memoryMib: 512 }, 90_200),
    ],
    ['100 GB of storage: 80 x 0.000111 more', 0.04937 + 0.00888, fargateUsd({ storageGib: 100 }, HOUR)],
    ['20 GB of storage are included', 0.04937, fargateUsd({ storageGib: 20 }, HOUR)],
    ['less gives nothing back', 0.04937, fargateUsd({ storageGib: 10 }, HOUR)],
    [
      'ARM: 4 x 0.03238 + 8 x 0.00356',
      0.158,
      fargateUsd({ arch: 'arm64', cpuUnits: 4096, memoryMib: 8192 }, HOUR, { usdPerVcpuHour: 0.03238, usdPerGbHour: 0.00356 }),
    ],
    ['Windows: 2 x (0.046552 + 0.046) + 4 x 0.00511175', 0.205551, fargateUsd(WINDOWS, HOUR, windows)],
    ['Windows, 61 s cost 300 s: a twelfth of that', 0.205551 / 12, fargateUsd(WINDOWS, 61 * SECOND, windows)],
    ['no licence on Linux, even if it has a price', 0.04937, fargateUsd({}, HOUR, { ...LINUX, licenseUsdPerVcpuHour: 0.046 })],
  ])('%s', (_, usd, cost) => expect(cost).toBeCloseTo(usd, 15));
});

describe('the cost of other items', () => {
  const balancer = { loadBalancers: { count: 1, lcu: 2, usdPerHour: 0.0225, usdPerLcuHour: 0.008 } };
  it.each([
    [
      '30 GiB of a root volume at 0.08 for a mean month of 730 h',
      2.4,
      itemUsd({ rootVolume: { gib: 30, usdPerGibMonth: 0.08 } }, 'rootVolume', 730 * HOUR),
    ],
    ['a public IPv4 address for 10 h: 10 x 0.005', 0.05, itemUsd({ publicIpv4: ADDRESSED }, 'publicIpv4', 10 * HOUR)],
    ['of another price: 10 x 0.004', 0.04, itemUsd({ publicIpv4: { ...ADDRESSED, usdPerHour: 0.004 } }, 'publicIpv4', 10 * HOUR)],
    [
      'a load balancer with 2 LCU for 61 min, so 2 h x (0.0225 + 2 x 0.008)',
      0.077,
      itemUsd(balancer, 'loadBalancers', hourBegunUntil(61 * MINUTE)),
    ],
    [
      '50 GB an hour between zones for 3 h: both sides, so 3 x 50 x 2 x 0.01',
      3,
      itemUsd({ zoneTraffic: { gbPerHour: 50, usdPerGb: 0.01 } }, 'zoneTraffic', 3 * HOUR),
    ],
  ])('%s', (_, usd, cost) => expect(cost).toBeCloseTo(usd, 9));
});

/** One kind of usage per price per hour; instances as [kind, from hour, to hour]. */
function committedUsd(
  prices: readonly number[],
  instances: readonly [number, number, number][],
  commitments: Commitments,
  hours = 1,
): number {
  const bill = new Bill(1, prices.length);
  for (const [usage, from, to] of instances)
    bill.add({ line: 0, usage, tariff: tariffOf(at(prices[usage])), fromMs: from * HOUR, toMs: to * HOUR });
  return usdOf(bill.of(0) + grains(commitmentsByHour(bill.usage(), commitments, hours * HOUR).map(changeOf)));
}

describe('the effect of commitments', () => {
  const two: Commitments = { reservations: [{ usage: 0, instances: 2, usdPerHour: 0.6 }], savingsPlan: null };
  const one: Commitments = { reservations: [{ usage: 0, instances: 1, usdPerHour: 0.6 }], savingsPlan: null };
  const plan = (usdPerHour: number, ...percentOff: (number | null)[]): Commitments => ({
    reservations: [],
    savingsPlan: { usdPerHour, percentOff },
  });
  it.each([
    [
      '2 reserved at 0.60, 3 running at 1.00: 2 x 0.60 + 1.00',
      2.2,
      committedUsd(
        [1],
        [
          [0, 0, 1],
          [0, 0, 1],
          [0, 0, 1],
        ],
        two,
      ),
    ],
    ['2 reserved, 1 running: both are paid, 2 x 0.60', 1.2, committedUsd([1], [[0, 0, 1]], two)],
    ['2 reserved, none running, over 3 h: 3 x 2 x 0.60', 3.6, committedUsd([1], [], two, 3)],
    [
      '1 reserved, 4 running for 15 min each: one hour in all, 0.60',
      0.6,
      committedUsd(
        [1],
        [
          [0, 0, 0.25],
          [0, 0, 0.25],
          [0, 0.5, 0.75],
          [0, 0.75, 1],
        ],
        one,
      ),
    ],
    [
      '1 reserved, 2 running in the second hour only: 0.60 + (0.60 + 1.00)',
      2.2,
      committedUsd(
        [1],
        [
          [0, 1, 2],
          [0, 1, 2],
        ],
        one,
        2,
      ),
    ],
    ['1 reserved of another type: 0.60 + 1.00', 1.6, committedUsd([2, 1], [[1, 0, 1]], one)],
    [
      '1 reserved of the second type, which runs: 2.00 + 0.60',
      2.6,
      committedUsd(
        [2, 1],
        [
          [0, 0, 1],
          [1, 0, 1],
        ],
        { ...one, reservations: [{ usage: 1, instances: 1, usdPerHour: 0.6 }] },
      ),
    ],
    [
      'two reservations and 1.5 h of use: 0.60 + 0.50, nothing at list',
      1.1,
      committedUsd(
        [1],
        [
          [0, 0, 1],
          [0, 0, 0.5],
        ],
        { ...one, reservations: [...one.reservations, { usage: 0, instances: 1, usdPerHour: 0.5 }] },
      ),
    ],
    ['a run of half an hour pays half an hour of it: 0.30', 0.3, committedUsd([1], [[0, 0, 0.5]], one, 0.5)],
    [
      'a plan of 0.90 at 10 % off, 2 running at 1.00: 0.90 + 1.00',
      1.9,
      committedUsd(
        [1],
        [
          [0, 0, 1],
          [0, 0, 1],
        ],
        plan(0.9, 10),
      ),
    ],
    ['a plan of 0.90 and nothing running: 0.90', 0.9, committedUsd([1], [], plan(0.9, 10))],
    ['a plan of 0.45 covers half an hour of the instance: 0.45 + 0.50', 0.95, committedUsd([1], [[0, 0, 1]], plan(0.45, 10))],
    [
      'what one hour leaves of a plan is lost to the next: 2 x 0.90 + 1.00',
      2.8,
      committedUsd(
        [1],
        [
          [0, 0, 1],
          [0, 0, 1],
        ],
        plan(0.9, 10),
        2,
      ),
    ],
    [
      'the highest saving first: 2.00 buys the 4 $ at half, the 10 $ are at list',
      12,
      committedUsd(
        [10, 4],
        [
          [0, 0, 1],
          [1, 0, 1],
        ],
        plan(2, 20, 50),
      ),
    ],
    [
      'then the next: 6.00 is 2.00 of the 4 $, and 4.00 is half of the 10 $ at 20 % off: 6.00 + 5.00',
      11,
      committedUsd(
        [10, 4],
        [
          [0, 0, 1],
          [1, 0, 1],
        ],
        plan(6, 20, 50),
      ),
    ],
    [
      'what is left buys a part: 3.00 is 2.00 of the 4 $, and 1.00 of the 2 $ at 20 % off, 1.25 of it at list: 3.00 + 0.75',
      3.75,
      committedUsd(
        [2, 4],
        [
          [0, 0, 1],
          [1, 0, 1],
        ],
        plan(3, 20, 50),
      ),
    ],
    [
      'used up, it buys no more: 3.00 + 0.75 + 1.00',
      4.75,
      committedUsd(
        [2, 4, 1],
        [
          [0, 0, 1],
          [1, 0, 1],
          [2, 0, 1],
        ],
        plan(3, 20, 50, 10),
      ),
    ],
    ['a plan does not cover what it does not apply to: 5.00 + 1.00', 6, committedUsd([1], [[0, 0, 1]], plan(5, null))],
    [
      'reservations come first: 0.60 of the first instance, the plan of 0.90 for the second',
      1.5,
      committedUsd(
        [1],
        [
          [0, 0, 1],
          [0, 0, 1],
        ],
        { ...one, savingsPlan: { usdPerHour: 0.9, percentOff: [10] } },
      ),
    ],
  ])('%s', (_, usd, cost) => expect(cost).toBeCloseTo(usd, 15));
});
