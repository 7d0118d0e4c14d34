/** Decimals of printed numbers: money to a millionth of a dollar, shares and hours to a thousandth. */
export const USD_DIGITS = 6;
export const SHARE_DIGITS = 3;
export const HOUR_DIGITS = 3;

const SCALES = Array.from({ length: 16 }, (_, digits) => 10 ** digits);

/** Rounds half up, away from the noise of binary fractions; JavaScript then prints the same shortest digits everywhere. */
export function rounded(value: number, digits: number): number {
  const scale = SCALES[digits];
  return Math.round(value * scale) / scale;
}

/** A share in percent; null if `whole` is 0. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded((100 * part) / whole, SHARE_DIGITS);
}

/**
 * Rounds to nine significant digits, on which the logarithms of two JavaScript engines agree. An infinite end of an interval becomes null.
 */
export function significant(value: number | null | undefined): number | null {
  return value === undefined || value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(9));
}
