import type { AlgorithmFactory } from './algorithm.js';

/** The first instance in the order of the fleet: the oldest. */
export const firstFit: AlgorithmFactory = () => ({
  name: 'first-fit',
  dependsOn: 'row',
  rank: (fleet, row) => fleet.instance[row],
});
