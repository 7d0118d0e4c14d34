import { describe, expect, it } from 'vitest';
import { spreadOf } from '../../../../src/studies/pack/replay/summary.js';

describe('a spread', () => {
  it.each([
    // Mean 3, s = sqrt(10 / 4) = 1.5811, t(0.975, 4) = 2.7764 of any table: 2.7764 x 1.5811 / sqrt(5) = 1.9632.
    [[1, 2, 3, 4, 5], { mean: 3, min: 1, max: 5, halfWidth: 1.963 }],
    // s = sqrt(2) / 2 x 2 = 1.4142, t(0.975, 1) = 12.7062: 12.7062 x 1.4142 / sqrt(2) = 12.7062.
    [[10, 12], { mean: 11, min: 10, max: 12, halfWidth: 12.706 }],
    // t(0.975, 9) = 2.2622; values 0 nine times and 10: mean 1, s = sqrt((9 x 1 + 81) / 9) = 3.1623; 2.2622 x 3.1623 / sqrt(10) = 2.2622.
    [[0, 0, 0, 0, 0, 0, 0, 0, 0, 10], { mean: 1, min: 0, max: 10, halfWidth: 2.262 }],
    [[7, 7, 7], { mean: 7, min: 7, max: 7, halfWidth: 0 }],
  ])('of %j has the half width of the t interval', (values, spread) => expect(spreadOf(values)).toEqual(spread));

  it('of one value has no half width, and of none there is none', () => {
    expect(spreadOf([4])).toEqual({ mean: 4, min: 4, max: 4, halfWidth: null });
    expect(spreadOf([])).toBeNull();
  });
});
