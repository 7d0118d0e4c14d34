import type { ScalerMove } from '../inquiries/group-watch.js';
import { rule } from './phrases.js';

/** Formats a decision of a scaler with its numbers; scaling-activities.csv has the sentence. */
export function moveText({ fromDesired, toDesired, reason, rule: id, needed, running, sentence }: ScalerMove): string {
  if (sentence !== undefined) return `${sentence}${rule(id)}`;
  const outcome = fromDesired === toDesired ? `DesiredCapacity stays ${fromDesired}` : `DesiredCapacity ${fromDesired} -> ${toDesired}`;
  return `M = ${needed}, N = ${running}: ${outcome}, ${reason}${rule(id)}`;
}
