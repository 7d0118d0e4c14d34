import type { AlgorithmFactory } from './algorithm.js';
import { fgd } from './fgd.js';
import { firstFit, firstFitDecreasing, nextFit, randomFit, SIZE_KEYS, type SizeKey } from './first.js';
import { bestFit, cosine, dotProduct, l2, leastWaste, tetris, worstFit } from './fits.js';
import { gpuClustering, gpuPacking } from './gpu-fits.js';

/** An algorithm with a name for `--policies`. */
export interface RegisteredAlgorithm {
  readonly factory: AlgorithmFactory;
  /**
   * Completes "takes the instance with", in Markdown. c, m and g are the free CPU, memory and GPUs of the instance, *c*, *m* and *g* the
   * request of the task, as shares of the most that any instance has.
   */
  readonly takes: string;
  readonly source: string;
  /** It sees all tasks before it places the first, which no scheduler can: a yardstick for the others. */
  readonly isOffline: boolean;
}

const JOHNSON = 'Johnson, 1974';
const PANIGRAHY = 'Panigrahy et al., 2011';
const OPENB = 'the openb runs';
const BASELINE = 'a baseline of the openb runs';

const SIZES: Readonly<Record<SizeKey, readonly [size: string, source: string]>> = {
  cpu: ['*c*', JOHNSON],
  memory: ['*m*', JOHNSON],
  sum: ['*c* + *m* + *g*', PANIGRAHY],
  max: ['of *c*, *m*, *g*', 'Kou and Markowsky, 1977'],
  product: ['(1 + *c*) (1 + *m*) (1 + *g*)', PANIGRAHY],
};

/** Every algorithm by its name in `--policies`. */
export const ALGORITHMS: ReadonlyMap<string, RegisteredAlgorithm> = new Map([
  online('first-fit', firstFit, ['the lowest number: the oldest; in a replay the first in the order of ties', JOHNSON]),
  online('next-fit', nextFit, ['the next number, in a circle from the instance of the last task', JOHNSON]),
  online('best-fit', bestFit, [
    'the greatest floor(100 (1 - ((c - *c*) + (g - *g*)) / 2)); m instead of g where no instance has a GPU',
    OPENB,
  ]),
  online('worst-fit', worstFit, ['the greatest (c - *c*) + (m - *m*) + (g - *g*)', `${JOHNSON}, over several resources`]),
  online('random-fit', randomFit, ['the lowest lot, drawn anew for each task; any of its GPUs that fit', OPENB]),
  online('random', randomFit, ['as `random-fit`, which the openb runs call so', OPENB]),
  online('dot-product', dotProduct, [
    'the greatest floor(100 (1 - (c *c* + g *g*) / 2)), so the smallest product; m instead of g where no instance has a GPU',
    OPENB,
  ]),
  online('cosine', cosine, [
    'the smallest angle between (c, m, g) and (*c*, *m*, *g*)',
    `the dot product of ${PANIGRAHY}, whatever the lengths`,
  ]),
  online('l2', l2, ['the least (c - *c*)² + (m - *m*)² + (g - *g*)²', `${PANIGRAHY}, norm-based greedy`]),
  online('tetris', tetris, ['the greatest c *c* + m *m* + g *g*', 'Grandl et al., SIGCOMM 2014, alignment']),
  online('least-waste', leastWaste, [
    "the least price of the idle rest: USD an hour times the mean idle share of the instance's own CPU, memory and GPUs; one price for all where nothing has a price",
    'Drydock',
  ]),
  online('fgd', fgd, [
    'the greatest floor(100 / (1 + exp(dF / 1000))), dF being the increase of the fragment measure below',
    'Weng et al., USENIX ATC 2023',
  ]),
  online('gpu-packing', gpuPacking, [
    'a GPU in use with little left (50 to 100), then a free GPU of an instance in use (33 to 49), then a free instance (up to 32)',
    BASELINE,
  ]),
  online('gpu-clustering', gpuClustering, [
    '75 points for only tasks of the same number of GPUs on it, 50 for those with others, 25 for no task, 0 for others only; plus floor(25 (1 - g))',
    BASELINE,
  ]),
  ...SIZE_KEYS.map(decreasing),
]);

/** Returns whether a policy is a user's module: paths have a slash, a backslash or the ending of a module; names have none. */
export function isModulePath(policy: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(policy);
}

type Entry = readonly [name: string, algorithm: RegisteredAlgorithm];

function online(name: string, factory: AlgorithmFactory, [takes, source]: readonly [takes: string, source: string]): Entry {
  return [name, { factory, takes, source, isOffline: false }];
}

function decreasing(key: SizeKey): Entry {
  const [size, source] = SIZES[key];
  const takes = `offline: first-fit, largest ${size} first`;
  return [`first-fit-decreasing-${key}`, { factory: firstFitDecreasing(key), takes, source, isOffline: true }];
}
