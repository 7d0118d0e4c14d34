import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bill, NOT_COVERED } from '../../src/billing/bill.js';
import { billedUntil } from '../../src/billing/billed-time.js';
import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import { changeOf, commitmentsByHour } from '../../src/billing/commitments.js';
import { usdOf } from '../../src/billing/money.js';
import { costOf, tariffOf } from '../../src/billing/tariff.js';
import { reread } from '../reread.js';
import { LINES, OWNERS, ROOM, runToy, type ToyInstance, type ToyTask } from './toy-cluster.js';
import { grains, HOUR } from './usd.js';

const moment = fc.oneof(
  fc.integer({ min: 0, max: 5 * HOUR }),
  fc.integer({ min: 0, max: 5 }).map((hour) => hour * HOUR),
);
const path = fc.uniqueArray(moment, { minLength: 1, maxLength: 6 }).chain((times) =>
  fc.record({
    atMs: fc.constant([...times].sort((a, b) => a - b)),
    usdPerHour: fc.array(
      fc.integer({ min: 0, max: 5e6 }).map((micro) => micro / 1e6),
      { minLength: times.length, maxLength: times.length },
    ),
  }),
);
const stretch = fc.tuple(moment, moment).map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
const charge = fc.record({ line: fc.integer({ min: 0, max: 2 }), usage: fc.constantFrom(NOT_COVERED, 0, 1), path, stretch });

describe('the cost of a stretch of time', () => {
  it('is the same however it is cut, at price changes or anywhere', () => {
    fc.assert(
      fc.property(path, stretch, fc.array(moment), (prices, { fromMs, toMs }, cuts) => {
        const tariff = tariffOf(prices);
        const ends = [fromMs, ...[...cuts, ...prices.atMs].filter((ms) => ms > fromMs && ms < toMs).sort((a, b) => a - b), toMs];
        const parts = ends.slice(1).map((end, i) => costOf(tariff, ends[i], end));
        expect(grains(parts)).toBe(costOf(tariff, fromMs, toMs));
      }),
    );
  });

  it('is what adding up price by price gives', () => {
    fc.assert(
      fc.property(path, stretch, (prices, { fromMs, toMs }) => {
        let usd = 0;
        prices.usdPerHour.forEach((price, i) => {
          const from = Math.max(fromMs, i === 0 ? 0 : prices.atMs[i]);
          const to = Math.min(toMs, prices.atMs[i + 1] ?? Number.POSITIVE_INFINITY);
          usd += (price * Math.max(0, to - from)) / HOUR;
        });
        expect(usdOf(costOf(tariffOf(prices), fromMs, toMs))).toBeCloseTo(usd, 9);
      }),
    );
  });

  it('is billed in whole seconds that cover it, and at least the minimum', () => {
    fc.assert(
      fc.property(stretch, fc.integer({ min: 0, max: 300 }), ({ fromMs, toMs }, minimum) => {
        const billedMs = billedUntil(fromMs, toMs, minimum) - fromMs;
        expect(billedMs % 1000).toBe(0);
        expect(billedMs).toBeGreaterThanOrEqual(Math.max(toMs - fromMs, 1000 * minimum));
        expect(billedMs).toBeLessThan(Math.max(toMs - fromMs + 1000, 1000 * minimum + 1));
      }),
    );
  });
});

describe('a bill', () => {
  const billOf = (charges: readonly (typeof charge extends fc.Arbitrary<infer T> ? T : never)[]) => {
    const bill = new Bill(3, 2);
    for (const { line, usage, path: prices, stretch: time } of charges) bill.add({ line, usage, tariff: tariffOf(prices), ...time });
    return bill;
  };

  it('does not depend on the order of its charges', () => {
    fc.assert(
      fc.property(
        fc
          .array(charge, { maxLength: 8 })
          .chain((charges) => fc.tuple(fc.constant(charges), fc.shuffledSubarray(charges, { minLength: charges.length }))),
        ([charges, shuffled]) => {
          const [a, b] = [billOf(charges), billOf(shuffled)];
          for (const line of [0, 1, 2]) expect([b.of(line), b.byHour(line)]).toEqual([a.of(line), a.byHour(line)]);
          expect(b.usage()).toEqual(a.usage());
        },
      ),
    );
  });

  it('is the sum of its hours, and each hour is what was charged for that hour', () => {
    fc.assert(
      fc.property(fc.array(charge, { maxLength: 6 }), (charges) => {
        const bill = billOf(charges);
        for (const line of [0, 1, 2]) {
          expect(grains(bill.byHour(line))).toBe(bill.of(line));
          bill.byHour(line).forEach((money, hour) => {
            const within = charges
              .filter((one) => one.line === line)
              .map(({ path: prices, stretch: { fromMs, toMs } }) => {
                const from = Math.min(Math.max(fromMs, hour * HOUR), toMs);
                return costOf(tariffOf(prices), from, Math.max(from, Math.min(toMs, (hour + 1) * HOUR)));
              });
            expect(money).toBe(grains(within));
          });
        }
      }),
    );
  });

  it('has a value for each hour up to the last that costs something', () => {
    const bill = billOf([{ line: 0, usage: 1, path: { atMs: [0], usdPerHour: [1] }, stretch: { fromMs: HOUR, toMs: 3 * HOUR } }]);
    expect(bill.byHour(0).map(usdOf)).toEqual([0, 1, 1]);
    expect(bill.usage().map(({ ms }) => ms)).toEqual([[], [0n, BigInt(HOUR), BigInt(HOUR)]]);
  });

  it('goes on after it was put away, and a copy is its own', () => {
    fc.assert(
      fc.property(fc.array(charge, { maxLength: 5 }), fc.array(charge, { maxLength: 5 }), (first, second) => {
        const whole = billOf([...first, ...second]);
        const resumed = new Bill(3, 2);
        resumed.load(reread(billOf(first).save()));
        const copy = resumed.copy();
        for (const { line, usage, path: prices, stretch: time } of second) resumed.add({ line, usage, tariff: tariffOf(prices), ...time });
        for (const line of [0, 1, 2]) {
          expect([resumed.of(line), resumed.byHour(line)]).toEqual([whole.of(line), whole.byHour(line)]);
          expect(copy.of(line)).toBe(billOf(first).of(line));
        }
        expect(resumed.usage()).toEqual(whole.usage());
      }),
    );
  });
});

