import { describe, expect, it } from 'vitest';
import { Fact, type FactKind } from '../../../src/sim/facts.js';
import { Simulation } from '../../../src/sim/simulation.js';
import { makeSource } from '../../../src/workload/make-source.js';
import { type Kind, setupFor } from '../fresh-swarm.js';
import { brokenFacts, CountedFacts } from './facts.js';

/** Has a dependency that answers with errors. */
const FAILING = ['setup', 26] as const;
/** Has targets behind a load balancer. */
const BALANCED = ['mixed', 1] as const;

/** What is wrong with a drawn run when the counter misses facts of one kind. */
function brokenWithout(missing: FactKind | null, [kind, seed]: readonly [Kind, number]): string {
  const setup = setupFor(kind, seed);
  const facts = new CountedFacts();
  const subscriber = {
    onFact(of: FactKind, atMs: number, a: number, b: number, c: number, d: number) {
      if (of !== missing) facts.onFact(of, atMs, a, b, c, d);
    },
  };
  const sources = setup.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: setup.seed, name }));
  const simulation = new Simulation(setup, { sources, subscribers: [subscriber] });
  simulation.advance();
  return brokenFacts(simulation.world, facts).join('\n');
}

describe('brokenFacts', () => {
  it.each([FAILING, BALANCED])('finds nothing wrong with a run of %s %i', (...drawn) => {
    expect(brokenWithout(null, drawn)).toBe('');
  });

  it.each([
    ['taskStopped', FAILING, 'facts leave the tasks'],
    ['instanceLaunched', FAILING, 'facts leave the instances'],
    ['taskPlaced', FAILING, 'and no fact says so'],
    ['requestsFailed', FAILING, 'thousandths of a request failed in the minute to'],
    ['targetRegistered', BALANCED, 'and no fact says that it was registered'],
  ] as const)('finds that %s is missing', (name, drawn, words) => {
    expect(brokenWithout(Fact[name], drawn)).toContain(words);
  });
});
