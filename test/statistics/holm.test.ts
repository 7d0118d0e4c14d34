import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm } from '../../src/statistics/holm.js';

/** The closed test of Bonferroni: a hypothesis falls when every family that it is in has one below alpha over its size. */
function closedTest(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 0);
  for (let family = 1; family < 2 ** pValues.length; family++) {
    const members = pValues.map((_, i) => i).filter((i) => (family >> i) & 1);
    const level = Math.min(1, members.length * Math.min(...members.map((i) => pValues[i])));
    for (const i of members) adjusted[i] = Math.max(adjusted[i], level);
  }
  return adjusted;
}

describe("Holm's correction", () => {
  it('rejects two of the four of the usual worked example', () => {
    // S. Holm, Scandinavian Journal of Statistics 6 (1979); 0.005 < 0.05 / 4, 0.01 < 0.05 / 3, 0.03 > 0.05 / 2: stop, whatever 0.04 is.
    const answers = holm([0.01, 0.04, 0.03, 0.005], 0.05);
    expect(answers.map(({ isRejected }) => isRejected)).toEqual([true, false, false, true]);
    expect(answers.map(({ adjusted }) => adjusted)).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 12)));
    expect(answers.map(({ alpha }) => alpha)).toEqual([0.05 / 3, 0.05 / 2, 0.05 / 2, 0.05 / 4]);
  });

  it("gives the values of R's p.adjust(1:5 / 100, 'holm')", () => {
    const adjusted = holm([0.01, 0.02, 0.03, 0.04, 0.05], 0.05).map((answer) => answer.adjusted);
    expect(adjusted).toEqual([0.05, 0.08, 0.09, 0.09, 0.09].map((p) => expect.closeTo(p, 12)));
  });

  it('is the closed test of Bonferroni, and its levels give the same verdict on each p value', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 7 }), (hundredths) => {
        const pValues = hundredths.map((p) => (p + 0.123) / 1_000);
        const answers = holm(pValues, 0.05);
        const oracle = closedTest(pValues);
        answers.forEach(({ adjusted, isRejected, alpha }, i) => {
          expect(adjusted).toBeCloseTo(oracle[i], 12);
          expect(isRejected).toBe(oracle[i] <= 0.05);
          expect(pValues[i] <= alpha).toBe(isRejected);
        });
      }),
    );
  });

  it('is empty for no p values', () => expect(holm([], 0.05)).toEqual([]));
});
