import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERVICE_DEFAULTS, type ServiceUse } from '../../src/load/resource-use.js';
import { ServiceLoad } from '../../src/load/service.js';
import { draws } from '../extent.js';
import { meanOf, quantileOf, type SimulatedService, simulateService } from './simulated-queue.js';

const MINUTE = 60_000;
const WEB: ServiceUse = { ...SERVICE_DEFAULTS, timeoutMs: null, concurrency: 1, meanMs: 200, cpuMs: 50, cpuUnits: 256, memoryMib: 512 };

/** A service that has had the same load for a day. */
function settled(requests: number, tasks: number, use: Partial<ServiceUse> = {}): ServiceLoad {
  const service = new ServiceLoad({ ...WEB, ...use });
  for (let minute = 0; minute < 1_440; minute++) service.pass(MINUTE, requests, tasks);
  return service;
}

function played(minutes: readonly (readonly [requests: number, tasks: number])[], use: Partial<ServiceUse> = {}): ServiceLoad {
  const service = new ServiceLoad({ ...WEB, ...use });
  for (const [requests, tasks] of minutes) service.pass(MINUTE, requests, tasks);
  return service;
}

const within = (value: number, reference: number, part: number, slack = 0) =>
  expect(Math.abs(value - reference), `${value} is not ${reference}`).toBeLessThanOrEqual(part * Math.abs(reference) + slack);

describe('a steady load below capacity', () => {
  it('waits as M/M/1 does: load / (1 - load) service times, and exponentially', () => {
    for (const load of [0.1, 0.5, 0.8, 0.95]) {
      const service = settled(300 * load, 1);
      within(service.waitMeanMs, (200 * load) / (1 - load), 1e-9);
      within(service.waitP95Ms, Math.max(0, (200 / (1 - load)) * Math.log(load / 0.05)), 1e-9);
      within(service.waitOf(0.01), (200 / (1 - load)) * Math.log(load / 0.01), 1e-9);
      within(service.waitOf(0.5), Math.max(0, (200 / (1 - load)) * Math.log(load / 0.5)), 1e-9);
      expect(service).toMatchObject({ shed: 0, utilization: load });
    }
  });

  it('waits as M/M/2 does: load^2 / (1 - load^2) service times', () => {
    for (const load of [0.2, 0.9]) within(settled(600 * load, 2).waitMeanMs, (200 * load ** 2) / (1 - load ** 2), 1e-9);
  });

  it('waits as M/G/1 does after Pollaczek and Khinchine, for constant, exponential and more varied service', () => {
    for (const serviceVariation of [0, 0.5, 1, 2]) {
      const wait = ((200 * 0.8) / 0.2) * ((1 + serviceVariation ** 2) / 2);
      within(settled(240, 1, { serviceVariation }).waitMeanMs, wait, 1e-9);
    }
  });

  it('does not wait when requests come and are served like clockwork', () => {
    expect(settled(299, 1, { arrivalVariation: 0, serviceVariation: 0 }).waitMeanMs).toBeLessThan(1e-3);
  });

  it('is the same for one task of twenty places and twenty tasks of one', () => {
    expect(settled(5_400, 1, { concurrency: 20 }).waitMeanMs).toBe(settled(5_400, 20).waitMeanMs);
  });

  // Request by request: [variation of gaps, of service, servers, load, greatest error of the mean wait, of its percentiles].
  // The last three are of kinds that others show.
  it.each(
    (
      [
        [1, 1, 1, 0.5, 0.05, 0.06],
        [1, 1, 4, 0.9, 0.08, 0.1],
        [1, 1, 20, 0.9, 0.08, 0.1],
        [1, 0, 4, 0.9, 0.08, 0.15],
        [0, 1, 4, 0.9, 0.15, 0.2],
        [1, 2, 4, 0.7, 0.15, 0.2],
        [1, 1, 100, 0.95, 0.15, 0.2],
        [1, 0, 20, 0.9, 0.1, 0.15],
        [1, 2, 4, 0.9, 0.15, 0.2],
      ] as const
    ).slice(0, draws(6, 9)),
  )('agrees with a simulation: gaps %f, service %f, %i servers, load %f', (gaps, service, servers, load, ofMean, ofPercentiles) => {
    const requests = 300 * servers * load;
    const minutes = Math.ceil((service > 1 ? 6e5 : 1.5e5) / requests);
    const perMinute = Array<number>(minutes + 30).fill(requests);
    const simulated: SimulatedService = { seed: 1, servers, meanMs: 200, arrivalVariation: gaps, serviceVariation: service, perMinute };
    const waits = simulateService(simulated)
      .slice(30)
      .flatMap((minute) => minute.waitsMs);
    const model = settled(requests, servers, { arrivalVariation: gaps, serviceVariation: service });
    within(model.waitMeanMs, meanOf(waits), ofMean);
    within(model.waitP95Ms, quantileOf(waits, 0.95), ofPercentiles);
    within(model.waitOf(0.01), quantileOf(waits, 0.99), ofPercentiles);
  });
});

