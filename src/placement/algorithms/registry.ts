import type { AlgorithmFactory } from './algorithm.js';
import { fgd } from './fgd.js';
import { firstFit, firstFitDecreasing, nextFit, randomFit, SIZE_KEYS, type SizeKey } from './first.js';
import { bestFit, cosine, dotProduct, l2, leastWaste, tetris, worstFit } from './fits.js';
import { gpuClustering, gpuPacking } from './gpu-fits.js';

/** An algorithm with a name for `--policies`. */
export interface RegisteredAlgorithm {
  readonly factory: AlgorithmFactory;
  /** One sentence: the instance that it prefers. */
  readonly description: string;
  /** It sees all tasks before it places the first, which no scheduler can: a yardstick for the others. */
  readonly isOffline: boolean;
}

const SIZE_WORDS: Readonly<Record<SizeKey, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  sum: 'sum of CPU, memory and GPU shares',
  max: 'largest of CPU, memory and GPU share',
  product: 'product of CPU, memory and GPU shares',
};

/** Every algorithm by its name in `--policies`. */
export const ALGORITHMS: ReadonlyMap<string, RegisteredAlgorithm> = new Map([
  online('first-fit', firstFit, 'The first instance, in the order of the fleet, that has room.'),
  online('next-fit', nextFit, 'The next instance that has room, going round from where the last task went.'),
  online('best-fit', bestFit, 'The instance that the task leaves with least CPU and GPU (memory where there are no GPUs).'),
  online('worst-fit', worstFit, 'The instance that the task leaves with most CPU, memory and GPU.'),
  online('random-fit', randomFit, 'Any instance that has room, each as likely as another.'),
  online('random', randomFit, 'The same as random-fit, by the name that the openb results use.'),
  online('dot-product', dotProduct, 'The least product of need and free room in CPU and GPU (memory where there are no GPUs).'),
  online('cosine', cosine, 'The instance whose free CPU, memory and GPU have most nearly the proportions of the need.'),
  online('l2', l2, 'The instance whose free CPU, memory and GPU are nearest to the need.'),
  online('tetris', tetris, 'The greatest product of need and free room in CPU, memory and GPU.'),
  online('least-waste', leastWaste, 'The instance on which what stays idle costs least.'),
  online('fgd', fgd, 'The instance and GPU on which the typical task loses least of what is idle.'),
  online('gpu-packing', gpuPacking, 'GPUs in use before free ones, then instances in use before free ones.'),
  online('gpu-clustering', gpuClustering, 'Instances that already run tasks of the same number of GPUs.'),
  ...SIZE_KEYS.map(decreasing),
]);

/** Returns whether a policy is a user's module: paths have a slash, a backslash or the ending of a module; names have none. */
export function isModulePath(policy: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(policy);
}

type Entry = readonly [name: string, algorithm: RegisteredAlgorithm];

function online(name: string, factory: AlgorithmFactory, description: string): Entry {
  return [name, { factory, description, isOffline: false }];
}

function decreasing(key: SizeKey): Entry {
  const description = `Offline: first-fit of all tasks sorted by ${SIZE_WORDS[key]}, largest first.`;
  return [`first-fit-decreasing-${key}`, { factory: firstFitDecreasing(key), description, isOffline: true }];
}
