import type { Scenario } from '../schema.js';

/** JSON with sorted keys and without absent values: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * Equal text for scenarios with equal simulations. Expectations are left out: they are claims about a run and do not change it, so the hash
 * must not change with them.
 */
export function canonicalText(scenario: Scenario): string {
  return canonicalWithSeed(scenario, scenario.seed);
}

/** By scenario: its text before and after the seed. */
const aroundSeed = new WeakMap<Scenario, readonly [before: string, after: string]>();

/** The canonical text of the scenario with another seed: many runs differ in nothing else. */
export function canonicalWithSeed(scenario: Scenario, seed: number): string {
  const [before, after] = aroundSeed.get(scenario) ?? splitAtSeed(scenario);
  aroundSeed.set(scenario, [before, after]);
  return `${before}"seed":${canonicalJson(seed)}${after}`;
}

function splitAtSeed({ expect: _, breaks: __, ...simulated }: Scenario): readonly [before: string, after: string] {
  const partOf = (isIn: (key: string) => boolean) =>
    canonicalJson(Object.fromEntries(Object.entries(simulated).filter(([key]) => isIn(key)))).slice(1, -1);
  const [before, after] = [partOf((key) => key < 'seed'), partOf((key) => key > 'seed')];
  return [`{${before}${before && ','}`, `${after && ','}${after}}`];
}
