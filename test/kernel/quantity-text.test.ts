import { describe, expect, it } from 'vitest';
import { durationText, numberText, usdText } from '../../src/kernel/quantity-text.js';

describe('a negative quantity has one minus sign', () => {
  it.each([
    [numberText(-1201, 0), '−1,201'],
    [usdText(-1.01), '−$1.01'],
    [usdText(-1201, 0), '−$1,201'],
    [usdText(-0.004), '−$0.004'],
    [durationText(-90_000), '−1 min 30 s'],
    [durationText(-12), '−12 ms'],
  ])('%s', (text, expected) => expect(text).toBe(expected));

  it.each([
    [numberText(-0.004, 2), '0.00'],
    [usdText(-1e-9), '$0.00'],
    [durationText(-0.4), '0 ms'],
  ])('and none on what rounds to nothing: %s', (text, expected) => expect(text).toBe(expected));
});

it.each([
  [0, '$0.00'],
  [0.00444, '$0.0044'],
  [0.009999, '$0.01'],
  [0.000062, '$0.000062'],
  [0.0188, '$0.019'],
  [0.05, '$0.05'],
  [0.1249, '$0.12'],
  [1.62, '$1.62'],
  // The studio has no figure before its run.
  [Number.NaN, '$NaN'],
])('money below ten cents has two significant digits: %d', (usd, expected) => expect(usdText(usd)).toBe(expected));
