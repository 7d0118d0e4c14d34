import { hash32, hashText } from '../kernel/hash.js';

const PURPOSE = hashText('replication');

/**
 * Returns the seed of each replication: the first is that of a single run, the others are hashes of it. All differ, and more replications
 * change none.
 */
export function replicationSeeds(seed: number, count: number): number[] {
  const seeds = new Set([seed]);
  for (let replication = 1; seeds.size < count; replication++) seeds.add(hash32(seed, PURPOSE, replication, 0));
  return [...seeds].slice(0, count);
}
