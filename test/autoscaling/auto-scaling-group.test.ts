import { describe, expect, it } from 'vitest';
import { launchZone } from '../../src/autoscaling/auto-scaling-group.js';

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
