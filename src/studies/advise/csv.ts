import { significant } from '../../record/digits.js';
import { type Cell, nameCell } from '../../record/tables/column.js';
import type { Interval } from '../compare/result.js';
import { ADVICE_METRICS, ADVICE_SPECS, type AdviceResult, type Finding } from './result.js';

const COLUMNS = [
  'what_if',
  'kind',
  'title',
  'begins',
  'verdict',
  ...['saved_usd_per_month', 'saved_usd_per_month_low', 'saved_usd_per_month_high'],
  ...ADVICE_METRICS.flatMap((metric) => {
    const { key } = ADVICE_SPECS[metric];
    return [`${key}_mean`, `${key}_difference`, `${key}_difference_low`, `${key}_difference_high`, `${key}_adjusted_p`, `${key}_verdict`];
  }),
  'settings',
  'change',
  'not_tried_because',
];

/** advice.csv: findings, the most worth doing first, then what was not tried and why. */
export function adviceRows({ findings, notTried }: AdviceResult): Cell[][] {
  const empty = (count: number) => Array<Cell>(count).fill(null);
  const untried = notTried.map(({ kind, title, why }): Cell[] => [
    null,
    kind,
    nameCell(title),
    null,
    'not tried',
    ...empty(COLUMNS.length - 6),
    nameCell(why),
  ]);
  return [COLUMNS, ...findings.map(findingCells), ...untried];
}

function findingCells({ id, kind, title, begins, verdict, contrasts, savedUsdPerMonth, settings, change }: Finding): Cell[] {
  return [
    nameCell(id),
    kind,
    nameCell(title),
    begins,
    verdict,
    ...intervalCells(savedUsdPerMonth),
    ...ADVICE_METRICS.flatMap((metric): Cell[] => {
      const { mean, difference, adjustedPValue, verdict: said } = contrasts[metric];
      return [significant(mean), ...intervalCells(difference), significant(adjustedPValue), said];
    }),
    nameCell(settings.join('\n')),
    nameCell(change.join('\n')),
    null,
  ];
}

function intervalCells(interval: Interval | null): Cell[] {
  return [significant(interval?.estimate), significant(interval?.low), significant(interval?.high)];
}
