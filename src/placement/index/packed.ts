/** Steps of a lane: 9 bits. A tenth bit above each lane guards it, so that a subtraction takes nothing from the next lane. */
const STEPS = 2 ** 9 - 1;
const LANE_BITS = 10;
const GUARDS = (1 << 9) | (1 << 19) | (1 << 29);

/** Three steps in one number, its lanes. */
export function packed(first: number, second: number, third: number): number {
  return first | (second << LANE_BITS) | (third << (2 * LANE_BITS));
}

/**
 * Returns the step of an amount, given as a part of the largest possible. Steps grow with the part, and are finer where it is small (a
 * square root), so that small instances beside very large ones still differ. The step is at least 1, also for a part below 0: a lane of 0
 * is below every request.
 */
export function stepOf(part: number): number {
  return 1 + Math.min(STEPS - 1, (Math.sqrt(part) * (STEPS - 1)) | 0);
}

/** Each lane of one or the other, whichever is larger. It has no branch, since which one is larger cannot be predicted. */
export function largest(one: number, other: number): number {
  const notLess = ((one | GUARDS) - other) & GUARDS;
  const lanes = notLess - (notLess >>> (LANE_BITS - 1)); // All bits of the lanes in which `one` is not less.
  return other ^ ((one ^ other) & lanes);
}

/** Returns 1 if each lane of `room` is at least that of `need`, else 0. */
export function isEnough(room: number, need: number): 0 | 1 {
  const missing = (((room | GUARDS) - need) & GUARDS) ^ GUARDS;
  return ((missing - 1) >>> 31) as 0 | 1;
}
