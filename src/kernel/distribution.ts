/**
 * How long something takes, as data. Times are whole milliseconds; `median` and `p95` define the lognormal; the empirical
 * one draws one of its values with equal chance.
 */
export type Distribution =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p95Ms: number }
  | { readonly kind: 'empirical'; readonly valuesMs: readonly number[] };
