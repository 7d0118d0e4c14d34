/**
 * Distribution of a duration, as data. Times are whole milliseconds; `median` and `p95` define the lognormal; the empirical one draws each
 * of its values with equal probability.
 */
export type Distribution =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p95Ms: number }
  | { readonly kind: 'empirical'; readonly valuesMs: readonly number[] };