describe('a load that changes', () => {
  /** Ten servers of 200 ms serve 3,000 a minute: a morning that comes near, goes above, and falls. */
  const perMinute = [1_500, 2_400, 2_700, 2_950, 3_000, 3_050, 3_600, 4_500, 2_000, 1_000, 500, 2_850, 2_850];

  /** Means over runs, minute by minute. */
  function simulatedDay(more: Partial<SimulatedService>) {
    const runs = Array.from({ length: 40 }, (_, seed) =>
      simulateService({ seed, servers: 10, meanMs: 200, arrivalVariation: 1, serviceVariation: 1, perMinute, ...more }),
    );
    return perMinute.map((_, minute) => ({
      backlog: meanOf(runs.map((run) => run[minute]!.backlog)),
      shed: meanOf(runs.map((run) => run[minute]!.shed)),
      waitsMs: runs.flatMap((run) => run[minute]!.waitsMs),
    }));
  }

  it('agrees with a simulation minute by minute: an overload is carried over and worked off', () => {
    const service = new ServiceLoad(WEB);
    simulatedDay({}).forEach((minute, i) => {
      service.pass(MINUTE, perMinute[i]!, 10);
      // Near full load a queue takes minutes to grow, which the model lets it do too fast; beyond it the fluid decides.
      within(service.backlog, minute.backlog, 0.12, 25);
      within(service.waitMeanMs, meanOf(minute.waitsMs), 0.1, 450);
      if (perMinute[i]! > 1_200) within(service.waitOf(0.5), quantileOf(minute.waitsMs, 0.5), 0.1, 700);
      if (perMinute[i]! > 3_200) within(service.waitP95Ms, quantileOf(minute.waitsMs, 0.95), 0.25);
      expect(service.shed).toBe(0);
    });
  });

  it.each([
    ['in which nobody waits longer than 5 s', { timeoutMs: 5_000 }, { timeoutMs: 5_000 }],
    ['with room for 2 at each task', { waitingPerTaskMax: 2 }, { room: 20 }],
  ])('agrees with a simulation minute by minute %s', (_, use, more) => {
    const service = new ServiceLoad({ ...WEB, ...use });
    simulatedDay(more).forEach((minute, i) => {
      service.pass(MINUTE, perMinute[i]!, 10);
      within(service.shed, minute.shed, 0.08, 12);
      within(service.backlog, minute.backlog, 0.1, 30);
      within(service.waitMeanMs, meanOf(minute.waitsMs), 0.1, 450);
    });
  });

  it('grows by what comes beyond capacity, and waits for the others', () => {
    const service = played([[900, 1]], { arrivalVariation: 0, serviceVariation: 0 }); // 300 are served.
    expect(service.served).toBeCloseTo(300, 6);
    expect(service.backlog).toBeCloseTo(600, 6);
    expect(service.waiting).toBeCloseTo(300, 6);
    expect(service.waitMeanMs).toBeCloseTo(300 * 200, 3);
    expect(service.waitOf(0.5)).toBeCloseTo(300 * 200, 3);
    expect(service.waitP95Ms).toBeCloseTo(570 * 200, 3);
    service.pass(MINUTE, 0, 4); // Four tasks serve 1,200 a minute: the 600 are gone after half of it.
    expect(service.served).toBeCloseTo(600, 6);
    expect(service.backlog).toBe(0);
    expect(service.waiting).toBeCloseTo(150, 6);
    expect(service.waitOf(0.5)).toBeCloseTo(0, 6);
    expect(service.waitP95Ms).toBeCloseTo(540 * 50, 3);
  });

  it('leaves the queue of a heavy load to be worked off when it ends, at the pace of the tasks', () => {
    const service = settled(297, 1); // 0.99^2 / 0.01 wait.
    expect(service.backlog).toBeCloseTo(98.01, 6);
    service.pass(1_000, 0, 1);
    expect(service.served).toBeCloseTo(5, 9);
    expect(service.backlog).toBeCloseTo(93.01, 6);
    expect(service.waitOf(0.01)).toBeCloseTo((98.01 - 0.05) * 200, 6);
  });

  it('at full load has a queue like a random walk: sqrt(2/pi x variance) after a minute, two thirds of it on average', () => {
    const service = played([[3_000, 10]]);
    expect(service.backlog).toBeCloseTo(Math.sqrt((2 / Math.PI) * 2 * 3_000), 9);
    expect(service.waiting).toBeCloseTo((2 / 3) * service.backlog, 9);
    service.pass(3 * MINUTE, 9_000, 10); // Four times as long, twice as far.
    expect(service.backlog).toBeCloseTo(2 * Math.sqrt((2 / Math.PI) * 2 * 3_000), 9);
  });

  it('may be cut where tasks come or go: halves of a minute are the minute', () => {
    const whole = played([[900, 1]]);
    const halves = new ServiceLoad(WEB);
    halves.pass(MINUTE / 2, 450, 1);
    const { served } = halves;
    halves.pass(MINUTE / 2, 450, 1);
    within(served + halves.served, whole.served, 5e-3);
    within(halves.backlog, whole.backlog, 5e-3);
  });

  it('goes on from where it was saved', () => {
    const service = played([[900, 1]]);
    const copy = new ServiceLoad(WEB);
    copy.load(structuredClone(service.save()));
    for (const one of [service, copy]) one.pass(MINUTE, 200, 2);
    expect(copy).toEqual(service);
  });
});

