import { describe, expect, it } from 'vitest';
import { Chance, Purpose } from '../../src/sim/cluster/chance.js';
import { ONE_ENDS, played, TRIES, toy } from './toys.js';

const DROUGHT = 'at: 55m, for: 30m, type: capacityDrought';
const fails = (more: string) => `at: 55m, for: 30m, type: launchFailure, ${more}`;
const INTERNAL = fails('error: InternalError');
const OUTAGE = 'at: 60m, for: 1h, type: zoneOutage, availabilityZone: us-east-1a';
const shortfall = (faults: readonly string[], parts: Parameters<typeof toy>[1] = {}) => played(toy(faults, parts)).shortfall;
const SIX = { size: 6 };

describe('the faults of before that incidents use', () => {
  it('[I.EX-1, I.T-EX-a] a zone fails: 4 tasks wait 120 + 10 + 5 s for an instance elsewhere', () => {
    const run = played(toy([OUTAGE]));
    expect(run.shortfall).toBeCloseTo(9, 9);
    expect(run.lastRunning).toBe(62.25);
  });

  it('[I.T-EX-b] with room on the other instances, where the image is cached, 4 tasks start 5 s later', () => {
    const run = played(toy([OUTAGE], SIX));
    expect(run.shortfall).toBeCloseTo(20 / 60, 9);
    expect(run.lastRunning).toBeCloseTo(60 + 5 / 60, 9);
  });

  it('[I.T-EX-c] without capacity to 85:00 the group tries at 60, 61, 63, 67, 75 and 90', () => {
    const run = played(toy([DROUGHT, ONE_ENDS]));
    expect(run.failures).toEqual([60, 61, 63, 67, 75]);
    expect(run.launches).toEqual([90]);
    expect(run.shortfall).toBeCloseTo(4 * 32.25, 9);
  });

  it('[I.T-EX-e] a boot of four times 120 s', () => {
    expect(shortfall(['at: 60m, for: 20m, type: slowBoot, factor: 4', ONE_ENDS])).toBeCloseTo(33, 9);
  });

  it('[I.T-EX-f] a zone fails and nothing can be launched: only a cluster with spare room loses nothing', () => {
    const drought = 'at: 60m, for: 25m, type: capacityDrought';
    expect(shortfall([OUTAGE, drought])).toBeCloseTo(129, 9);
    expect(shortfall([OUTAGE, drought], SIX)).toBeCloseTo(20 / 60, 9);
  });

  it('[I.T-EX-g] two zones: of 6 lost tasks 2 fit at once, and 4 wait for an instance', () => {
    expect(shortfall([OUTAGE], { zones: 2, size: 4 })).toBeCloseTo((10 + 540) / 60, 9);
    expect(shortfall([OUTAGE], { zones: 2, size: 6 })).toBeCloseTo(0.5, 9);
  });
});

