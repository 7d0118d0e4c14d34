import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PricePath, tariffOf } from '../../src/billing/tariff.js';
import { OneHost } from './one-host.js';

const HOUR = 3_600_000;
const ROOM = { cpuUnits: 96 * 1024, memoryMib: 384 * 1024 };

/** A task that holds a part of ROOM for a while; the next one comes after a gap. */
const stay = fc.record({
  gapMs: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 400 * 24 * HOUR })),
  lastsMs: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 90 * 24 * HOUR })),
  cpuUnits: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 16 * 1024 })),
  memoryMib: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 64 * 1024 })),
});
type Stay = { gapMs: number; lastsMs: number; cpuUnits: number; memoryMib: number };

function changesOf(stays: readonly Stay[]) {
  let atMs = 0;
  const changes = stays.flatMap(({ gapMs, lastsMs }, task) => {
    atMs += gapMs;
    return [
      { task, atMs: 2 * atMs, isEnd: false },
      { task, atMs: 2 * (atMs + lastsMs), isEnd: true },
    ];
  });
  // Ends first, as room is taken.
  return changes.sort((a, b) => a.atMs - b.atMs || Number(b.isEnd) - Number(a.isEnd));
}

/** Each task's cost and what is idle, in grains. At most six tasks live at once, so that all fit. */
function split(path: PricePath, stays: readonly Stay[]) {
  const cost = new OneHost({ tariff: tariffOf(path), room: ROOM, fromMs: 0, mayBeFree: false });
  const given: bigint[] = [];
  let endMs = 0;
  for (const { task, atMs, isEnd } of changesOf(stays)) {
    endMs = atMs;
    if (!isEnd) cost.enter(task, { owner: 0, cpuUnits: stays[task].cpuUnits, memoryMib: stays[task].memoryMib }, atMs);
    else {
      const { used, unused } = cost.leave(task, atMs);
      given.push(used, unused);
    }
  }
  return [...given, cost.end(endMs, endMs + 1000).idle];
}

describe('the cost of an instance in numbers', () => {
  it('is to the grain that in whole numbers of any size, by which a price that may change is divided', () => {
    const usd = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 120_000_000 }).map((micro) => micro / 1e6),
    );
    fc.assert(
      fc.property(usd, fc.array(stay, { minLength: 1, maxLength: 6 }), (usdPerHour, stays) => {
        const steady = split({ atMs: [0], usdPerHour: [usdPerHour] }, stays);
        // Changes come at even times, and the price is set anew within each period between two of them.
        const odd = [...new Set(changesOf(stays).map(({ atMs }) => atMs + 1))];
        const set = split({ atMs: [0, ...odd], usdPerHour: [usdPerHour, ...odd.map(() => usdPerHour)] }, stays);
        expect(steady).toEqual(set);
      }),
      { numRuns: 500 },
    );
  });
});
