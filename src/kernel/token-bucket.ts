import { assert } from './assert.js';
import type { Ms } from './event-loop.js';

/** A bucket with at most `capacity` tokens, refilled evenly by `refill` tokens per `perMs` milliseconds. All numbers are whole. */
export interface BucketRate {
  readonly capacity: number;
  readonly refill: number;
  readonly perMs: Ms;
}

/** Contents of a bucket; plain data. A token has `perMs` parts, so that the refill per millisecond is whole and exact. */
export interface TokenBucket {
  readonly parts: number;
  readonly atMs: Ms;
}

/** Returns a rate of `refill` tokens a second. */
export function perSecond(capacity: number, refill: number): BucketRate {
  return { capacity, refill, perMs: 1_000 };
}

/** Returns a full bucket. A null rate is no limit. */
export function fullBucket(rate: BucketRate | null, atMs: Ms): TokenBucket {
  return { parts: rate === null ? 0 : rate.capacity * rate.perMs, atMs };
}

/** Returns the whole tokens available now. */
export function tokensAt(bucket: TokenBucket, rate: BucketRate | null, nowMs: Ms): number {
  return rate === null ? Number.POSITIVE_INFINITY : Math.floor(partsAt(bucket, rate, nowMs) / rate.perMs);
}

/**
 * Returns the first millisecond, from now on, at which this many tokens are available if none are taken before; Infinity when the capacity
 * is smaller.
 */
export function nextAllowedMs(bucket: TokenBucket, rate: BucketRate | null, nowMs: Ms, tokens: number): Ms {
  if (rate === null) return nowMs;
  if (tokens > rate.capacity) return Number.POSITIVE_INFINITY;
  const lacking = tokens * rate.perMs - partsAt(bucket, rate, nowMs);
  return lacking <= 0 ? nowMs : nowMs + Math.ceil(lacking / rate.refill);
}

/** Removes tokens, which must be available. */
export function take(bucket: TokenBucket, rate: BucketRate | null, nowMs: Ms, tokens: number): TokenBucket {
  if (rate === null) return { parts: 0, atMs: nowMs };
  const parts = partsAt(bucket, rate, nowMs) - tokens * rate.perMs;
  assert(parts >= 0, 'no more tokens are taken than a bucket holds');
  return { parts, atMs: nowMs };
}

function partsAt({ parts, atMs }: TokenBucket, { capacity, refill, perMs }: BucketRate, nowMs: Ms): number {
  assert(nowMs >= atMs, 'a bucket is read at its own time or later');
  const full = capacity * perMs;
  // The product of a long time and the refill might be rounded, so a full bucket is detected first.
  return nowMs - atMs >= (full - parts) / refill ? full : parts + (nowMs - atMs) * refill;
}