describe('requests that do not fit', () => {
  it('is shed beyond the bound, and all of it without tasks', () => {
    const service = played([[900, 1]], { waitingPerTaskMax: 100 });
    expect(service.served).toBeCloseTo(300, 6);
    expect(service.backlog + service.shed).toBeCloseTo(600, 6);
    expect(service.backlog).toBeLessThanOrEqual(100);
    service.pass(MINUTE, 50, 0);
    expect(service).toMatchObject({ served: 0, backlog: 0, utilization: Number.POSITIVE_INFINITY, waitMeanMs: Number.NaN });
    expect(service.shed).toBeGreaterThan(140);
    expect(played([[50, 0]], { timeoutMs: 30_000 })).toMatchObject({ shed: 50, backlog: 0 });
  });

  it('waits for tasks when no request times out', () => {
    const service = played([[50, 0]]);
    expect(service).toMatchObject({ served: 0, shed: 0, backlog: 50 });
    service.pass(MINUTE, 0, 1);
    expect(service).toMatchObject({ served: 50, backlog: 0 });
  });

  it("is shed by Erlang's formula without a queue: 10 places that are offered 4.461 lose 1 %", () => {
    const service = settled((4.461 * MINUTE) / 200, 10, { waitingPerTaskMax: 0 });
    within(service.shed / service.arrived, 0.01, 0.004);
    expect(service.waitMeanMs).toBe(0);
  });
});

