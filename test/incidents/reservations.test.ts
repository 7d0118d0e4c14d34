import { describe, expect, it } from 'vitest';
import { checked } from '../predicted/checked.js';
import { ONE_ENDS, played, TRIES, toy } from './toys.js';

/** Toy T3 with places for m5.large reserved, by zone. */
const reserved = (places: Readonly<Record<string, number>>, faults: readonly string[], parts: Parameters<typeof toy>[1] = {}) => {
  const list = Object.entries(places).map(
    ([zone, count]) => `{ instanceType: m5.large, availabilityZone: us-east-1${zone}, instanceCount: ${count} }`,
  );
  return toy(faults, parts).replace('  capacityProviders:', `  capacityReservations: [${list.join(', ')}]\n  capacityProviders:`);
};
const shortfall = (...of: Parameters<typeof reserved>) => played(reserved(...of)).shortfall;
const failure = (more = '') => `at: 55m, for: 30m, type: launchFailure${more}`;
const DROUGHT = 'at: 55m, for: 30m, type: capacityDrought';
/** To the end of the run, so that the group does not make its zones even afterwards. */
const LONG = 'at: 55m, type: capacityDrought';
const mistakes = (text: string) => checked(text).errors.map(({ path, message }) => `${path}: ${message}`);

describe('Capacity Reservations', () => {
  it('[I.LF-6, M.CR-1] the instance of zone a that ends at 60:00 gives its place back, so that the next launch there finds it', () => {
    for (const fault of [failure(), DROUGHT]) {
      expect(shortfall({ a: 1 }, [fault, ONE_ENDS]), fault).toBeCloseTo(9, 9);
      expect(shortfall({}, [fault, ONE_ENDS]), fault).toBeCloseTo(129, 9);
    }
  });

  it('[I.LF-6] InternalError meets it nevertheless', () => {
    expect(shortfall({ a: 1 }, [failure(', error: InternalError'), ONE_ENDS])).toBeCloseTo(129, 9);
  });

  it('[I.LF-6, M.CR-1] a place that a running instance has taken is not free; a second one in another zone is', () => {
    expect(shortfall({ b: 1 }, [DROUGHT, ONE_ENDS])).toBeCloseTo(129, 9);
    expect(shortfall({ b: 2 }, [LONG, ONE_ENDS])).toBeCloseTo(9, 9);
  });

  it('[M.CR-3] in a zone that has failed a place is of no use, and one elsewhere is', () => {
    const outage = 'at: 60m, for: 1h, type: zoneOutage, availabilityZone: us-east-1a';
    const drought = 'at: 60m, for: 25m, type: capacityDrought';
    expect(shortfall({ a: 1 }, [outage, drought])).toBeCloseTo(129, 9);
    expect(shortfall({ a: 1, c: 2 }, [outage, LONG])).toBeCloseTo(9, 9);
    const possible = `${outage}, launches: possible`;
    expect(shortfall({ a: 1 }, [possible, drought])).toBeCloseTo(9, 9);
  });

  it('[I.LF-6, I.LF-5] a stopped instance of a warm pool starts in a place', () => {
    const group = ', warmPool: { poolState: Stopped, minSize: 1, maxGroupPreparedCapacity: 4, warmPoolsCheck: true }';
    const top = `groups: { warmPoolLeaves: oldest, healthCheckPhase: inService, ${TRIES} }`;
    const late = (places: Readonly<Record<string, number>>) => shortfall(places, [failure(), ONE_ENDS], { group, top, duration: '110m' });
    expect(late({ a: 2, b: 2, c: 2 })).toBeLessThan(9);
    expect(late({})).toBeGreaterThan(100);
  });

  it('[M.CR-1, M.COST-12] an unused place costs the On-Demand price to the millisecond, a used one nothing beside its instance', () => {
    const items = (...of: Parameters<typeof reserved>) => played(reserved(...of)).figures.metrics;
    const {
      items: [line],
      headline,
    } = items({ b: 3 }, []);
    // Two of three are free for 110 min.
    expect(line).toEqual({
      item: 'unusedReservations',
      cost_usd: 0.352,
      amount: expect.closeTo(2 * (110 / 60), 6),
      unit: 'instance-hours',
    });
    expect(headline.cost_usd).toBeCloseTo(0.528 + 0.352, 6);
    expect(items({ a: 1, b: 1, c: 1 }, []).headline.cost_usd).toBeCloseTo(0.528, 6);
    // That of zone a ends at 60:00 and is launched in zone b in the drought: one free for 60 min, then none.
    expect(items({ b: 2 }, [LONG, ONE_ENDS]).items[0]!.cost_usd).toBeCloseTo(0.096, 6);
    // With an internal error nothing is launched before 90:00.
    expect(items({ a: 1 }, [failure(', error: InternalError'), ONE_ENDS]).items[0]!.cost_usd).toBeCloseTo((0.096 * 30) / 60, 6);
  });

  it('goes on in a saved run, and changes nothing where it is not set', () => {
    const scenario = reserved({ b: 2 }, [DROUGHT, ONE_ENDS]);
    expect(played(scenario, 70 * 60).figures.metrics).toEqual(played(scenario).figures.metrics);
    expect(played(reserved({ a: 1, b: 1, c: 1 }, [])).facts).toEqual(played(toy([])).facts);
  });

  it('are refused where no group can take them, or twice in one zone', () => {
    expect(mistakes(reserved({ d: 1 }, []))).toEqual([expect.stringContaining('cluster.capacityReservations.0.availabilityZone: ')]);
    expect(
      mistakes(reserved({ a: 1 }, []).replace('instanceType: m5.large, availabilityZone', 'instanceType: c5.large, availabilityZone')),
    ).toEqual([
      'cluster.capacityReservations.0: no group launches c5.large in us-east-1a: name a type and a zone of one, because only groups use reserved capacity',
    ]);
    const twice = reserved({ a: 1, b: 1 }, []).replace('availabilityZone: us-east-1b', 'availabilityZone: us-east-1a');
    expect(mistakes(twice)).toEqual([
      'cluster.capacityReservations.1: is a second one for m5.large in us-east-1a: add its instanceCount to the first',
    ]);
  });
});
