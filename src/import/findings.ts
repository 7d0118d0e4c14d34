/** Findings of an import, in the order in which they arose. */
import { withShortWords } from '../kernel/short-words.js';

/** Position in the input: a file and the path of a value in it. */
export interface Place {
  readonly file: string;
  /** Dotted path such as `Resources.Web.Properties.DesiredCount`; empty for the whole file. */
  readonly field: string;
}

/**
 * `understood`: the scenario contains it. `assumed`: a run needs it and the input lacks it. `leftOut`: the scenario omits it. `withoutEffect`:
 * the scenario omits it, and it would change no run.
 */
export type FindingKind = 'understood' | 'assumed' | 'leftOut' | 'withoutEffect';

export interface Finding extends Place {
  readonly kind: FindingKind;
  readonly message: string;
  /** Path in the scenario at which the user changes the assumption. */
  readonly setting?: string;
  /** Of what is left out: a service or group of the cluster, so that the scenario is only a part of it. */
  readonly isLoss?: true;
}

/** An error that prevents the scenario from being built. */
export interface Mistake extends Place {
  readonly message: string;
}

export function under(place: Place, ...steps: readonly (string | number)[]): Place {
  return { file: place.file, field: [...(place.field === '' ? [] : [place.field]), ...steps].join('.') };
}

function readable<T extends Mistake>(mistake: T): T {
  return { ...mistake, field: withShortWords(mistake.field), message: withShortWords(mistake.message) };
}

/** A part of the scenario, and what is understood of it as it is now. */
interface Understood {
  readonly part: object;
  readonly message: () => string;
}

export class Findings {
  private readonly found: (Finding & { readonly understood?: Understood })[] = [];
  readonly mistakes: Mistake[] = [];
  /** Values that their keys cannot have. They are left out. */
  readonly wrongValues: Mistake[] = [];
  private readonly reported = new Set<string>();

  get all(): readonly Finding[] {
    return this.found.map(({ understood, ...finding }) => readable(finding));
  }

  /** With a part of the scenario: the finding holds as long as the part is in it. */
  understood(place: Place, message: string, part?: object): void {
    this.found.push({
      kind: 'understood',
      ...place,
      message,
      ...(part === undefined ? {} : { understood: { part, message: () => message } }),
    });
  }

  /** The same for a message with the final value of the part. */
  understoodPart(place: Place, part: object, message: () => string): void {
    this.found.push({ kind: 'understood', ...place, message: message(), understood: { part, message } });
  }

  /** Drops what was understood of parts that are left out, and counts the others again. */
  settle(isThere: (part: object) => boolean): void {
    const kept = this.found.filter(({ understood }) => understood === undefined || isThere(understood.part));
    this.found.splice(
      0,
      this.found.length,
      ...kept.map((finding) => (finding.understood === undefined ? finding : { ...finding, message: finding.understood.message() })),
    );
  }

  assumed(place: Place, message: string, setting?: string): void {
    this.found.push({ kind: 'assumed', ...place, message, ...(setting === undefined ? {} : { setting }) });
  }

  leftOut(place: Place, message: string): void {
    this.once({ kind: 'leftOut', ...place, message });
  }

  wrongValue(place: Place, message: string): void {
    this.leftOut(place, message);
    this.wrongValues.push(readable({ ...place, message }));
  }

  withoutEffect(place: Place, message: string): void {
    this.once({ kind: 'withoutEffect', ...place, message });
  }

  /** A launch template of several groups is read once for each. */
  private once(finding: Finding): void {
    const key = JSON.stringify(finding);
    if (!this.reported.has(key)) this.found.push(finding);
    this.reported.add(key);
  }

  /** Reports a service or group of the cluster that the scenario lacks. */
  lost(place: Place, message: string): void {
    this.found.push({ kind: 'leftOut', ...place, message, isLoss: true });
  }

  /** Reports a mistake; a repeated one is reported once. */
  mistake(place: Place, message: string): void {
    const key = JSON.stringify([place.file, place.field, message]);
    if (!this.reported.has(key)) this.mistakes.push(readable({ ...place, message }));
    this.reported.add(key);
  }
}
