/** Findings of an import, in the order in which they arose. */

/** Position in the input: a file and the path of a value in it. */
export interface Place {
  readonly file: string;
  /** Dotted path such as `Resources.Web.Properties.DesiredCount`; empty for the whole file. */
  readonly field: string;
}

/** `understood`: the scenario contains it. `assumed`: a run needs it and the input lacks it. `leftOut`: the scenario omits it. */
export type FindingKind = 'understood' | 'assumed' | 'leftOut';

export interface Finding extends Place {
  readonly kind: FindingKind;
  readonly message: string;
  /** Path in the scenario at which the user changes the assumption. */
  readonly setting?: string;
}

/** An error that prevents the scenario from being built. */
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

  /** Reports a mistake; a repeated one is reported once. */
  mistake(place: Place, message: string): void {
    const key = JSON.stringify([place.file, place.field, message]);
    if (!this.told.has(key)) this.mistakes.push({ ...place, message });
    this.told.add(key);
  }
}
