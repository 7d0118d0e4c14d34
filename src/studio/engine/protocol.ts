import type { Verdict } from '../../record/expect/expectation.js';
import type { Headline } from '../../record/metrics.js';
import type { ChartSpec } from '../../report/charts/chart-spec.js';
import type { LocatedProblem } from '../../scenario/text/sources.js';
import type { ExplainAsk, Explained, WatchAsk, Watched } from '../fleet/watch-protocol.js';

/** A scenario as the page holds it: its text, and the text of each file that it names. */
export interface Source {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface Validation {
  readonly errors: readonly LocatedProblem[];
  readonly warnings: readonly LocatedProblem[];
}

/** What the page shows of a run. */
export interface RunView {
  readonly name: string;
  readonly seed: number;
  readonly digest: string;
  readonly events: number;
  readonly endMs: number;
  readonly headline: Headline;
  /** The result in one sentence, and what is worth knowing beside it. */
  readonly sentence: string;
  readonly facts: readonly string[];
  readonly notes: readonly string[];
  readonly verdicts: readonly (Verdict & { readonly foundText: string })[];
  readonly charts: readonly ChartSpec[];
  /** Time that the worker took, from the text to this answer. */
  readonly tookMs: number;
}

export type RunOutcome = { readonly run: RunView; readonly errors?: undefined } | { readonly errors: readonly LocatedProblem[] };

/** One more run of the same scenario with another seed. */
export interface Replication {
  readonly seed: number;
  readonly headline: Headline;
}

export interface ImportedScenario {
  readonly scenario: string | null;
  readonly findings: readonly string[];
  readonly mistakes: readonly string[];
}

/** What the worker can be asked, and its answers. A new kind is one entry here and one in `handlers.ts`. */
export interface Requests {
  readonly validate: { readonly ask: Source; readonly answer: Validation };
  readonly run: { readonly ask: Source; readonly answer: RunOutcome };
  readonly replicate: { readonly ask: Source & { readonly seeds: readonly number[] }; readonly answer: readonly Replication[] };
  /** Runs a scenario again for the picture of its fleet, and for figures of a lesson. */
  readonly watch: { readonly ask: WatchAsk; readonly answer: Watched };
  readonly explain: { readonly ask: ExplainAsk; readonly answer: Explained };
  readonly import: { readonly ask: { readonly files: Readonly<Record<string, string>> }; readonly answer: ImportedScenario };
}

export type Kind = keyof Requests;

export type ToWorker =
  | { readonly [K in Kind]: { readonly id: number; readonly kind: K; readonly ask: Requests[K]['ask'] } }[Kind]
  | { readonly id: number; readonly kind: 'cancel' };

/** `share`: how much of the simulated time has passed, from 0 to 1. */
export type FromWorker =
  | { readonly id: number; readonly kind: 'progress'; readonly share: number }
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'cancelled' }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