describe('commitments', () => {
  const commitments = fc.record({
    reservations: fc.array(
      fc.record({
        usage: fc.integer({ min: 0, max: 1 }),
        instances: fc.integer({ min: 0, max: 3 }),
        usdPerHour: fc.constantFrom(0, 0.3, 1),
      }),
      { maxLength: 3 },
    ),
    savingsPlan: fc.option(
      fc.record({
        usdPerHour: fc.constantFrom(0, 0.5, 4),
        percentOff: fc.tuple(fc.constantFrom(null, 0, 20), fc.constantFrom(null, 33.3333, 60)),
      }),
    ),
  });

  it('cover no more than there is and no more than is paid for, and never make a plan cost more than its fee', () => {
    fc.assert(
      fc.property(fc.array(charge, { maxLength: 6 }), commitments, fc.integer({ min: 1, max: 6 * HOUR }), (charges, committed, runMs) => {
        const bill = new Bill(3, 2);
        for (const { line, usage, path: prices, stretch: time } of charges) bill.add({ line, usage, tariff: tariffOf(prices), ...time });
        const usages = bill.usage();
        for (const [hour, one] of commitmentsByHour(usages, committed, runMs).entries()) {
          const list = usages.reduce((sum, { money }) => sum + (money[hour] ?? 0n), 0n);
          expect(one.reserved.covered + one.plan.covered <= list).toBe(true);
          for (const { used, fee } of [one.reserved, one.plan]) expect(used <= fee).toBe(true);
          expect(one.plan.used <= one.plan.covered + 2n).toBe(true);
          expect(changeOf(one)).toBe(one.reserved.fee + one.plan.fee - one.reserved.covered - one.plan.covered);
        }
      }),
    );
  });
});

