import { durationText, numberText } from '../../kernel/quantity-text.js';
import type { RunFigures } from '../figures-recorder.js';
import { figureOf } from './figures.js';

export type Comparison = '<=' | '>=' | '<' | '>' | '==' | '!=';

/** A figure of a run, compared with a number or with another figure. */
export interface Expectation {
  /** The text as written in the scenario. */
  readonly text: string;
  readonly figure: readonly string[];
  readonly comparison: Comparison;
  readonly against: number | readonly string[];
  /** The scenario breaks it on purpose. */
  readonly breaks?: true;
}

/** The result of an expectation after the run, as in summary.json. Null: there was nothing to measure, so the expectation does not hold. */
export interface Verdict {
  readonly expected: string;
  readonly holds: boolean;
  readonly found: number | null;
  /** The number, or the value of the other figure. */
  readonly against: number | null;
  /** The scenario breaks it on purpose, so that a run in which it holds has failed. */
  readonly breaks?: true;
}

const HOLDS: Readonly<Record<Comparison, (found: number, against: number) => boolean>> = {
  '<=': (found, against) => found <= against,
  '>=': (found, against) => found >= against,
  '<': (found, against) => found < against,
  '>': (found, against) => found > against,
  '==': (found, against) => found === against,
  '!=': (found, against) => found !== against,
};

export function judge(record: RunFigures, expectations: readonly Expectation[]): Verdict[] {
  return expectations.map(({ text, figure, comparison, against: other, breaks }) => {
    const found = figureOf(record, figure);
    const against = typeof other === 'number' ? other : figureOf(record, other);
    const holds = found !== null && against !== null && HOLDS[comparison](found, against);
    return { expected: text, holds, found, against, ...(breaks && { breaks }) };
  });
}

/** Returns whether the run fulfils its scenario: the expectation holds, or is broken on purpose. */
export function isMet({ holds, breaks }: Verdict): boolean {
  return holds !== (breaks === true);
}

/** Returns the outcome for a reader. */
export function outcomeText(verdict: Verdict): string {
  const { holds, breaks } = verdict;
  const found = foundText(verdict);
  if (breaks) return holds ? `HOLDS, and is to be broken: ${found}` : `broken on purpose: ${found}`;
  return `${holds ? 'holds' : 'FAILS'}: ${found}`;
}

/** The measured value for a reader; for two figures both values. */
export function foundText({ expected, found, against }: Verdict): string {
  const [figure, , other] = expected.trim().split(/\s*([<>=!]=?)\s*/);
  const text = (value: number | null) => {
    if (value === null) return 'nothing to measure';
    return figure.endsWith('_ms') ? durationText(value) : numberText(value, 0, 6);
  };
  return /^[a-z]/.test(other) ? `${text(found)} against ${text(against)}` : text(found);
}

/** Names the expectations that were not met, in a sentence; null if all were. */
export function failedText(verdicts: readonly Verdict[]): string | null {
  const failed = verdicts.filter((verdict) => !isMet(verdict));
  if (failed.length === 0) return null;
  const which = failed
    .map((verdict) => `${verdict.expected} (${verdict.breaks ? 'is to be broken, ' : ''}found ${foundText(verdict)})`)
    .join('; ');
  return `${failed.length} of ${verdicts.length} expectations failed: ${which}`;
}
