import { clockText, durationText, plural } from '../../../kernel/quantity-text.js';
import type { ScalerMinute } from '../inquiries/evaluation.js';
import type { InstanceEligibility, ScaleInEligibility } from '../inquiries/scale-in-eligibility.js';
import { listed, number, rule, when } from './phrases.js';

/** Describes an evaluation in three sentences: the metric, the alarms, the decision. */
export function evaluationText(seen: ScalerMinute): string {
  const measured = seen.measuredMs === seen.atMs ? '' : `, by the metric of ${clockText(seen.measuredMs)}`;
  return `${seen.capacityProvider} at ${clockText(seen.atMs)}${measured}: ${metricText(seen)} ${alarmsText(seen)} ${outcomeText(seen)}`;
}

function metricText(seen: ScalerMinute): string {
  const { needed, running, busy, newlyBusy, add, waitingTasks, reservationPercent, targetPercent, standing } = seen;
  const parts = [
    `${plural(busy, 'instance')} with tasks`,
    ...(newlyBusy > 0 ? [`${newlyBusy} that waiting tasks will go to`] : []),
    ...(add > 0 ? [`${add} more that ${plural(waitingTasks, 'waiting task')} would need (C.SOUT-04)`] : []),
  ];
  const where = { above: 'above', at: 'at', below: 'below' }[standing];
  return `M = ${needed} (${listed(parts)}), N = ${running}; the scaler sees a CapacityProviderReservation of ${number(reservationPercent)} % (C.CAS-02), ${where} the target of ${number(targetPercent)} %.`;
}

function alarmsText({ highPoints, highDatapoints, isHighAlarm, lowPoints, lowDatapoints, isLowAlarm }: ScalerMinute): string {
  const state = (isOn: boolean) => (isOn ? 'ALARM' : 'OK');
  const high = `High alarm ${state(isHighAlarm)}: ${plural(highPoints, 'point')} above, ${highDatapoints} needed (A.CAS-14)`;
  return `${high}; low alarm ${state(isLowAlarm)}: ${plural(lowPoints, 'point')} below, ${lowDatapoints} needed (C.SIN-02).`;
}

function outcomeText(seen: ScalerMinute): string {
  const { fromDesired, toDesired, reason, rule: id } = seen;
  if (fromDesired !== toDesired) return `DesiredCapacity ${fromDesired} -> ${toDesired}: ${whyText(seen)}${rule(id)}.`;
  return `DesiredCapacity stays ${fromDesired}: ${reason}${rule(id)}: ${whyText(seen)}.`;
}

/** Explains why it did or did not act, with the numbers that decided. */
function whyText(seen: ScalerMinute): string {
  const { reason, wanted, fromDesired, toDesired, running, minSize, maxSize } = seen;
  switch (reason) {
    case 'notManaged':
      return 'managed scaling is off';
    case 'steady':
      return 'the metric is at the target';
    case 'frozenIncompatible':
      return 'no waiting task fits an instance of this group';
    case 'aboveNotYet':
      return `the high alarm has counted ${seen.highPoints} of ${seen.highDatapoints} points above the target`;
    case 'heldByWarmup':
      return `the youngest instance came ${when(seen.youngestLaunchMs!)}, ${durationText(seen.atMs - seen.youngestLaunchMs!)} ago, and the warm-up takes ${durationText(seen.warmupMs)}; ${wanted} are wanted`;
    case 'clampedByMax':
      return `${wanted} are wanted, and maxSize is ${maxSize}`;
    case 'onTheWay':
      return `${wanted} are wanted, and as many or more are on their way`;
    case 'scaledOut':
      return running === 0 ? `${wanted} are wanted, from zero whatever is needed (C.SOUT-09)` : `${wanted} are wanted`;
    case 'scaledOutToMax':
      return `${wanted} are wanted, and maxSize is ${maxSize}`;
    case 'belowNotYet':
      return `the low alarm has counted ${seen.lowPoints} of ${seen.lowDatapoints} points in a row below the target`;
    case 'heldAfterScaleOut':
      return `${lastRaiseText(seen)}; ${wanted} are wanted`;
    case 'heldByInterval':
      return `the last step was ${when(seen.lastScaleInMs!)}, and there is one in ${durationText(seen.scaleInIntervalMs)}`;
    case 'scaledIn':
      return `${wanted} are wanted, and one step takes at most ${number(100 * seen.scaleInShareMax)} % of N = ${running}`;
    case 'nothingToRemove':
      return `${wanted} are wanted: one less would be above the target`;
    case 'atMinimum':
      return `${wanted} are wanted, and minSize is ${minSize}`;
    default:
      return `${wanted} are wanted; DesiredCapacity ${toDesired === fromDesired ? `is ${fromDesired} already` : ''}, and more instances live until they may go`;
  }
}

