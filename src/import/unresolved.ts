import type { Findings, Place } from './findings.js';
import { shortText } from './plain-data.js';

/** A value that the input does not contain. It is reported only when something needs it. */
export class Unresolved {
  constructor(
    /** Placeholder such as `${ImageUrl}`, for places where any text will do. */
    readonly text: string,
    /** Reasons and remedies, one sentence each; empty when they are reported already. */
    readonly reasons: readonly PlacedReason[],
  ) {}

  /** Returns whether the user can supply the value, in which case none is assumed. */
  get canBeGiven(): boolean {
    return this.reasons.some(({ isParameter }) => isParameter === true);
  }
}

/** A reason and its place, such as a parameter without a value. */
export interface PlacedReason {
  readonly place: Place;
  readonly message: string;
  /** Marks a template parameter, for which the user can give a value. */
  readonly isParameter?: boolean;
}

/** Reports why a value that is needed at a place is unresolved. */
export function reportUnresolved(value: Unresolved, place: Place, findings: Findings): void {
  for (const { place: at, message } of value.reasons) findings.mistake(at, `${message} (needed for ${place.field || place.file})`);
}

export function isUnresolved(value: unknown): value is Unresolved {
  return value instanceof Unresolved;
}

export function shownText(value: unknown): string {
  if (isUnresolved(value)) return value.text;
  return typeof value === 'object' && value !== null ? shortText(value) : String(value);
}
