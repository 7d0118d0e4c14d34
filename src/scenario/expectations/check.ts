import type { Expectation } from '../../record/expect/expectation.js';
import type { Context } from '../context.js';
import { figureNames, readExpectation } from './setup.js';

/** What the scenario expects of its outcome, as far as it can be read. */
export function readExpectations({ scenario, names, error }: Context): Expectation[] {
  const members = figureNames(names);
  return (scenario.expect ?? []).flatMap((text, i) => {
    const read = readExpectation(text, members);
    if (!('mistake' in read)) return [read];
    error(['expect', i], read.mistake);
    return [];
  });
}
