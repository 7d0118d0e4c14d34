/** Buckets of the AWS Spot Advisor, lowest first, as in the catalogue; all lists by bucket have this order. */
export const BUCKETS = ['<5%', '5-10%', '10-15%', '15-20%', '>20%'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Distribution of the share of a pool that a reclaim interrupts: uniform between two bounds, or one of a list with equal probability. */
export type ShareLaw =
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'empirical'; readonly shares: readonly number[] };

/** Parameters that AWS does not publish, by the names of docs/model.md. */
export interface MarketSettings {
  /** Probability that an instance is interrupted within 30 days, for each bucket. */
  readonly interruptedByBucket: readonly number[];
  /** Spare capacity of a pool from 0 to 1, for each bucket; capacity-optimized strategies compare it. */
  readonly depthByBucket: readonly number[];
  readonly reclaimShare: ShareLaw;
  /** Probability of a rebalance recommendation before a reclaim, and its lead time before the notice. */
  readonly recommendationProbability: number;
  readonly recommendationLeadMs: number;
  /** From the notice until the instance's agent, or managed draining, has seen it (V.26). */
  readonly noticeSeenMs: number;
  /** Time without launches in a pool after a drawn reclaim. */
  readonly shortageAfterReclaimMs: number;
}

/** The defaults; docs/model.md has their sources. */
export const MARKET_DEFAULTS: MarketSettings = {
  interruptedByBucket: [0.025, 0.075, 0.125, 0.175, 0.25],
  depthByBucket: [0.9, 0.7, 0.5, 0.3, 0.1],
  reclaimShare: { kind: 'uniform', min: 0.1, max: 0.5 },
  recommendationProbability: 0.5,
  recommendationLeadMs: 600_000,
  noticeSeenMs: 12_000,
  shortageAfterReclaimMs: 600_000,
};
