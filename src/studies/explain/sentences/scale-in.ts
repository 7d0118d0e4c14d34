import { clockText, numberText, plural } from '../../../kernel/quantity-text.js';
import type { ScaleInAnswer, ScaleInHold } from '../inquiries/scale-in.js';
import { evaluationText, standingLines } from './evaluation.js';
import { rule } from './phrases.js';

/** Explains what kept a group from scaling in: the evaluation at a moment, or the frequency of each reason in a run. */
export function scaleInWords(answer: ScaleInAnswer): string[] {
  const { capacityProvider, atMs, last } = answer;
  if (last === null)
    return [`The scaler of ${capacityProvider} had not evaluated yet${atMs === null ? '' : ` at ${clockText(atMs)}`} (C.CAS-03).`];
  if (atMs !== null) return [headText(answer), evaluationText(last), ...standingLines(last.instances)];
  return [
    headText(answer),
    ...answer.holds.map(holdText),
    '',
    `The last evaluation. ${evaluationText(last)}`,
    ...standingLines(last.instances),
  ];
}

function headText({ capacityProvider, atMs, evaluations, withEmpty, scaleIns, instancesRemoved, last }: ScaleInAnswer): string {
  if (atMs !== null)
    return scaleIns > 0
      ? `${capacityProvider} did scale in, by ${plural(instancesRemoved, 'instance')}:`
      : `Why ${capacityProvider} did not scale in at ${clockText(last!.atMs)}:`;
  const did =
    scaleIns === 0 ? 'never scaled in' : `scaled in ${plural(scaleIns, 'time')}, by ${plural(instancesRemoved, 'instance')} in all`;
  const empty = `in ${numberText(withEmpty, 0)} of them some instance had no task but daemons (C.SIN-01)`;
  return `The scaler of ${capacityProvider} evaluated ${plural(evaluations, 'time')} (C.CAS-03) and ${did}; ${empty}. What it found otherwise:`;
}

const MEANINGS: Readonly<Record<string, string>> = {
  notManaged: 'managed scaling is off',
  steady: 'the metric was at the target',
  frozenIncompatible: 'no waiting task fitted an instance of the group, and the metric stood still',
  aboveNotYet: 'the metric was above the target, for too few points to act',
  heldByWarmup: 'more instances were wanted, and one was in its warm-up',
  clampedByMax: 'more instances were wanted than maxSize',
  onTheWay: 'more instances were wanted, and were on their way',
  scaledOut: 'it scaled out',
  scaledOutToMax: 'it scaled out, to maxSize',
  belowNotYet: 'the metric was below the target, for fewer points in a row than the low alarm takes',
  heldAfterScaleOut: 'a scale-out was too short ago',
  heldByInterval: 'a step was taken a moment before',
  nothingToRemove: 'one instance less would have been above the target',
  atMinimum: 'DesiredCapacity was minSize',
  awaitingTerminations: 'DesiredCapacity was lower already, and the instances might not go yet',
};

function holdText({ reason, rule: id, evaluations, firstMs, lastMs }: ScaleInHold): string {
  const when = firstMs === lastMs ? `at ${clockText(firstMs)}` : `from ${clockText(firstMs)} to ${clockText(lastMs)}`;
  return `- ${plural(evaluations, 'time')}, ${when}: ${MEANINGS[reason] ?? ''}: ${reason}${rule(id)}`;
}
