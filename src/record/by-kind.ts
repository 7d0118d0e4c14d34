import { Fact, type FactKind } from '../sim/facts.js';

/** Returns, by kind of fact, 1 where the test holds, else 0: a look-up for each fact. */
export function byKind(holds: (kind: FactKind) => boolean): Uint8Array {
  const kinds = Object.values(Fact);
  const all = new Uint8Array(Math.max(...kinds) + 1);
  for (const kind of kinds) all[kind] = holds(kind) ? 1 : 0;
  return all;
}