describe('the cost of owners', () => {
  const instance: fc.Arbitrary<ToyInstance> = fc
    .record({ path, time: stretch, line: fc.integer({ min: 0, max: LINES - 1 }), isSpot: fc.boolean(), isInterrupted: fc.boolean() })
    .chain(({ time, ...rest }): fc.Arbitrary<ToyInstance> => {
      const span = time.toMs - time.fromMs;
      const task: fc.Arbitrary<ToyTask> = fc
        .record({
          owner: fc.integer({ min: 0, max: OWNERS - 1 }),
          cpuUnits: fc.integer({ min: 0, max: ROOM.cpuUnits / 4 }),
          memoryMib: fc.integer({ min: 0, max: ROOM.memoryMib / 4 }),
          // Few moments, so that several things happen in the same one.
          from: fc.integer({ min: 0, max: 4 }),
          length: fc.integer({ min: 0, max: 4 }),
        })
        .filter(({ length }) => length > 0)
        .map(({ from, length, ...sizes }) => ({
          ...sizes,
          fromMs: time.fromMs + Math.floor((span * from) / 8),
          toMs: time.fromMs + Math.floor((span * (from + length)) / 8),
        }))
        .filter(({ fromMs, toMs }) => fromMs < toMs);
      return span < 16
        ? fc.constant({ ...rest, ...time, tasks: [] })
        : fc.array(task, { maxLength: 4 }).map((tasks) => ({ ...rest, ...time, tasks }));
    });
  const cluster = fc.array(instance, { maxLength: 4 });
  const owners = [...Array(OWNERS).keys()];
  const lines = [...Array(LINES).keys()];

  it('and what is idle is the bill, to the grain, whatever is kept apart', () => {
    fc.assert(
      fc.property(cluster, fc.constantFrom('shared', 'apart'), (instances, unusedCost) => {
        const { bill, allocation, idle } = runToy(instances, (event) => event);
        const settings = { ...BILLING_DEFAULTS, unusedCost } as const;
        const borne = owners.map((owner) => allocation.ofOwner(owner, settings));
        const unused = unusedCost === 'shared' ? [] : allocation.byOwner.map((split) => split.unused.money);
        expect(grains([...borne, ...unused]) + idle).toBe(grains(lines.map((line) => bill.of(line))));
      }),
    );
  });

  it('is what their tasks bear, to the grain, and by hour it adds up to that', () => {
    fc.assert(
      fc.property(cluster, moment, (instances, pauseMs) => {
        const { allocation, shared } = runToy(instances, (event) => event, pauseMs);
        for (const owner of owners) {
          const ofOwner = (of: typeof allocation) => of.ofOwner(owner, BILLING_DEFAULTS);
          expect([ofOwner(shared.allocation), shared.allocation.creditedTo(owner, BILLING_DEFAULTS)]).toEqual([
            ofOwner(allocation),
            allocation.creditedTo(owner, BILLING_DEFAULTS),
          ]);
          const byHours = shared.hours[owner].reduce((sum, grains) => sum + grains, 0);
          expect(usdOf(byHours)).toBeCloseTo(usdOf(ofOwner(allocation)), 9);
        }
      }),
    );
  });

  it('is in the hour in which the instance was there', () => {
    const tasks = [{ owner: 0, ...ROOM, fromMs: HOUR / 2, toMs: 3 * HOUR }];
    const path = { atMs: [0, 2 * HOUR], usdPerHour: [1, 3] };
    const toy = { path, fromMs: 0, toMs: 4 * HOUR, line: 0, isSpot: false, isInterrupted: false, tasks };
    const { shared } = runToy([toy], (event) => event);
    expect(shared.hours[0].map((grains) => Number(usdOf(grains).toFixed(9)))).toEqual([0.5, 1, 3, 0]);
    const free = { ...toy, toMs: HOUR - 1, isSpot: true, isInterrupted: true, tasks: [{ ...tasks[0], toMs: HOUR - 1 }] };
    expect(runToy([free], (event) => event).shared.hours[0].every((grains) => usdOf(grains) === 0)).toBe(true);
  });

  it('depends neither on the order within a millisecond nor on pauses', () => {
    fc.assert(
      fc.property(cluster, moment, (instances, pauseMs) => {
        const [a, b, c] = [
          runToy(instances, (event) => event),
          runToy(instances, (event) => -event),
          runToy(instances, (event) => event, pauseMs),
        ];
        expect(b.allocation.save()).toEqual(a.allocation.save());
        expect(c.allocation.save()).toEqual(a.allocation.save());
      }),
    );
  });

  it('is what looking at every moment gives', () => {
    fc.assert(
      fc.property(instance, (one) => {
        const { allocation } = runToy([{ ...one, isSpot: false }], (event) => event);
        const naive = naively(one);
        for (const owner of owners) expect(usdOf(allocation.ofOwner(owner, BILLING_DEFAULTS))).toBeCloseTo(naive[owner], 9);
      }),
    );
  });
});

/** Cuts time wherever anything changes, and shares each piece out by the formula of AWS. */
function naively({ path: prices, tasks, fromMs, toMs }: ToyInstance): number[] {
  const usd = Array.from({ length: OWNERS }, () => 0);
  const cuts = [...new Set([fromMs, toMs, ...prices.atMs, ...tasks.flatMap((task) => [task.fromMs, task.toMs])])].filter(
    (ms) => ms >= fromMs && ms <= toMs,
  );
  cuts.sort((a, b) => a - b);
  for (let i = 1; i < cuts.length; i++) {
    const here = tasks.filter((task) => task.fromMs <= cuts[i - 1] && task.toMs >= cuts[i]);
    const unit = usdOf(costOf(tariffOf(prices), cuts[i - 1], cuts[i])) / (9 * ROOM.cpuUnits + ROOM.memoryMib);
    const cpu = here.reduce((sum, task) => sum + task.cpuUnits, 0);
    const memory = here.reduce((sum, task) => sum + task.memoryMib, 0);
    for (const { owner, cpuUnits, memoryMib } of here) {
      // All of the CPU's cost is shared by owners that reserve CPU, and all of the memory's by those that reserve memory.
      if (cpu > 0) usd[owner] += (9 * unit * ROOM.cpuUnits * cpuUnits) / cpu;
      if (memory > 0) usd[owner] += (unit * ROOM.memoryMib * memoryMib) / memory;
    }
  }
  return usd;
}
