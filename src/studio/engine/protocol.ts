import type { Finding, Mistake } from '../../import/findings.js';
import type { Verdict } from '../../record/expect/expectation.js';
import type { Headline } from '../../record/metrics.js';
import type { Answer } from '../../report/answers.js';
import type { ChartSpec } from '../../report/charts/chart-spec.js';
import type { LocatedProblem } from '../../scenario/text/sources.js';
import type { Explained, ExplainRequest, Watched, WatchRequest } from '../fleet/watch-protocol.js';

import type { Edit, Trial } from './editing/edit.js';
import type { Description, Suggestions } from './editing/suggest.js';
import type { LuckRow } from './luck.js';
import type { Setting } from './settings/setting.js';
import type { Source } from './source.js';

/** The mistakes, warnings, settings and variants of a scenario. */
export interface Validation {
  readonly errors: readonly LocatedProblem[];
  readonly warnings: readonly LocatedProblem[];
  /** The settings that can be changed by hand; empty while there are mistakes. */
  readonly settings: readonly Setting[];
  /** Its variants. */
  readonly trials: readonly Trial[];
  /** Names of its workloads, in order. */
  readonly workloads: readonly string[];
  readonly name: string;
}

/** The data of a run that the page shows. */
export interface RunView {
  readonly name: string;
  readonly seed: number;
  readonly digest: string;
  readonly events: number;
  readonly endMs: number;
  readonly headline: Headline;
  /** Money, waiting and availability in sentences, and what is worth knowing beside them. */
  readonly answers: readonly Answer[];
  readonly facts: readonly string[];
  readonly notes: readonly string[];
  readonly verdicts: readonly (Verdict & { readonly foundText: string })[];
  readonly charts: readonly ChartSpec[];
  /** Time that the worker took, from the text to this answer. */
  readonly tookMs: number;
}

export interface RunOutcome {
  readonly validation: Validation;
  /** Null while there are mistakes. */
  readonly run: RunView | null;
}

/** One more run of the same scenario with another seed. */
export interface Replication {
  readonly seed: number;
  readonly headline: Headline;
}

export interface ImportedScenario {
  /** Null when mistakes prevent one. */
  readonly scenario: string | null;
  readonly findings: readonly Finding[];
  readonly mistakes: readonly Mistake[];
}

/** The requests to the worker, and its answers. A new kind is one entry here and one in `handlers.ts`. */
export interface Requests {
  readonly validate: { readonly request: Source; readonly answer: Validation };
  readonly run: { readonly request: Source; readonly answer: RunOutcome };
  readonly replicate: { readonly request: Source & { readonly seeds: readonly number[] }; readonly answer: readonly Replication[] };
  /** Runs a scenario again for the picture of its fleet, and for figures of a lesson. */
  readonly watch: { readonly request: WatchRequest; readonly answer: Watched };
  readonly explain: { readonly request: ExplainRequest; readonly answer: Explained };
  readonly judge: {
    readonly request: { readonly now: readonly Headline[]; readonly before: readonly Headline[]; readonly seed: number };
    readonly answer: readonly LuckRow[];
  };
  readonly edit: { readonly request: { readonly text: string; readonly edits: readonly Edit[] }; readonly answer: string };
  readonly suggest: { readonly request: AtPosition; readonly answer: Suggestions | null };
  readonly describe: { readonly request: AtPosition; readonly answer: Description | null };
  /** A module of TypeScript or JavaScript as code for `OwnAlgorithm`. */
  readonly compile: { readonly request: { readonly file: string; readonly text: string }; readonly answer: string };
  readonly import: { readonly request: { readonly files: Readonly<Record<string, string>> }; readonly answer: ImportedScenario };
}

interface AtPosition {
  readonly text: string;
  readonly position: number;
}

export type Kind = keyof Requests;

/** Requests of a second worker, which few visits need: the first view does without its code. */
export type ToolKind = 'import' | 'compile' | 'judge' | 'watch' | 'explain';

export type ToWorker =
  | { readonly [K in Kind]: { readonly id: number; readonly kind: K; readonly request: Requests[K]['request'] } }[Kind]
  | { readonly id: number; readonly kind: 'cancel' };

/** `share`: how much of the simulated time has passed, from 0 to 1. */
export type FromWorker =
  | { readonly id: number; readonly kind: 'progress'; readonly share: number }
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'cancelled' }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
