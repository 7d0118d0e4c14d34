import { durationText, numberText, usdDecimals, usdText } from '../../../kernel/quantity-text.js';
import { halfWidthOf, type Interval } from '../../../statistics/interval.js';
import { ADVICE_SPECS, type AdviceMetric, type Finding, type FindingVerdict, type Grade } from '../result.js';

/** A column of a table of what-ifs: a row is a finding, or a step of the path. */
export interface TableColumn<Row> {
  readonly head: string;
  readonly opposite?: string;
  readonly align: 'left' | 'right';
  readonly isOptional?: boolean;
  cell(row: Row, number: number): string;
}

type Marks = Readonly<Record<Grade, string>>;

const MARKS: Marks = { better: ' ✓', worse: ' ✗', mayWorsen: ' ✗?', notShown: '', same: '' };
/** For a sentence that says itself that the figure is shown, and for one that does not. */
export const SHOWN_BY_SENTENCE: Marks = { ...MARKS, better: '' };
export const SHOWN_IN_WORDS: Marks = { ...MARKS, better: ', shown' };

/** A verdict names the effect of a change, and the drawback of a saving that has one. */
type VerdictParts = readonly [effect: string, but?: string];

const VERDICTS: Readonly<Record<FindingVerdict, VerdictParts>> = {
  saves: ['saves'],
  risks: ['saves', 'at risk'],
  trades: ['saves', 'but worse'],
  helps: ['helps'],
  none: ['not shown'],
  mayWorsen: ['may get worse'],
  worsens: ['gets worse'],
  costs: ['costs more'],
};

export function verdictLabel(finding: Pick<Finding, 'verdict' | 'grades'>): string {
  return verdictParts(finding).join(', ');
}

export function verdictParts({ verdict, grades: { cost, ...others } }: Pick<Finding, 'verdict' | 'grades'>): VerdictParts {
  if (cost === 'same' && Object.values(others).every((grade) => grade === 'same')) return ['no difference'];
  if (verdict === 'mayWorsen' && cost === 'mayWorsen') return ['may cost more'];
  if (verdict === 'helps' && cost === 'worse') return ['helps', 'costs more'];
  if (verdict === 'helps' && cost === 'mayWorsen') return ['helps', 'may cost'];
  if (verdict === 'helps' && Object.values(others).includes('worse')) return ['helps', 'but'];
  return VERDICTS[verdict];
}

/** From this change on a factor is clearer than a percentage. */
const FACTOR_MIN = 10;

type Effect = Pick<Finding, 'contrasts' | 'grades' | 'detectable'>;

/**
 * The change from the unchanged scenario with its grade, such as `−14.7 % ± 0.5 ✓`; a factor from ten times on, such as `31x ± 2x ✗`. If
 * no change is shown, the least detectable one follows: `+1.2 % (≥ 4.0)`; with a plus where it is more than all that could fall away.
 */
export function effectText(metric: AdviceMetric, { contrasts, grades, detectable }: Effect, marks = MARKS): string {
  const { change, difference, mean } = contrasts[metric];
  if (difference === null) return '–';
  if (grades[metric] === 'same') return '=';
  const { unit, shown } = ADVICE_SPECS[metric];
  const base = mean! - difference.estimate;
  const least = detectable[metric];
  // Of what is never negative no more than all can fall away.
  const increase = least !== null && least > base ? '+' : '';
  const changeText = (interval: Interval, amount: (value: number) => string, detectableAmount: number | null, sign = '') => {
    const estimate = `${interval.estimate < 0 ? '−' : '+'}${amount(Math.abs(interval.estimate))}`;
    const shownLeast = detectableAmount && `≥ ${increase}${amount(detectableAmount)}${sign}`;
    return withGrade(grades[metric], { estimate: `${estimate}${sign}`, error: amount(halfWidthOf(interval)), least: shownLeast }, marks);
  };
  if (change !== null && 1 + change.estimate >= FACTOR_MIN) {
    const factor = (value: number) => `${small(value, 1 + change.estimate < 100 ? 1 : 0)}x`;
    const estimate = factor(1 + change.estimate);
    return withGrade(
      grades[metric],
      { estimate, error: factor(halfWidthOf(change)), least: least && `≥ ${factor(1 + least / base)}` },
      marks,
    );
  }
  if (change !== null) return changeText(scaled(change, 100), (value) => small(value, 1), least && (100 * least) / base, ' %');
  if (unit === 'ms') return changeText(difference, durationText, least);
  return changeText(difference, (value) => small(value, Math.max(1, shown)), least);
}

interface Parts {
  readonly estimate: string;
  readonly error: string;
  readonly least: string | null | 0;
}

function withGrade(grade: Grade, { estimate, error, least }: Parts, marks: Marks): string {
  if (grade === 'notShown') return `${estimate} (${least || 'not shown'})`;
  return `${estimate}${/^0(\.0+)?x?$/.test(error) ? '' : ` ± ${error}`}${marks[grade]}`;
}

/**
 * Formats the saving in a month: `$1,067 ± 30 ✓`, `−$435 ± 81 ✗`, and `$68 (≥ $90)` where it is not shown; `$68 (too few runs)` where not
 * even a saving of the whole bill would be.
 */
export function savedText(finding: Finding, marks = MARKS): string {
  const { savedUsdPerMonth: saved, grades } = finding;
  if (saved === null) return '–';
  if (grades.cost === 'same') return '=';
  const amount = Math.abs(saved.estimate);
  const text = usdText(amount, decimalsOf(amount));
  const estimate = `${saved.estimate < 0 && /[1-9]/.test(text) ? '−' : ''}${text}`;
  const error = small(halfWidthOf(saved), decimalsOf(amount));
  return withGrade(grades.cost, { estimate, error, least: leastSavingText(finding) }, marks);
}

function leastSavingText({ detectable, detectableUsdPerMonth: least, contrasts }: Finding): string | null {
  const { difference, mean } = contrasts.cost;
  if (least === null || least === 0) return null;
  return detectable.cost! > mean! - difference!.estimate ? 'too few runs' : `≥ ${usdText(least, decimalsOf(least))}`;
}

/** Leaves out cents where the monthly amount has dollars. */
export function monthText({ estimate, low, high }: Interval): string {
  const decimals = decimalsOf(Math.abs(estimate));
  const half = (high - low) / 2;
  return half === 0 ? usdText(estimate, decimals) : `${usdText(estimate, decimals)} ± ${small(half, decimals)}`;
}

function decimalsOf(usd: number): number {
  return usd >= 100 ? 0 : usdDecimals(usd);
}

function scaled({ estimate, low, high }: Interval, by: number): Interval {
  return { estimate: by * estimate, low: by * low, high: by * high };
}

/** Never shows 0 for a larger value. */
function small(value: number, decimals: number): string {
  const least = 10 ** -decimals;
  return value > 0 && value < least / 2 ? `<${decimals === 0 ? 1 : least.toFixed(decimals)}` : numberText(value, decimals);
}
