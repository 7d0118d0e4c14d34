/** The buckets of the AWS Spot Advisor, the least interrupted first: the catalogue's words, and the order of every list by bucket. */
export const BUCKETS = ['<5%', '5-10%', '10-15%', '15-20%', '>20%'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Which share of a pool a reclaim takes: anything between two bounds, or one of a list with equal chance. */
export type ShareLaw =
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'empirical'; readonly shares: readonly number[] };

/** What AWS leaves open about the market, by the names of docs/model.md. */
export interface MarketSettings {
  /** Probability that an instance is interrupted within 30 days, for each bucket. */
  readonly interruptedByBucket: readonly number[];
  /** Spare capacity of a pool from 0 to 1, for each bucket: what capacity-optimized strategies compare. */
  readonly depthByBucket: readonly number[];
  readonly reclaimShare: ShareLaw;
  /** Probability that a rebalance recommendation goes before a reclaim, and how long before the notice. */
  readonly recommendationProbability: number;
  readonly recommendationLeadMs: number;
  /** For how long nobody can launch in a pool after a reclaim by chance. */
  readonly shortageAfterReclaimMs: number;
}

export const MARKET_DEFAULTS: MarketSettings = {
  interruptedByBucket: [0.025, 0.075, 0.125, 0.175, 0.25],
  depthByBucket: [0.9, 0.7, 0.5, 0.3, 0.1],
  reclaimShare: { kind: 'uniform', min: 0.1, max: 0.5 },
  recommendationProbability: 0.5,
  recommendationLeadMs: 600_000,
  shortageAfterReclaimMs: 600_000,
};
