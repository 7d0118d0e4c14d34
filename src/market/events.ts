/** What may happen in a pool, in the order in which one millisecond tells it: who has to go, then what can be had. */
export const MarketEvent = { recommendation: 0, reclaim: 1, drought: 2, capacity: 3, price: 4 } as const;
export type MarketEventKind = (typeof MarketEvent)[keyof typeof MarketEvent];

/** When what does not happen any more would happen. */
export const NEVER = Number.POSITIVE_INFINITY;
