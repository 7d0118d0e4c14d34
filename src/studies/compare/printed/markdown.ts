import type { Finding } from '../../../import/findings.js';
import { durationText, plural } from '../../../kernel/quantity-text.js';
import { isMet, outcomeText } from '../../../record/expect/expectation.js';
import { METRICS, type MetricKey, type MetricSpec } from '../../../record/metrics.js';
import { differenceText, isBetter, metricText } from '../../../report/metric-text.js';
import type { FinishedRun } from '../../../report/summary.js';
import { changedSettings, type SettingChange } from '../../../scenario/text/changed-settings.js';
import type { ThroughIncidents } from '../incident/effects.js';
import { throughMarkdown } from '../incident/texts.js';
import type { ReplicatedComparison } from '../result.js';
import { hasFailed } from '../rows.js';
import { changeText, isBetterBy, meanText, replicationNotes, verdictText } from '../texts/comparison-texts.js';
import { uncertaintyMarkdown } from '../uncertain/markdown.js';
import type { Uncertainty } from '../uncertain/result.js';
import { cell, code, details, table } from './markdown-parts.js';
import { MARKED, verdictLine } from './markdown-verdict.js';

/** Marks the comment, so that a workflow finds the one that it wrote before. */
export const MARK = '<!-- drydock compare -->';

/** Money, waiting, availability: the rows of the table, as far as something differs from 0. */
const ROWS: readonly MetricKey[] = [
  'cost_per_month_usd',
  'cost_unreserved_percent',
  'wait_p50_ms',
  'wait_p95_ms',
  'below_desired_task_minutes',
  'without_task_service_minutes',
  'requests_lost',
  'tasks_failed',
  'tasks_interrupted',
  'tasks_waiting',
  'peak_instances',
];
/** Settings shown in a comment. */
const SETTINGS_MAX = 60;

export interface PullRequest {
  /** The others are compared with the first. Each has its settings. */
  readonly runs: readonly FinishedRun[];
  readonly replicated: ReplicatedComparison | null;
  /** The result over plausible ECSs. */
  readonly uncertainty: Uncertainty | null;
  /** By run: the findings of its import. */
  readonly imported: readonly ImportedSide[];
  readonly incidents?: ThroughIncidents | null;
  readonly command: string;
}

