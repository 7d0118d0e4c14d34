import { significant } from '../../../record/digits.js';
import { type Cell, type Column, column, nameCell } from '../../../record/tables/column.js';
import { tableText } from '../../../report/csv/table.js';
import { intervalColumns } from '../../compare/interval-columns.js';
import {
  ADVICE_METRICS,
  ADVICE_SPECS,
  type AdviceMetric,
  type AdvicePath,
  type AdviceResult,
  FINDING_VERDICTS,
  type Finding,
  type NotTried,
} from '../result.js';
import { spotWarnings } from './spot-texts.js';

/** A finding, or a what-if that was not tried, with the reason. */
interface AdviceRow extends Pick<Finding, 'kind' | 'title'> {
  readonly finding: Finding | null;
  readonly why: string | null;
}

/** Columns of advice.csv. */
export const ADVICE_COLUMNS: readonly Column<AdviceRow>[] = [
  ofFinding('what_if', 'Id of the what-if.', ({ id }) => nameCell(id)),
  column('kind', '', 'Kind of change.', ({ kind }) => kind),
  column('title', '', 'The change in words.', ({ title }) => nameCell(title)),
  ofFinding('begins', 'Whether the run begins with the cluster as it was found (`present`) or `anew`.', ({ begins }) => begins),
  column('verdict', '', `${FINDING_VERDICTS.map((verdict) => `\`${verdict}\``).join(', ')} or \`not tried\`.`, verdictCell),
  ...intervalColumns<AdviceRow>(
    'saved_usd_per_month',
    { unit: 'USD', what: 'Saving in a month of 730 hours' },
    ({ finding }) => finding?.savedUsdPerMonth ?? null,
  ),
  column('detectable_usd_per_month', 'USD', 'The least saving that the replications would have shown.', ({ finding }) =>
    significant(finding?.detectableUsdPerMonth),
  ),
  ...ADVICE_METRICS.flatMap(contrastColumns),
  ofFinding('spot_tasks_interrupted_per_month', 'Tasks that Spot is expected to interrupt in a month of 730 hours.', ({ spot }) =>
    significant(spot?.tasksInterrupted.estimate),
  ),
  ofFinding('spot_instances_interrupted_per_month', 'Spot Instances that are expected to be interrupted.', ({ spot }) =>
    significant(spot?.instancesInterrupted.estimate),
  ),
  ofFinding('spot_warnings', 'What makes many interruptions at once likely.', ({ spot }) =>
    spot === null ? null : nameCell(spotWarnings(spot).join('\n')),
  ),
  ofFinding('only_if', 'A condition that the run cannot check.', ({ onlyIf }) => (onlyIf === null ? null : nameCell(onlyIf))),
  ofFinding('settings', 'Changes of the scenario, as `--set` takes them.', ({ settings }) => nameCell(settings.join('\n'))),
  ofFinding('change', 'The same change as commands of the AWS CLI.', ({ change }) => nameCell(change.join('\n'))),
  column('not_tried_because', '', 'The reason.', ({ why }) => (why === null ? null : nameCell(why))),
];

/** advice.csv: findings, the most valuable first, then the what-ifs not tried, with the reasons. */
export function adviceCsv({ findings, notTried }: AdviceResult): string {
  return tableText(ADVICE_COLUMNS, [...findings.map(tried), ...notTried.map(untried)]);
}

const STEP = column<AdviceRow & { readonly step: number }>('step', '', 'Number of the step; 0 for all steps together.', ({ step }) => step);

/** path.csv: what each step adds to those before it, and at the end all of them against the scenario as it is. */
export function pathCsv({ steps }: AdvicePath): string {
  const rows = [...steps.map(({ added }, i) => ({ ...tried(added), step: i + 1 })), { ...tried(steps.at(-1)!.total), step: 0 }];
  return tableText([STEP, ...ADVICE_COLUMNS], rows);
}

function tried(finding: Finding): AdviceRow {
  return { kind: finding.kind, title: finding.title, finding, why: null };
}

function untried({ kind, title, why }: NotTried): AdviceRow {
  return { kind, title, finding: null, why };
}

function verdictCell({ finding }: AdviceRow): string {
  return finding?.verdict ?? 'not tried';
}

function ofFinding(name: string, description: string, cell: (finding: Finding) => Cell) {
  return column<AdviceRow>(name, '', description, ({ finding }) => (finding === null ? null : cell(finding)));
}

/** Columns of the effect of a what-if on a metric. */
function contrastColumns(metric: AdviceMetric): Column<AdviceRow>[] {
  const { key, unit } = ADVICE_SPECS[metric];
  const contrastOf = ({ finding }: AdviceRow) => finding?.contrasts[metric];
  return [
    column(`${key}_mean`, unit, 'Mean over the replications.', (row) => significant(contrastOf(row)?.mean)),
    ...intervalColumns<AdviceRow>(
      `${key}_difference`,
      { unit, what: 'Difference from the scenario as it is' },
      (row) => contrastOf(row)?.difference ?? null,
    ),
    column(`${key}_adjusted_p`, '', 'p value, adjusted for all that was tried.', (row) => significant(contrastOf(row)?.adjustedPValue)),
    column(`${key}_grade`, '', '`better`, `worse`, `mayWorsen`, `notShown` or `same`.', ({ finding }) => finding?.grades[metric] ?? null),
    column(`${key}_detectable`, unit, 'The least difference that the replications would have shown.', ({ finding }) =>
      significant(finding?.detectable[metric]),
    ),
  ];
}
