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
function brokenWithout(missing: FactKind | null, drawn: readonly [Kind, number]): string {
  return brokenWith((kind) => (kind === missing ? 0 : 1), drawn);
}

/** The same where each fact comes so many times. */
function brokenWith(times: (kind: FactKind) => number, [kind, seed]: readonly [Kind, number]): string {
  const setup = setupFor(kind, seed);
  const facts = new CountedFacts();
  const subscriber = {
    onFact(of: FactKind, atMs: number, a: number, b: number, c: number, d: number) {
      for (let n = times(of); n > 0; n--) facts.onFact(of, atMs, a, b, c, d);
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
    ['taskStopping', BALANCED, 'was deregistered before the task was told to stop'],
  ] as const)('finds that %s is missing', (name, drawn, words) => {
    expect(brokenWithout(Fact[name], drawn)).toContain(words);
  });

  it('finds a target that is deregistered again', () => {
    expect(brokenWith((kind) => (kind === Fact.targetDeregistered ? 2 : 1), BALANCED)).toMatch(
      /the target of task \d+ was deregistered twice/,
    );
  });
});
