import { describe, expect, it } from 'vitest';
import { answersOfPresent } from './all-answers.js';
import { problemsOf } from './every-number.js';

describe('a drawn run that begins with a present state', () => {
  it.each([6, 1])('is not changed by questions, and has no number that its files do not have (seed %i)', (seed) => {
    const asked = answersOfPresent(seed);
    expect(asked.digest).toBe(asked.run.digest);
    expect(problemsOf(asked)).toEqual([]);
  });
});
