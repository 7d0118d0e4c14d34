import { describe, expect, it } from 'vitest';
import { sideOf } from '../../scripts/validation/read.mjs';

/** The values 1 to 39. */
const VALUES = Array.from({ length: 39 }, (_, i) => i + 1);

describe('the range that 39 runs give for a further one', () => {
  // A further run falls into each of 40 gaps with the same probability: 32 of them lie between the fourth and the 36th value, 36 between the second and the 38th.
  it.each([
    [80, 4, 36],
    [90, 2, 38],
  ])('of %d %% is from value %d to value %d', (nominal, least, most) => {
    const side = (observed: number) => sideOf({ observed, rounding: 0 }, VALUES, nominal);
    expect([least - 0.1, least, most, most + 0.1].map(side)).toEqual([-1, 0, 0, 1]);
  });

  it('is wider by the second to which a published time is rounded', () => {
    expect([2.9, 3, 37, 37.1].map((observed) => sideOf({ observed, rounding: 1 }, VALUES, 80))).toEqual([-1, 0, 0, 1]);
  });
});
