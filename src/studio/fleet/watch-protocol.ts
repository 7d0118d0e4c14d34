import type { Source } from '../engine/source.js';
import type { Candidate } from './candidates.js';
import type { FleetRecording } from './recording.js';

/** A scenario with changes, `path=value` each, and perhaps another seed. */
export interface WatchSource extends Source {
  readonly set?: readonly string[];
  readonly seed?: number;
}

/** `figures`: paths as in `expect`. */
export interface WatchRequest extends WatchSource {
  readonly figures?: readonly string[];
}

export interface Watched {
  readonly name: string;
  readonly seed: number;
  readonly digest: string;
  /** Equal for runs that meet the same demand: what arrives and is wanted, with its chance. */
  readonly demand: string;
  /** In the order of the request; null: there was nothing to measure. */
  readonly figures: readonly (number | null)[];
  readonly recording: FleetRecording;
}

/** The parts of the picture of a fleet that can be clicked. */
export type Subject = { readonly task: number } | { readonly instance: number } | { readonly atMs: number };

export interface ExplainRequest extends WatchSource {
  readonly subject: Subject;
}

export interface Explained {
  /** The sentences of `drydock explain`. */
  readonly words: readonly string[];
  /** For a task that was placed by a search. */
  readonly candidates: readonly Candidate[];
}
