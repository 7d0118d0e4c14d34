import type { Expectation } from '../../record/expect/expectation.js';
import type { Context } from '../context.js';
import { instead, show } from '../text/suggest.js';
import { figureNames, readExpectation } from './setup.js';

/** Parses the readable expectations of the scenario. */
export function readExpectations({ scenario, names, error }: Context): Expectation[] {
  const members = figureNames(names);
  const expected = scenario.expect ?? [];
  const broken = scenario.breaks ?? [];
  broken.forEach((text, i) => {
    if (!expected.includes(text))
      error(['breaks', i], `${show(text)} is not in expect: a scenario breaks only its own expectations${instead(text, expected)}`);
  });
  return expected.flatMap((text, i) => {
    const read = readExpectation(text, members);
    if (!('mistake' in read)) return [broken.includes(text) ? { ...read, breaks: true } : read];
    error(['expect', i], read.mistake);
    return [];
  });
}
