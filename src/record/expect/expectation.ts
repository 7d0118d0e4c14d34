import { durationText, numberText } from '../../report/text.js';
import type { RunFigures } from '../figures-recorder.js';
import { figureOf } from './figures.js';

export type Comparison = '<=' | '>=' | '<' | '>' | '==' | '!=';

/** A figure of a run, compared with a number or with another figure. */
export interface Expectation {
  /** As it was written. */
  readonly text: string;
  readonly figure: readonly string[];
  readonly comparison: Comparison;
  readonly against: number | readonly string[];
}

/** An expectation after the run, as summary.json has it. Null: there was nothing to measure, of which no expectation holds. */
export interface Verdict {
  readonly expected: string;
  readonly holds: boolean;
  readonly found: number | null;
  /** The number, or what the other figure came to. */
  readonly against: number | null;
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
  return expectations.map(({ text, figure, comparison, against: other }) => {
    const found = figureOf(record, figure);
    const against = typeof other === 'number' ? other : figureOf(record, other);
    const holds = found !== null && against !== null && HOLDS[comparison](found, against);
    return { expected: text, holds, found, against };
  });
}

/** What was found, for a reader: of two figures both. */
export function foundText({ expected, found, against }: Verdict): string {
  const [figure, , other] = expected.trim().split(/\s*([<>=!]=?)\s*/);
  const text = (value: number | null) => {
    if (value === null) return 'nothing to measure';
    return figure.endsWith('_ms') ? durationText(value) : numberText(value, 0, 6);
  };
  return /^[a-z]/.test(other) ? `${text(found)} against ${text(against)}` : text(found);
}

/** What did not hold, in a sentence; null when all did. */
export function failedText(verdicts: readonly Verdict[]): string | null {
  const failed = verdicts.filter(({ holds }) => !holds);
  if (failed.length === 0) return null;
  const which = failed.map((verdict) => `${verdict.expected} (found ${foundText(verdict)})`).join('; ');
  return `${failed.length} of ${verdicts.length} expectations failed: ${which}`;
}
