import { Chance, Purpose } from '../../src/sim/cluster/chance.js';

/** A label by which the fault's draws for that name, by their numbers, are so. */
export function labelOf(name: string, numbers: readonly number[], isSo: (draws: readonly number[]) => boolean): string {
  const chance = new Chance(1);
  for (let i = 0; ; i++) {
    const key = chance.keyOf('fault', `l${i}/${name}`);
    if (isSo(numbers.map((nth) => chance.uniform(key, Purpose.fault, nth)))) return `l${i}`;
  }
}
