/** A place in a document: keys and list indexes from its root. */
export type Path = readonly (string | number)[];

/** One mistake in the input: its place, the fault and the remedy. All mistakes are collected, none is thrown. */
export interface Problem {
  readonly path: Path;
  /** One sentence: the fault with the value, and the remedy. */
  readonly message: string;
  /** Of a message that begins with its subject: the rest, which is equal for all subjects with this fault. */
  readonly reason?: string | undefined;
  /** `warning`: legal, but probably not meant. Absent: an error. */
  readonly level?: 'warning';
  /** Of a warning that a program must recognise. */
  readonly code?: WarningCode | undefined;
}

/** `neverRuns`: tasks would wait for ever or fail, or their group would not grow for them. `noEffect`: a fault changes nothing. */
export type WarningCode = 'neverRuns' | 'noEffect';

/** A value, or the mistakes that prevented it. Warnings may come with a value. */
export type Outcome<T> =
  | { readonly value: T; readonly problems: readonly Problem[] }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };
