import type { Path } from '../../../scenario/text/problem.js';

export type SettingKey =
  | 'targetCapacity'
  | 'minimumScalingStepSize'
  | 'maximumScalingStepSize'
  | 'instanceWarmupPeriod'
  | 'instanceType'
  | 'spotShare'
  | 'minSize'
  | 'maxSize'
  | 'desiredCount'
  | 'loadRate'
  | 'loadPeak'
  | 'placementStrategy'
  | 'minimumHealthyPercent'
  | 'maximumPercent'
  | 'count'
  | 'arrivalRate'
  | 'arrivalPeak'
  | 'arrivalSize'
  | 'algorithm'
  | 'seed';

interface Common {
  readonly key: SettingKey;
  readonly path: Path;
  /** The owner: the name of a provider, service or workload; empty for the whole scenario. */
  readonly owner: string;
  /** The description from the schema. */
  readonly about: string;
}

export interface Slider extends Common {
  readonly kind: 'slider';
  readonly value: number;
  readonly min: number;
  /** End of the slider; a value may lie beyond it. */
  readonly max: number;
  /** Shown behind the number, and written where it is a unit of time such as `/h`. */
  readonly unit: string;
  /** Written is 100 less what is shown. */
  readonly isInverse: boolean;
}

export interface Choice extends Common {
  readonly kind: 'choice';
  /** The text of an option. */
  readonly value: string;
  readonly options: readonly { readonly text: string; readonly write: unknown; readonly group: string }[];
}

export type Setting = Slider | Choice;

/** Returns the text that a position of a slider writes. */
export function writtenBy({ isInverse, unit }: Slider, shown: number): unknown {
  const value = isInverse ? 100 - shown : shown;
  return unit.startsWith('/') ? `${value}${unit}` : value;
}
