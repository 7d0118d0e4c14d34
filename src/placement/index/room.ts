import { type FleetView, GPU_MILLI } from '../view.js';

/**
 * GPUs in one number: thousandths of all wholly free ones together or, if there is none, of the one with the most left. A row has the GPUs
 * for a request exactly if this is at least gpuNeedOf() the request.
 */
export function gpuRoom({ gpuSlots, gpuFree, gpuMilliFree }: FleetView, row: number): number {
  if (gpuFree[row] > 0) return gpuFree[row] * GPU_MILLI;
  let most = 0;
  for (let at = row * gpuSlots; at < (row + 1) * gpuSlots; at++) if (gpuMilliFree[at] > most) most = gpuMilliFree[at];
  return most;
}

/** A set of instance classes is 32 bits. Further classes share one bit, because a set may contain too many classes but never too few. */
export function classBit(instanceClass: number): number {
  return 1 << (instanceClass & 31);
}

/**
 * Index of the lowest bit that is set. The product stays within 32 bits; `-bits` does not for the highest bit, and V8 then discards code.
 */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & Math.imul(bits, -1));
}

export function isZero(bits: number): 0 | 1 {
  return (((bits | Math.imul(bits, -1)) >>> 31) ^ 1) as 0 | 1;
}

/** Amounts are far below 2^31, so that a difference does not overflow. */
export function larger(one: number, other: number): number {
  const less = one - other;
  return one - (less & (less >> 31));
}

/** A copy with more room at its end, for at least `least` entries. */
export function longer(column: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(Math.max(2 * column.length, least));
  result.set(column);
  return result;
}

/** A copy in which each of `parts` equal parts is followed by free room of its own length. */
export function spread(column: Int32Array, parts: number, length: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(2 * column.length);
  for (let part = 0; part < parts; part++) result.set(column.subarray(part * length, (part + 1) * length), 2 * part * length);
  return result;
}