describe('launches that fail at a rate', () => {
  it('[I.LF-1, I.LF-3, I.T-LF-a] InternalError with share 1 fails the attempts at 60, 61, 63, 67 and 75', () => {
    const run = played(toy([INTERNAL, ONE_ENDS]));
    expect(run.failures).toEqual([60, 61, 63, 67, 75]);
    expect(run.shortfall).toBeCloseTo(129, 9);
  });

  it('[I.LF-2, I.T-LF-a] InsufficientInstanceCapacity with share 1 over all pools is a drought, fact by fact', () => {
    const factsOf = (fault: string, parts: Parameters<typeof toy>[1]) => played(toy([fault, ONE_ENDS], parts)).facts;
    for (const parts of [{}, { types: 'm5.large, m5a.large' }, { zones: 2, size: 4, group: ', warmPool: { minSize: 2 }' }]) {
      const facts = factsOf(fails('error: InsufficientInstanceCapacity'), parts);
      expect(facts).toEqual(factsOf(DROUGHT, parts));
      expect(facts.some(({ name }) => name === 'launchFailed')).toBe(true);
    }
  });

  it('[I.LF-2, I.LF-3, I.T-LF-b] only for capacity another type is tried', () => {
    const types = { types: 'm5.large, m5a.large' };
    const other = played(toy([fails('instanceType: m5.large'), ONE_ENDS], types));
    expect(other.failures).toEqual([]);
    expect(other.shortfall).toBeCloseTo(9, 9);
    // From minute 60 on an m5a.large at 0.086 USD an hour runs in place of an m5.large at 0.096.
    const before = played(toy([ONE_ENDS], types)).figures.metrics.providers[0]!.cost_usd;
    expect(before - other.figures.metrics.providers[0]!.cost_usd).toBeCloseTo((50 / 60) * (0.096 - 0.086), 5);
    expect(shortfall([fails('error: InternalError, instanceType: m5.large'), ONE_ENDS], types)).toBeCloseTo(129, 9);
  });

  it('[I.LF-1] other launches succeed: another zone, type, purchase option or group', () => {
    for (const more of ['purchase: spot', 'capacityProvider: w, instanceType: c5.large', 'share: 0'])
      expect(shortfall([INTERNAL.concat(', ', more), ONE_ENDS])).toBeCloseTo(9, 9);
    expect(shortfall([INTERNAL.concat(', capacityProvider: w, purchase: on-demand, instanceType: m5.large'), ONE_ENDS])).toBeCloseTo(
      129,
      9,
    );
    // The first instance is of zone a; the group launches there first.
    expect(shortfall([INTERNAL.concat(', availabilityZone: us-east-1b'), ONE_ENDS])).toBeCloseTo(9, 9);
    expect(shortfall([INTERNAL.concat(', availabilityZone: us-east-1a'), ONE_ENDS])).toBeCloseTo(129, 9);
    // At 85:00 the zone launches again: the group makes its zones even, for which 4 tasks move in 15 s.
    expect(shortfall([fails('availabilityZone: us-east-1a'), ONE_ENDS])).toBeCloseTo(9 + 1, 9);
  });

  it('[I.LF-2] a group that stays balanced tries no other zone', () => {
    const group = ', availabilityZoneDistribution: { capacityDistributionStrategy: balanced-only }';
    expect(shortfall([fails('availabilityZone: us-east-1a'), ONE_ENDS], { group })).toBeCloseTo(129, 9);
  });

  it('[I.LF-4, I.T-LF-c] the attempts that fail at a share fail at every larger one', () => {
    const label = labelWith(([a, b, c]) => a! < 0.3 && b! < 0.3 && c! >= 0.3 && c! < 0.7);
    const third = played(toy([fails(`error: InternalError, share: 0.3, label: ${label}`), ONE_ENDS]));
    expect(third.failures).toEqual([60, 61]);
    expect(third.shortfall).toBeCloseTo(21, 9); // 4 x (3 min + 135 s)
    const later = played(toy([fails(`error: InternalError, share: 0.7, label: ${label}`), ONE_ENDS]));
    expect(later.failures.slice(0, 3)).toEqual([60, 61, 63]);
  });

  it('[I.LF-5] a stopped instance of a warm pool needs capacity to start, unless starts is false; a running one needs none', () => {
    const pool = (state: string) => ({ group: `, warmPool: { minSize: 1, maxGroupPreparedCapacity: 1, poolState: ${state} }` });
    expect(played(toy([INTERNAL, ONE_ENDS], pool('Stopped'))).failures[0]).toBe(60);
    expect(played(toy([INTERNAL.concat(', starts: false'), ONE_ENDS], pool('Stopped'))).lastRunning).toBeLessThan(63);
    expect(played(toy([INTERNAL, ONE_ENDS], pool('Running'))).lastRunning).toBeLessThan(63);
  });

  it('[I.LF-7] nothing is given up, but for groups.suspendAfter', () => {
    const long = 'at: 55m, for: 50h, type: launchFailure, error: InternalError';
    const run = (top: string) => played(toy([long, ONE_ENDS], { top, duration: '60h' }));
    expect(run('').launches).toHaveLength(1);
    expect(run(`groups: { suspendAfter: 24h, healthCheckPhase: inService, ${TRIES} }`).launches).toEqual([]);
  });

  it('[I.MON-2] a longer window never lessens the shortfall', () => {
    const of = (minutes: number) => shortfall([`at: 55m, for: ${minutes}m, type: launchFailure`, ONE_ENDS]);
    const all = [1, 5, 6, 7, 9, 13, 21, 36, 40].map(of);
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all.at(-1)).toBeGreaterThan(all[0]!);
  });

  it('goes on in a saved run with the number of the next attempt', () => {
    const label = labelWith(([a, b, c]) => a! < 0.3 && b! < 0.3 && c! >= 0.3);
    const text = toy([fails(`error: InternalError, share: 0.3, label: ${label}`), ONE_ENDS]);
    expect(played(text, 60.5 * 60).launches).toEqual([63]);
  });
});

/** A label whose first draws for the group of the toy are so. */
function labelWith(isSo: (draws: readonly number[]) => boolean): string {
  const chance = new Chance(1);
  for (let i = 0; ; i++) {
    const key = chance.keyOf('fault', `l${i}/w`);
    if (isSo([0, 1, 2].map((nth) => chance.uniform(key, Purpose.fault, nth)))) return `l${i}`;
  }
}
