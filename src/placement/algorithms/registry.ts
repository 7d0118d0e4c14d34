import type { AlgorithmFactory } from './algorithm.js';
import { firstFit } from './first.js';

/** An algorithm that `--policies` knows by name. */
export interface RegisteredAlgorithm {
  readonly factory: AlgorithmFactory;
  /** One sentence: which instance it prefers. */
  readonly description: string;
  /** It sees all tasks before it places the first, which no scheduler can: a yardstick, not a rival. */
  readonly isOffline: boolean;
}

export const ALGORITHMS: ReadonlyMap<string, RegisteredAlgorithm> = new Map([
  ['first-fit', { factory: firstFit, description: 'The first instance, in the order of the fleet, that has room.', isOffline: false }],
]);
