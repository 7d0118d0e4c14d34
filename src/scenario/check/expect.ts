import type { Expectation } from '../../report/expect/expectation.js';
import { readExpectation } from '../expect.js';
import type { Context } from './context.js';

/** They have figures wherever something runs there, listed or not. */
const FARGATE = ['FARGATE', 'FARGATE_SPOT'];

/** What the scenario expects of its outcome, as far as it can be read. */
export function readExpectations({ scenario, names, error }: Context): Expectation[] {
  const { capacityProviders, services, workloads } = names;
  const members = { capacity_providers: [...new Set([...capacityProviders, ...FARGATE])], services, workloads };
  return (scenario.expect ?? []).flatMap((text, i) => {
    const read = readExpectation(text, members);
    if (!('mistake' in read)) return [read];
    error(['expect', i], read.mistake);
    return [];
  });
}
