/** What an import made of its input, in the order in which it came upon it. */

/** Where in the input: a file, and the way to a value in it. */
export interface Place {
  readonly file: string;
  /** Dotted, as in `Resources.Web.Properties.DesiredCount`; empty: the whole file. */
  readonly field: string;
}

/** `understood`: it is in the scenario. `assumed`: the input does not say it, and a run needs it. `leftOut`: the scenario has nothing of it. */
export type FindingKind = 'understood' | 'assumed' | 'leftOut';

export interface Finding extends Place {
  readonly kind: FindingKind;
  readonly message: string;
  /** Path in the scenario where an assumption is changed. */
  readonly setting?: string;
}

/** Something that keeps the scenario from being built. */
export interface Mistake extends Place {
  readonly message: string;
}

export function under(place: Place, ...steps: readonly (string | number)[]): Place {
  return { file: place.file, field: [...(place.field === '' ? [] : [place.field]), ...steps].join('.') };
}

export class Findings {
  readonly all: Finding[] = [];
  readonly mistakes: Mistake[] = [];
  private readonly told = new Set<string>();

  understood(place: Place, message: string): void {
    this.all.push({ kind: 'understood', ...place, message });
  }

  assumed(place: Place, message: string, setting?: string): void {
    this.all.push({ kind: 'assumed', ...place, message, ...(setting === undefined ? {} : { setting }) });
  }

  leftOut(place: Place, message: string): void {
    this.all.push({ kind: 'leftOut', ...place, message });
  }

  /** Told once, however often it is met. */
  mistake(place: Place, message: string): void {
    const key = JSON.stringify([place.file, place.field, message]);
    if (!this.told.has(key)) this.mistakes.push({ ...place, message });
    this.told.add(key);
  }
}
