import type { Findings, Place } from './findings.js';

/** A value that the input does not hold. It stays harmless until something needs it. */
export class Unresolved {
  constructor(
    /** How it is written where any text will do, such as `${ImageUrl}`. */
    readonly text: string,
    /** What it hangs on, and what would be right, a sentence each; none: it is told already. */
    readonly reasons: readonly Mistaken[],
  ) {}

  /** Whether a user has a value to give, so that none is assumed. */
  get canBeGiven(): boolean {
    return this.reasons.some(({ isParameter }) => isParameter === true);
  }
}

/** A reason and where it lies, such as a parameter without a value. */
export interface Mistaken {
  readonly place: Place;
  readonly message: string;
  /** Of a template: a user gives it a value. */
  readonly isParameter?: boolean;
}

/** Tells what a value hangs on that is needed at a place. */
export function tellUnresolved(value: Unresolved, place: Place, findings: Findings): void {
  for (const { place: at, message } of value.reasons) findings.mistake(at, `${message} (needed for ${place.field || place.file})`);
}

export function isUnresolved(value: unknown): value is Unresolved {
  return value instanceof Unresolved;
}

/** A text for people where a value is only shown. */
export function shownText(value: unknown): string {
  return isUnresolved(value) ? value.text : String(value);
}
