/** Result of Holm's procedure for one hypothesis. */
export interface HolmAnswer {
  /** The least level at which the whole family's procedure would reject it. */
  readonly adjusted: number;
  readonly isRejected: boolean;
  /** The level at which it was tested, alpha / (hypotheses not yet rejected). An interval of it excludes 0 exactly if it is rejected. */
  readonly alpha: number;
}

/**
 * Holm's step-down correction. In ascending order, each p value is compared with alpha over the number left, until the first that is not
 * below. The probability of rejecting any true hypothesis is at most alpha, whatever their dependence. Answers come in the order of the
 * values.
 */
export function holm(pValues: readonly number[], alpha: number): HolmAnswer[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b] || a - b);
  const answers: HolmAnswer[] = new Array(pValues.length);
  let adjusted = 0;
  let alphaNow = alpha;
  let isStopped = false;
  order.forEach((i, rank) => {
    const left = pValues.length - rank;
    adjusted = Math.max(adjusted, Math.min(1, left * pValues[i]));
    if (!isStopped) alphaNow = alpha / left;
    isStopped ||= adjusted > alpha;
    answers[i] = { adjusted, isRejected: !isStopped, alpha: alphaNow };
  });
  return answers;
}
