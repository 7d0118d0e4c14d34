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
export function canonicalText({ expect: _, breaks: __, ...simulated }: Scenario): string {
  return canonicalJson(simulated);
}
