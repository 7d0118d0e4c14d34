/** Events of a pool in their order within a millisecond: interruptions first, then availability. */
export const MarketEvent = { recommendation: 0, reclaim: 1, drought: 2, capacity: 3, price: 4 } as const;
export type MarketEventKind = (typeof MarketEvent)[keyof typeof MarketEvent];

/** Time of an event that never happens. */
export const NEVER = Number.POSITIVE_INFINITY;
