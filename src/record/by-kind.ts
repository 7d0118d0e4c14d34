import { Fact, type FactKind } from '../sim/facts.js';

/** By kind of fact: 1 if it is so, else 0. For questions at each fact. */
export function byKind(isSo: (kind: FactKind) => boolean): Uint8Array {
  const kinds = Object.values(Fact);
  const all = new Uint8Array(Math.max(...kinds) + 1);
  for (const kind of kinds) all[kind] = isSo(kind) ? 1 : 0;
  return all;
}