describe('limits', () => {
  it('of no load: nothing waits and nothing is used but what idles', () => {
    const service = settled(0, 3, { cpuUnitsIdle: 16, memoryMibIdle: 64 });
    expect(service).toMatchObject({ served: 0, shed: 0, waiting: 0, utilization: 0, requestsPerTarget: 0, waitMeanMs: Number.NaN });
    expect(service.usage).toMatchObject({ cpuUnits: 48, memoryMib: 192, cpuPercent: 6.25, memoryPercent: 12.5 });
    const least = settled(1e-9, 3);
    expect(least.waitMeanMs).toBeGreaterThanOrEqual(0);
    expect(least.waitMeanMs).toBeLessThan(1e-9);
  });

  it('of full load: without a jump', () => {
    const [below, at, above] = [1 - 1e-9, 1, 1 + 1e-9].map((load) => played([[3_000 * load, 10]])) as [
      ServiceLoad,
      ServiceLoad,
      ServiceLoad,
    ];
    within(below.backlog, at.backlog, 1e-6);
    within(above.backlog, at.backlog, 1e-6);
    within(below.waitMeanMs, at.waitMeanMs, 1e-6);
    within(above.waitOf(0.01), at.waitOf(0.01), 1e-6);
  });

  it('of thousands of servers: what a hundredth of capacity leaves free is enough for them', () => {
    const service = settled(20_000 * 300 * 0.99, 20_000);
    expect(service.waitMeanMs).toBeGreaterThan(0);
    expect(service.waitMeanMs).toBeLessThan(1);
    expect(service.served).toBeCloseTo(service.arrived, 3);
  });
});

const use = fc.record({
  concurrency: fc.integer({ min: 1, max: 50 }),
  meanMs: fc.double({ min: 1, max: 5_000, noNaN: true }),
  arrivalVariation: fc.double({ min: 0, max: 3, noNaN: true }),
  serviceVariation: fc.double({ min: 0, max: 3, noNaN: true }),
  waitingPerTaskMax: fc.option(fc.integer({ min: 0, max: 500 })),
  timeoutMs: fc.option(fc.integer({ min: 0, max: 120_000 })),
});
const interval = fc.record({
  ms: fc.integer({ min: 1, max: MINUTE }),
  perCapacity: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 3, noNaN: true })),
  tasks: fc.integer({ min: 0, max: 200 }),
});

describe('whatever comes', () => {
  it('arrivals are served, shed or wait, and no result is out of its range', () => {
    fc.assert(
      fc.property(use, fc.array(interval, { maxLength: 30 }), (drawn, intervals) => {
        const service = new ServiceLoad({ ...WEB, ...drawn });
        for (const { ms, perCapacity, tasks } of intervals) {
          const before = service.backlog;
          const capacity = (tasks * drawn.concurrency * ms) / drawn.meanMs;
          const requests = perCapacity * (capacity || 10);
          service.pass(ms, requests, tasks);
          const rounding = 1e-9 * (1 + before + requests);
          within(service.served + service.shed + service.backlog - before, requests, 0, rounding);
          expect(service.served).toBeLessThanOrEqual(capacity + rounding);
          for (const value of [service.served, service.shed, service.backlog, service.waiting, service.inService]) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
          }
          if (drawn.waitingPerTaskMax !== null) expect(service.backlog).toBeLessThanOrEqual(drawn.waitingPerTaskMax * tasks + rounding);
          if (service.served === 0) continue;
          expect(service.waitOf(0.5)).toBeLessThanOrEqual(service.waitP95Ms);
          expect(service.waitP95Ms).toBeLessThanOrEqual(service.waitOf(0.01));
          if (drawn.timeoutMs !== null) expect(service.waitOf(0.01)).toBeLessThanOrEqual(drawn.timeoutMs * (1 + 1e-9));
        }
      }),
    );
  });

  it('neither more load nor fewer tasks ever makes a service better', () => {
    const load = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(use, load, load, fc.integer({ min: 1, max: 40 }), (drawn, one, other, tasks) => {
        const perMinute = (tasks * drawn.concurrency * MINUTE) / drawn.meanMs;
        const minutes = (perCapacity: number, of: number) => Array.from({ length: 5 }, () => [perCapacity * perMinute, of] as const);
        const light = played(minutes(Math.min(one, other), tasks), drawn);
        const heavy = played(minutes(Math.max(one, other), tasks), drawn);
        const fewer = played(minutes(Math.min(one, other), tasks - 1), drawn);
        const slack = 1e-6 * (1 + perMinute);
        expect(heavy.served).toBeGreaterThanOrEqual(light.served - slack);
        expect(heavy.shed).toBeGreaterThanOrEqual(light.shed - slack);
        expect(fewer.served).toBeLessThanOrEqual(light.served + slack);
        expect(fewer.shed).toBeGreaterThanOrEqual(light.shed - slack);
        if (drawn.timeoutMs !== null || drawn.waitingPerTaskMax !== null) return;
        expect(heavy.backlog).toBeGreaterThanOrEqual(light.backlog - slack);
        expect(fewer.backlog).toBeGreaterThanOrEqual(light.backlog - slack);
        if (light.served > 0) expect(heavy.waitMeanMs).toBeGreaterThanOrEqual(light.waitMeanMs * (1 - 1e-6) - 1e-6);
      }),
    );
  });
});

