/** What EC2 Auto Scaling leaves open, by the names of docs/model.md. Times in milliseconds. */
export interface GroupSettings {
  /** Whose instances a termination policy compares when several zones are the fullest: those of `all`, or of the `first` in the list. */
  readonly terminationZones: 'all' | 'first';
  /** Who goes when the policies leave several: the `oldest`, the `newest`, or the one that chance `drawn` for it. */
  readonly terminationTie: 'oldest' | 'newest' | 'drawn';
  /** When every instance of the purchase option that should go is protected: one of the `other` goes, or the group is left to `wait`. */
  readonly purchaseProtected: 'other' | 'wait';
  /** price-capacity-optimized: the cheapest of the deep pools, or the lowest price for each unit of depth. */
  readonly priceCapacityFormula: 'cheapest-of-deep' | 'price-per-depth';
  /** From what percentage of the deepest pool's depth on a pool of the same zone is deep, 1 to 100. */
  readonly deepPercent: number;
  /** Wait after a launch without capacity; each further failure multiplies it, up to the longest. */
  readonly launchRetryMs: number;
  readonly launchRetryFactor: number;
  readonly launchRetryMaxMs: number;
  /** Without any success for so long the group launches no more (administrative suspension); null: it tries for ever. */
  readonly suspendAfterMs: number | null;
  /** What starts rebalancing between zones: the `listed` triggers of AWS, or `any` imbalance whenever the group is looked at. */
  readonly zoneRebalanceOn: 'listed' | 'any';
  /** How 10 percent of a group is made whole where capacity rebalancing may exceed the maximum. */
  readonly capacityRebalanceRounding: 'floor' | 'ceil';
  /** Share of the group that may be replaced at the same time for its age; always at least one. 100: each as soon as it is of age. */
  readonly lifetimePercent: number;
  /** Whether an instance that is protected from scale-in is `kept` beyond its maximum lifetime, until its protection is taken off. */
  readonly lifetimeProtected: 'kept' | 'replaced';
  /** Which of a zone's instances leaves the warm pool. */
  readonly warmPoolLeaves: 'oldest' | 'newest';
  readonly healthCheckIntervalMs: number;
  /** How an unhealthy instance goes where managed draining is on: `drained`, though its agent hears nothing, or `at-once`. */
  readonly unhealthyEnds: 'drained' | 'at-once';
  /** How long an instance refresh waits for protected instances before it fails. */
  readonly refreshProtectedWaitMs: number;
}

export const GROUP_DEFAULTS: GroupSettings = {
  terminationZones: 'all',
  terminationTie: 'oldest',
  purchaseProtected: 'other',
  priceCapacityFormula: 'cheapest-of-deep',
  deepPercent: 50,
  launchRetryMs: 60_000,
  launchRetryFactor: 2,
  launchRetryMaxMs: 900_000,
  suspendAfterMs: null,
  zoneRebalanceOn: 'listed',
  capacityRebalanceRounding: 'floor',
  lifetimePercent: 10,
  lifetimeProtected: 'kept',
  warmPoolLeaves: 'oldest',
  healthCheckIntervalMs: 60_000,
  unhealthyEnds: 'drained',
  refreshProtectedWaitMs: 3_600_000,
};