/** Returns the comment on a pull request: a verdict, a small table, the differences of the input, and the unknowns. */
export function pullRequestText(request: PullRequest): string {
  const { runs, replicated } = request;
  const [, ...others] = runs;
  return `${[
    MARK,
    '### Cluster simulation',
    ...others.map((_, i) => verdictLine(runs, replicated, i + 1)),
    figuresTable(request),
    request.uncertainty === null ? '' : uncertaintyMarkdown(request.uncertainty),
    request.incidents == null ? '' : throughMarkdown(request.incidents),
    ...expectationLines(runs),
    ...differing(runs),
    notKnownText(request),
    footer(request),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function figuresTable({ runs, replicated }: PullRequest): string {
  const heads = ['', ...runs.flatMap(({ identity: { name } }, i) => (i === 0 ? [cell(name)] : [cell(name), 'change']))];
  const rows = METRICS.filter(({ key }) => ROWS.includes(key)).flatMap((metric) => {
    const cells = cellsOf(metric, runs, replicated);
    return cells === null ? [] : [[rowLabel(metric), ...cells]];
  });
  return table(heads, rows);
}

function rowLabel({ key, label }: MetricSpec): string {
  return key === 'cost_unreserved_percent' ? 'Cost of unreserved capacity' : label.trim();
}

/** Null where every scenario has nothing to count. */
function cellsOf(
  metric: MetricSpec & { key: MetricKey },
  runs: readonly FinishedRun[],
  replicated: ReplicatedComparison | null,
): string[] | null {
  if (replicated !== null) return replicatedCells(metric, replicated);
  const values = runs.map(({ record }) => record.metrics.headline[metric.key]);
  if (!values.some((value) => value)) return null;
  const [first] = values;
  return values.flatMap((value, i) => {
    if (i === 0) return [metricText(metric, value)];
    if (hasFailed(runs[i]!) || hasFailed(runs[0]!)) return [metricText(metric, value), 'not compared'];
    return [metricText(metric, value), `${differenceText(metric, value, first!)} ${mark(isBetter(metric, value, first!))}`.trim()];
  });
}

function replicatedCells(metric: MetricSpec, { metrics }: ReplicatedComparison): string[] | null {
  const found = metrics.find((one) => one.metric.key === metric.key);
  if (found === undefined) return null;
  const { base, others } = found;
  if (!base?.estimate && !others.some(({ mean }) => mean)) return null;
  const cells = others.flatMap((contrast) => {
    const word = verdictText(contrast) === 'not shown' ? '(not shown)' : mark(isBetterBy(contrast));
    return [metricText(metric, contrast.mean), `${changeText(metric, contrast)} ${word}`.trim()];
  });
  return [meanText(metric, base), ...cells];
}

function mark(isGood: boolean | null): string {
  return isGood === null ? '' : isGood ? MARKED.better : MARKED.worse;
}

function expectationLines(runs: readonly FinishedRun[]): string[] {
  const lines = runs.flatMap(({ identity, verdicts }, i) =>
    i === 0
      ? []
      : verdicts.map(
          (verdict) =>
            `- ${isMet(verdict) ? MARKED.better : MARKED.worse} ${code(verdict.expected)} ${outcomeText(verdict)} in ${cell(identity.name)}`,
        ),
  );
  return lines.length === 0 ? [] : [`**Expected**\n\n${lines.join('\n')}`];
}

/** Lists the settings that differ, defaults included. */
function differing([first, ...others]: readonly FinishedRun[]): string[] {
  return others.map((run) => {
    // Names distinguish the two and change nothing.
    const changes = changedSettings(first!.settings ?? [], run.settings ?? []).filter(({ path }) => path !== 'name');
    const title = `Differences in the input of ${cell(run.identity.name)}: ${changes.length === 0 ? 'nothing' : plural(changes.length, 'setting')}`;
    if (changes.length === 0) return title;
    const shown = changes.slice(0, SETTINGS_MAX).map(settingRow);
    const more = changes.length - shown.length;
    const rest = more > 0 ? `\n\nand ${more} more` : '';
    return details(title, `${table(['setting', cell(first!.identity.name), cell(run.identity.name)], shown)}${rest}`);
  });
}

function settingRow({ path, before, after }: SettingChange): string[] {
  return [code(path), before === null ? 'not there' : code(before), after === null ? 'not there' : code(after)];
}

function notKnownText({ runs, replicated, imported }: PullRequest): string {
  const lines = [
    ...chanceLines(runs, replicated),
    ...durationLines(runs),
    'Prices are those of the catalogue or of the scenario, without discounts, data transfer and other items that the scenario does not list.',
    ...importedText(imported),
  ];
  return details('What is not known', lines.map((line) => `- ${line}`).join('\n'));
}

function chanceLines(runs: readonly FinishedRun[], replicated: ReplicatedComparison | null): string[] {
  if (replicated !== null) return replicationNotes(replicated);
  return [
    `One run each, from seed ${runs[0]!.identity.seed}: a small difference may be chance. ${code('--replications 10')} tells which are more.`,
  ];
}

function durationLines(runs: readonly FinishedRun[]): string[] {
  const lengths = runs.map(({ record }) => record.endMs);
  if (new Set(lengths).size === 1) return [];
  const lengthTexts = runs.map(({ identity }, i) => `${cell(identity.name)} ${durationText(lengths[i]!)}`);
  return [`The runs last differently (${lengthTexts.join(', ')}): only shares, times and costs a month can be compared.`];
}

function footer({ runs, command }: PullRequest): string {
  const { engineVersion, seed } = runs[0]!.identity;
  const hashes = runs.map(({ identity }) => `${cell(identity.name)} ${identity.scenarioHash}`).join(', ');
  return `<sub>Drydock ${engineVersion}, seed ${seed}, scenarios ${hashes}. To repeat it: ${code(command)}</sub>`;
}

/** The parts that an import left out or assumed for one scenario, and the directory or file that it read. */
interface ImportedSide {
  readonly name: string;
  readonly path: string;
  readonly findings: readonly Finding[];
}

const LINES_MAX = 20;

/** One line for each finding; those of all imported scenarios once. */
function importedText(sides: readonly ImportedSide[]): string[] {
  const imported = sides.filter(({ findings }) => findings.length > 0);
  const lines = new Map<string, string[]>();
  for (const side of imported) {
    for (const finding of side.findings) {
      const line = findingLine(finding, side.path);
      lines.set(line, [...new Set([...(lines.get(line) ?? []), side.name])]);
    }
  }
  const texts = [...lines].map(([line, names]) => `${line}${names.length === sides.length ? '' : ` (${names.map(cell).join(', ')} only)`}`);
  const more = texts.length - LINES_MAX;
  return [...texts.slice(0, LINES_MAX), ...(more > 0 ? [`and ${more} more, which drydock import lists`] : [])];
}

function findingLine({ kind, file, field, message, setting }: Finding, path: string): string {
  const inside = file === path ? '' : file.startsWith(`${path}/`) ? file.slice(path.length + 1) : file;
  const place = [inside, field].filter((part) => part !== '').join(': ');
  const what = kind === 'assumed' ? 'Assumed' : 'Left out by the import';
  return `${what}: ${place === '' ? '' : `${code(place)}: `}${cell(message)}${setting === undefined ? '' : ` (${code(setting)})`}`;
}