describe('the use of tasks', () => {
  it('[T.MET-7] is measured against what their definition reserves, all tasks together', () => {
    // 600 requests of 50 ms are half a vCPU, 512 units; three tasks of 256 have 768.
    const service = settled(600, 3, { memoryMibIdle: 100, memoryMibEach: 10 });
    expect(service.usage.cpuUnits).toBeCloseTo(512, 9);
    expect(service.usage.cpuPercent).toBeCloseTo(200 / 3, 9);
    expect(service.inService).toBeCloseTo(2, 9); // 10 a second for 200 ms.
    expect(service.usage.memoryMib).toBeCloseTo(300 + 10 * (2 + service.waiting), 9);
    expect(service.requestsPerTarget).toBe(200);
  });

  it('[T.MET-8] may be more than that: 2,048 units of 512 and 512 MiB of 1,024 are 400 % and 50 %', () => {
    const busy = { cpuUnits: 512, memoryMib: 1_024, concurrency: 10, meanMs: 1_000, cpuMs: 1_000, memoryMibIdle: 512 };
    expect(settled(120, 1, busy).usage).toMatchObject({ cpuUnits: 2_048, cpuPercent: 400, memoryPercent: 50 });
    const idle = { cpuUnits: 512, memoryMib: 1_024, cpuUnitsIdle: 128, memoryMibIdle: 128 };
    expect(settled(0, 1, idle).usage).toMatchObject({ cpuPercent: 25, memoryPercent: 12.5 });
  });

  it('[T.MET-2] has no share without tasks, and without a reservation', () => {
    expect(settled(5, 0).usage).toMatchObject({ cpuUnits: 0, cpuPercent: Number.NaN, memoryPercent: Number.NaN });
    expect(settled(5, 1, { cpuUnits: 0 }).usage.cpuPercent).toBe(Number.NaN);
  });

  it('is at most the CPU that a task can get, and requests take longer for it', () => {
    // 256 units are a quarter of a vCPU: five requests of 50 ms a second, whatever the concurrency. Half of one at a time at full speed.
    const slow = { cpuUnitsMost: 256, concurrency: 30, timeoutMs: 10_000 };
    const service = settled(600, 1, slow);
    expect(service.servers).toEqual({ perTask: 1, meanMs: 200 });
    expect(service.usage.cpuPercent).toBeCloseTo(100, 6);
    expect(service.served).toBeCloseTo(300, 6);
    expect(settled(600, 1, { ...slow, cpuUnitsMost: 160 }).servers).toEqual({ perTask: 1, meanMs: 320 });
    expect(settled(600, 1, { ...slow, cpuUnitsMost: 640 }).servers).toEqual({ perTask: 3, meanMs: 240 });
    // Nearest counter-example: where the concurrency holds up first, the CPU changes nothing.
    expect(settled(600, 1, { ...slow, concurrency: 2, cpuUnitsMost: 512 }).servers).toEqual({ perTask: 2, meanMs: 200 });
  });
});
