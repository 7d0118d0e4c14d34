/** The length of a month in AWS's price examples. */
export const MONTH_MS = 730 * 3_600_000;
