import type { Expectation } from '../../record/expect/expectation.js';
import type { Context } from '../context.js';
import { figureNames, readExpectation } from './setup.js';

/** Parses the readable expectations of the scenario. */
export function readExpectations({ scenario, names, error }: Context): Expectation[] {
  const members = figureNames(names);
  return (scenario.expect ?? []).flatMap((text, i) => {
    const read = readExpectation(text, members);
    if (!('mistake' in read)) return [read];
    error(['expect', i], read.mistake);
    return [];
  });
}
