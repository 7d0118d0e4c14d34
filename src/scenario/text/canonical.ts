import type { Scenario } from '../schema.js';

/** JSON with keys in order and no absent values: equal values have one text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * One text for scenarios that simulate the same. What is expected of a run is a claim about it and no part of it: with another claim it
 * is still the same run, and its hash must say so.
 */
export function canonicalText({ expect: _, ...simulated }: Scenario): string {
  return canonicalJson(simulated);
}
