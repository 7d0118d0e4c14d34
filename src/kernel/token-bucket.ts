import { assert } from './assert.js';
import type { Ms } from './event-loop.js';

/** How a bucket fills: at most `capacity` tokens, of which `refill` come back every `perMs` milliseconds, evenly. Whole numbers all. */
export interface BucketRate {
  readonly capacity: number;
  readonly refill: number;
  readonly perMs: Ms;
}

/** What is in a bucket: plain data, saved as it is. A token has `perMs` parts, so that the refill of a millisecond is whole and nothing is ever rounded. */
export interface TokenBucket {
  readonly parts: number;
  readonly atMs: Ms;
}

/** A rate of so many tokens a second. */
export function perSecond(capacity: number, refill: number): BucketRate {
  return { capacity, refill, perMs: 1_000 };
}

/** Full, as it is before the first token is taken. A rate of null is no limit: it never runs out. */
export function fullBucket(rate: BucketRate | null, atMs: Ms): TokenBucket {
  return { parts: rate === null ? 0 : rate.capacity * rate.perMs, atMs };
}

/** Whole tokens that can be taken now. */
export function tokensAt(bucket: TokenBucket, rate: BucketRate | null, nowMs: Ms): number {
  return rate === null ? Number.POSITIVE_INFINITY : Math.floor(partsAt(bucket, rate, nowMs) / rate.perMs);
}

/** The first millisecond, from now on, at which so many tokens can be taken, if nobody takes any before; Infinity when the bucket never holds so many. */
export function nextAllowedMs(bucket: TokenBucket, rate: BucketRate | null, nowMs: Ms, tokens: number): Ms {
  if (rate === null) return nowMs;
  if (tokens > rate.capacity) return Number.POSITIVE_INFINITY;
  const lacking = tokens * rate.perMs - partsAt(bucket, rate, nowMs);
  return lacking <= 0 ? nowMs : nowMs + Math.ceil(lacking / rate.refill);
}

/** The bucket without so many tokens, which must be in it. */
export function take(bucket: TokenBucket, rate: BucketRate | null, nowMs: Ms, tokens: number): TokenBucket {
  if (rate === null) return { parts: 0, atMs: nowMs };
  const parts = partsAt(bucket, rate, nowMs) - tokens * rate.perMs;
  assert(parts >= 0, 'no more tokens are taken than a bucket holds');
  return { parts, atMs: nowMs };
}

function partsAt({ parts, atMs }: TokenBucket, { capacity, refill, perMs }: BucketRate, nowMs: Ms): number {
  assert(nowMs >= atMs, 'a bucket is not asked about the past');
  const full = capacity * perMs;
  // Full for long is full: the product of a long time and the refill might be rounded.
  return nowMs - atMs >= (full - parts) / refill ? full : parts + (nowMs - atMs) * refill;
}
