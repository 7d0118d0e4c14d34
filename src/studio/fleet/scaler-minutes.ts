import { type ScalingReason, scalingReasonName } from '../../autoscaling/reasons.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { ScalerMinute } from '../../studies/explain/inquiries/evaluation.js';
import { ruleOf } from '../../studies/explain/inquiries/rules.js';
import { countUpTo } from './growing.js';

/** Numbers of a minute; true is 1, null NaN. */
export const NUMBERS = [
  ...['atMs', 'measuredMs', 'needed', 'running', 'busy', 'newlyBusy', 'add', 'waitingTasks', 'reservationPercent', 'targetPercent'],
  ...['wanted', 'fromDesired', 'toDesired', 'minSize', 'maxSize', 'highPoints', 'lowPoints', 'booting', 'youngestLaunchMs', 'warmupMs'],
  ...['lastRaiseMs', 'raiseRegisteredMs', 'lastScaleInMs', 'isManaged', 'isIncompatibleOnly', 'isHighAlarm', 'isLowAlarm'],
] as (keyof ScalerMinute)[];
const BOOLEANS: readonly string[] = ['isManaged', 'isIncompatibleOnly', 'isHighAlarm', 'isLowAlarm'];
export const STANDINGS = ['below', 'at', 'above'] as const;

/** Every evaluation of every scaler of a capacity provider, in order of time. */
export interface ScalerMinutes {
  readonly providers: readonly string[];
  /** The fields that all minutes share. */
  readonly settings: Pick<
    ScalerMinute,
    'highDatapoints' | 'lowDatapoints' | 'scaleInWaitsFrom' | 'scaleInAfterScaleOutMs' | 'scaleInIntervalMs' | 'scaleInShareMax'
  >;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** The latest evaluation of a provider at or before a time; null before the first, and for one without a scaler. */
export function minuteAt(minutes: ScalerMinutes, provider: number, atMs: Ms): ScalerMinute | null {
  const { columns } = minutes;
  for (let row = countUpTo(columns.atMs, atMs) - 1; row >= 0; row--) if (columns.provider[row] === provider) return minuteOf(minutes, row);
  return null;
}

function minuteOf({ providers, settings, columns }: ScalerMinutes, row: number): ScalerMinute {
  const numbers = NUMBERS.map((name): [string, number | boolean | null] => {
    const value = columns[name][row];
    return [name, BOOLEANS.includes(name) ? value === 1 : Number.isNaN(value) ? null : value];
  });
  const reason = columns.reason[row] as ScalingReason;
  return {
    ...settings,
    ...(Object.fromEntries(numbers) as unknown as ScalerMinute),
    capacityProvider: providers[columns.provider[row]],
    standing: STANDINGS[columns.standing[row]],
    ...{ reason: scalingReasonName(reason), rule: ruleOf('scaling', reason) },
  };
}