/** The wait begins with the decision, or with the registration of its last instance. */
function lastRaiseText({ lastRaiseMs, raiseRegisteredMs, scaleInWaitsFrom, scaleInAfterScaleOutMs }: ScalerMinute): string {
  const wait = `scale-in waits ${durationText(scaleInAfterScaleOutMs)}`;
  const last = `the last scale-out was ${when(lastRaiseMs!)}`;
  if (scaleInWaitsFrom === 'decision') return `${last}, and ${wait} after one`;
  if (raiseRegisteredMs === null) return `${last}, and ${wait} once its instances are there; some still boot`;
  return `${last}, the last of its instances was there ${when(raiseRegisteredMs)}, and ${wait} from then on`;
}

const STANDING_WORDS: Readonly<Record<ScaleInEligibility, string>> = {
  empty: 'without tasks: may go',
  unprotected: 'with tasks, unprotected: may go',
  busy: 'with tasks: protected',
  protected: 'protected by a user',
  booting: 'booting: protected',
  outside: 'outside the cluster: protected',
  leaving: 'on its way out',
  draining: 'draining',
  pooled: 'in the warm pool',
};
const RULES: Readonly<Partial<Record<ScaleInEligibility, string>>> = {
  empty: 'C.SIN-01',
  unprotected: 'C.SIN-06',
  busy: 'C.MTP-02',
  booting: 'C.MTP-02',
};
const SHOWN = 3;

export function standingWords(standing: ScaleInEligibility): string {
  return STANDING_WORDS[standing];
}

/** Counts the instances by standing towards scale-in, and lists those with the fewest tasks: they prevent it. */
export function standingLines(instances: readonly InstanceEligibility[]): string[] {
  const standings = [...new Set(instances.map(({ standing }) => standing))];
  const counts = standings
    .map((standing) => ({ standing, all: instances.filter((one) => one.standing === standing) }))
    .sort((a, b) => b.all.length - a.all.length)
    .map(({ standing, all }) => `- ${all.length} ${STANDING_WORDS[standing]}${rule(RULES[standing] ?? '')}: ${numbersText(all)}`);
  const busy = instances.filter(({ tasks }) => tasks > 0).sort((a, b) => a.tasks - b.tasks || a.instance - b.instance);
  if (busy.length === 0) return counts;
  const fewest = busy.slice(0, SHOWN).map(({ instance, tasks }) => `instance ${instance} with ${plural(tasks, 'task')}`);
  return [...counts, `- with the fewest tasks: ${listed(fewest)}; one task is enough to keep an instance in M (C.MTP-06)`];
}

const NUMBERS_SHOWN = 12;

function numbersText(all: readonly InstanceEligibility[]): string {
  const shown = all.slice(0, NUMBERS_SHOWN).map(({ instance }) => `${instance}`);
  return `${all.length === 1 ? 'instance' : 'instances'} ${shown.join(', ')}${all.length > NUMBERS_SHOWN ? ` and ${all.length - NUMBERS_SHOWN} more` : ''}`;
}
