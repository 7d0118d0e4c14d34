import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launchZone, NO_VICTIM, pickVictim, type VictimView } from '../../src/autoscaling/auto-scaling-group.js';

describe('a launch', () => {
  it('goes to the zone with the fewest living instances', () => {
    expect(launchZone([3, 1, 2], [0, 1, 2], 'list', 0)).toBe(1);
    expect(launchZone([3, 1, 2], [0, 2], 'list', 0)).toBe(2); // zone 1 is not the group's
  });

  it('breaks a tie by the order of the list, which is the group`s own', () => {
    expect(launchZone([2, 2, 2], [2, 0, 1], 'list', 5)).toBe(2); // the turn is not looked at
    expect(launchZone([2, 1, 1], [0, 2, 1], 'list', 0)).toBe(2);
  });

  it('goes round the list on request, from the position of its turn', () => {
    const zones = [2, 0, 1];
    expect([0, 1, 2, 3].map((turn) => launchZone([4, 4, 4], zones, 'rotate', turn))).toEqual([2, 0, 1, 2]);
    expect(launchZone([1, 1, 4], zones, 'rotate', 0)).toBe(0); // zone 2 is fuller, the next in the list is 0
    expect(launchZone([1, 1, 4], zones, 'rotate', 2)).toBe(1); // position 2 is zone 1
    expect(launchZone([1, 2, 4], zones, 'rotate', 2)).toBe(0); // fewest comes before any turn; found beyond the list's end
  });

  it('keeps zones balanced within one, whatever the tie rule', () => {
    for (const tie of ['list', 'rotate'] as const) {
      const living = new Int32Array(3);
      for (let turn = 0; turn < 20; turn++) {
        living[launchZone(living, [0, 1, 2], tie, turn)]++;
        expect(Math.max(...living) - Math.min(...living)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('a termination', () => {
  const pick = (
    zone: number[],
    isCandidate: number[],
    zones = [0, 1, 2],
    living = [0, 1, 2].map((z) => zone.filter((y) => y === z).length),
  ) => pickVictim({ count: zone.length, zones, livingByZone: living, zone, isCandidate });

  it('takes the oldest candidate of the fullest zone', () => {
    expect(pick([0, 1, 1, 0, 1], [1, 1, 1, 1, 1])).toBe(1); // zone 1 has three
    expect(pick([0, 1, 1, 0, 1], [1, 0, 1, 1, 1])).toBe(2); // its oldest may not go
  });

  it('passes to the next zone when none of the fullest may go', () => {
    expect(pick([0, 1, 1, 0, 1, 2], [0, 0, 0, 1, 0, 1])).toBe(3); // zone 0 has two, zone 2 one
    expect(pick([0, 1, 1, 0, 1, 2], [0, 0, 0, 0, 0, 1])).toBe(5);
  });

  it('counts all living instances of a zone, not its candidates', () => {
    expect(pick([0, 0, 1, 1, 1], [1, 1, 0, 0, 1])).toBe(4); // three living beat two candidates
  });

  it('breaks a tie of zones by the order of the list', () => {
    expect(pick([0, 1, 0, 1], [1, 1, 1, 1])).toBe(0);
    expect(pick([0, 1, 0, 1], [1, 1, 1, 1], [1, 0])).toBe(1);
    expect(pick([0, 1, 0, 1], [1, 0, 1, 0], [1, 0])).toBe(0); // the first in the list has no candidate
  });

  it('finds nobody when nobody may go, and looks at no row beyond the count', () => {
    expect(pick([0, 1, 1], [0, 0, 0])).toBe(NO_VICTIM);
    expect(pick([], [])).toBe(-1);
    expect(pickVictim({ count: 1, zones: [0], livingByZone: [2], zone: [0, 0], isCandidate: [0, 1] })).toBe(NO_VICTIM);
    expect(pickVictim({ count: 2, zones: [0], livingByZone: [0], zone: [0, 0], isCandidate: [0, 1] })).toBe(1); // a zone without a count still has its row
  });

  it('agrees with sorting all candidates by zone and age', () => {
    const fleet = fc.record({
      rows: fc.array(fc.record({ zone: fc.nat(2), may: fc.nat(1) }), { maxLength: 12 }),
      zones: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    });
    fc.assert(
      fc.property(fleet, ({ rows, zones }) => {
        const living = [0, 1, 2].map((z) => rows.filter((r) => r.zone === z).length);
        const view: VictimView = {
          ...{ count: rows.length, zones, livingByZone: living },
          ...{ zone: rows.map((r) => r.zone), isCandidate: rows.map((r) => r.may) },
        };
        const sorted = rows
          .map((r, row) => ({ ...r, row }))
          .filter((r) => r.may === 1)
          .sort((a, b) => living[b.zone] - living[a.zone] || zones.indexOf(a.zone) - zones.indexOf(b.zone) || a.row - b.row);
        expect(pickVictim(view)).toBe(sorted[0]?.row ?? NO_VICTIM);
      }),
    );
  });
});
