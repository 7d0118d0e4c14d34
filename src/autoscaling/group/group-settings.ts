/** Parameters of EC2 Auto Scaling that AWS does not document, by the names of docs/model.md. Times in milliseconds. */
export interface GroupSettings {
  /** Candidates of a termination policy when several zones have the most instances: those of `all` zones, or of the `first` in the list. */
  readonly terminationZones: 'all' | 'first';
  /** Choice when the policies leave several instances: the `oldest`, the `newest`, or a randomly `drawn` one. */
  readonly terminationTie: 'oldest' | 'newest' | 'drawn';
  /** When all instances of the purchase option to terminate are protected: terminate one of the `other`, or `wait`. */
  readonly purchaseProtected: 'other' | 'wait';
  /** price-capacity-optimized: the cheapest of the deep pools, or the lowest price for each unit of depth. */
  readonly priceCapacityFormula: 'cheapest-of-deep' | 'price-per-depth';
  /** Smallest depth of a deep pool, as a percentage from 1 to 100 of the deepest pool in its zone. */
  readonly deepPercent: number;
  /** From a raised DesiredCapacity (V.20), or the end of an interrupted instance (P.159), to the launch of the instances that are missing. */
  readonly launchDelayMs: number;
  /** From a lowered DesiredCapacity until instances are taken out (P.38, P.39). */
  readonly terminationDelayMs: number;
  /** Wait after a launch without capacity; each further failure multiplies it, up to the longest (P.159). */
  readonly launchRetryMs: number;
  readonly launchRetryFactor: number;
  readonly launchRetryMaxMs: number;
  /** Time without a successful launch after which the group stops launching (administrative suspension); null: never. */
  readonly suspendAfterMs: number | null;
  /** The triggers of rebalancing between zones: those `listed` by AWS, or `any` imbalance whenever the group adjusts. */
  readonly zoneRebalanceOn: 'listed' | 'any';
  /** Rounding of the 10 percent by which capacity rebalancing may exceed the maximum. */
  readonly capacityRebalanceRounding: 'floor' | 'ceil';
  /** Share of the group that may be replaced at once because of age, at least one instance. 100: each as soon as it reaches the maximum. */
  readonly lifetimePercent: number;
  /** Whether an instance protected from scale-in is `kept` beyond its maximum lifetime until its protection ends. */
  readonly lifetimeProtected: 'kept' | 'replaced';
  /** Which of a zone's instances leaves the warm pool. */
  readonly warmPoolLeaves: 'oldest' | 'newest';
  /** From when an instance is prepared until it is stopped or hibernated in the warm pool (M.5). */
  readonly warmPoolStopMs: number;
  readonly healthCheckIntervalMs: number;
  /** When a group checks its instances: at times of its own, or each an interval after its start of service. */
  readonly healthCheckPhase: 'drawn' | 'inService';
  /** Termination of an unhealthy instance with managed draining: `drained`, although its agent does not respond, or `at-once`. */
  readonly unhealthyEnds: 'drained' | 'at-once';
  /** How long an instance refresh waits for protected instances before it fails. */
  readonly refreshProtectedWaitMs: number;
}

/** The defaults; docs/model.md has their sources. */
export const GROUP_DEFAULTS: GroupSettings = {
  terminationZones: 'all',
  terminationTie: 'oldest',
  purchaseProtected: 'other',
  priceCapacityFormula: 'cheapest-of-deep',
  deepPercent: 50,
  launchDelayMs: 9_000,
  terminationDelayMs: 9_000,
  launchRetryMs: 15_000,
  launchRetryFactor: 1.6,
  launchRetryMaxMs: 600_000,
  suspendAfterMs: null,
  zoneRebalanceOn: 'listed',
  capacityRebalanceRounding: 'floor',
  lifetimePercent: 10,
  lifetimeProtected: 'kept',
  warmPoolLeaves: 'oldest',
  warmPoolStopMs: 50_000,
  healthCheckIntervalMs: 120_000,
  healthCheckPhase: 'drawn',
  unhealthyEnds: 'drained',
  refreshProtectedWaitMs: 3_600_000,
};
