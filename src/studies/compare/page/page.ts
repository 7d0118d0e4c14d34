import { plural } from '../../../kernel/quantity-text.js';
import type { ChartSpec } from '../../../report/charts/chart-spec.js';
import { hasCommitments } from '../../../report/features-used.js';
import { type Html, html } from '../../../report/html/escape.js';
import { figures, type PageParts, page, paragraphs, section, smallPrint } from '../../../report/html/frame.js';
import { computedSection, type IdentifiedRun } from '../../../report/html/reproduction.js';
import { comparedSettings } from '../../../report/html/settings-list.js';
import { table } from '../../../report/html/table.js';
import { metricHead, poolsSideBySide, typesTable } from '../../../report/html/tables.js';
import { metricText } from '../../../report/metric-text.js';
import { shownMetrics } from '../../../report/shown-metrics.js';
import { type FinishedRun, usedTypes } from '../../../report/summary.js';
import type { ThroughIncidents } from '../incident/effects.js';
import { throughSections } from '../incident/texts.js';
import type { Contrast, ReplicatedComparison, ReplicatedMetric } from '../result.js';
import { type ComparisonRow, comparisonRows, hasFailed, haveSameLength } from '../rows.js';
import type { ReplicatedRuns } from '../run.js';
import { choiceTexts } from '../texts/choice-texts.js';
import { changeText, meanText, nonZeroMetrics, replicationNotes, verdictText } from '../texts/comparison-texts.js';
import { leftOutHeading, leftOutTexts, mergedTexts } from '../texts/merged-texts.js';
import { comparisonSentence, lengthText, transientSentences } from '../texts/single-run-texts.js';
import type { Uncertainty } from '../uncertain/result.js';
import { uncertaintySection } from '../uncertain/section.js';
import { changeCharts } from './change-charts.js';
import { differenceChart } from './difference-chart.js';
import { comparisonCharts } from './run-charts.js';
import { comparisonTiles } from './tiles.js';

/** The parts of the page of a comparison. */
export interface ComparisonPageParts extends PageParts {
  readonly title: string;
  /** Links to each run's own page, relative to this one. */
  readonly hrefs?: readonly string[];
  /** The result of many runs; the runs shown are the first of them. */
  readonly replications?: ReplicatedComparison | null;
  /** The result over plausible ECSs. */
  readonly uncertainty?: Uncertainty | null;
  readonly incidents?: ThroughIncidents | null;
}

/** A scenario whose runs have no pages of their own: the first of its replications. */
export type BriefRun = IdentifiedRun & Pick<FinishedRun, 'settings'>;

/** report.html of replications alone. */
export function briefPage(
  runs: readonly BriefRun[],
  { comparison, uncertain }: Pick<ReplicatedRuns, 'comparison' | 'uncertain'>,
  parts: PageParts & { title: string; incidents?: ThroughIncidents | null },
): string {
  const charts = changeCharts(comparison);
  const lead = html`<p class="lead">${leadOf(comparison)}</p>`;
  const sections = [
    replicationsSection(comparison, charts),
    uncertain === null ? [] : uncertaintySection(uncertain.uncertainty),
    parts.incidents == null ? [] : throughSections(parts.incidents),
    section('What differs in the settings', comparedSettings(runs)),
    computedSection(runs, parts.command),
  ];
  return page({ title: parts.title, lead }, sections.flat(), { charts, parts });
}

/** Returns report.html of a comparison. */
export function comparisonPage(runs: readonly FinishedRun[], parts: ComparisonPageParts): string {
  const { replications = null, uncertainty = null, incidents = null } = parts;
  const changes = replications === null ? [] : changeCharts(replications);
  const named = runs.map(({ identity, record }) => ({ name: identity.name, record }));
  const differences = replications === null ? differenceChart(named) : [];
  const charts = comparisonCharts(named);
  const heads = runs.map((run, i) => columnHead(run, parts.hrefs?.[i]));
  const pools = runs.map(({ record }) => record.metrics.spotPools);
  const lead = html`<p class="lead">${replications === null ? [comparisonSentence(runs), ...mergedTexts(transientSentences(runs), runs.length)].join(' ') : leadOf(replications)}</p>
${comparisonTiles(runs, replications)}`;
  const sections = [
    replications === null ? [] : replicationsSection(replications, changes),
    uncertainty === null ? [] : uncertaintySection(uncertainty),
    incidents === null ? [] : throughSections(incidents),
    section(
      replications === null ? 'Side by side' : 'The first replication, side by side',
      differences.length === 0 ? [] : figures(differences),
      sideBySide(runs, heads, replications === null),
      html`<p class="note">Differences are from the first column; pp are percentage points. ${haveSameLength(runs) ? '' : `${lengthText(runs)} `}${replications === null ? '✓ is better, ✗ is worse.' : 'Each is the difference of two single runs, which may be luck.'}</p>`,
    ),
    section(leftOutHeading(replications), leftOut(runs)),
    section('What differs in the settings', comparedSettings(runs)),
    section('Pools of Spot', pools.some((sold) => sold.length > 0) ? poolsSideBySide(pools, heads) : []),
    section('How they went', figures(charts)),
    section('Instance types and prices', typesTable(typesOf(runs))),
    computedSection(runs, parts.command),
  ];
  return page({ title: parts.title, lead }, sections.flat(), { charts: [...changes, ...differences, ...charts], parts });
}

function leftOut(runs: readonly FinishedRun[]): Html[] {
  const items = leftOutTexts(runs).map((text) => html`<li>${text}</li>`);
  return items.length === 0 ? [] : [html`<ul class="facts">${items}</ul>`];
}

/** The metrics that matter for these runs, and behind a click all others. `hasMarks`: false with replications, whose table has the verdicts. */
function sideBySide(runs: readonly FinishedRun[], heads: readonly Html[], hasMarks: boolean): Html[] {
  const metrics = runs.map(({ record }) => record.metrics);
  const headlines = metrics.map(({ headline }) => headline);
  const keys = shownMetrics(headlines, metrics.some(hasCommitments));
  const rows = comparisonRows(headlines, { failed: runs.map(hasFailed), hasSameLength: haveSameLength(runs) });
  const [shown, others] = [rows.filter(({ metric }) => keys.includes(metric.key)), rows.filter(({ metric }) => !keys.includes(metric.key))];
  return [
    comparisonTable(shown, heads, hasMarks),
    html`<details><summary>${plural(others.length, 'more metric')}</summary>${comparisonTable(others, heads, hasMarks)}</details>`,
  ];
}

function leadOf(replications: ReplicatedComparison): string {
  const { choice, failed } = choiceTexts(replications);
  return [choice, failed, ...mergedTexts(replications.transients, replications.scenarios.length)].filter((text) => text !== '').join(' ');
}

function columnHead({ identity }: FinishedRun, href: string | undefined): Html {
  if (href === undefined) return html`<th scope="col">${identity.name}</th>`;
  return html`<th scope="col"><a href="./${href}">${identity.name}</a></th>`;
}

function typesOf(runs: readonly FinishedRun[]) {
  const types = runs.flatMap((run) => usedTypes(run.setup));
  return [...new Map(types.map((type) => [JSON.stringify(type), type])).values()];
}

function comparisonTable(rows: readonly ComparisonRow[], heads: readonly Html[], hasMarks: boolean): Html {
  const body = rows.map(({ metric, cells }) => {
    const marked = hasMarks ? cells : cells.map((one) => ({ ...one, isBetter: null }));
    return html`<tr>${metricHead(metric)}${marked.map(comparisonCell)}</tr>`;
  });
  return table(['Metric', ...heads], body, { order: 'fixed' });
}

function comparisonCell({ text, difference, isBetter }: ComparisonRow['cells'][number]): Html {
  if (difference === '') return html`<td>${text}</td>`;
  // A sign shows better and worse in addition to colour.
  const [tone, sign] = isBetter === null ? ['', ''] : isBetter ? ['good', '✓ '] : ['bad', '✗ '];
  return html`<td>${text}<span class="difference ${tone}">${sign}${difference}</span></td>`;
}

function replicationsSection(comparison: ReplicatedComparison, charts: readonly ChartSpec[]): Html[] {
  const heads = ['Metric', ...comparison.scenarios];
  const rows = nonZeroMetrics(comparison).map(
    ({ metric, base, others }) =>
      html`<tr>${metricHead(metric)}<td>${meanText(metric, base)}</td>${others.map((contrast) => replicationCell(metric, contrast))}</tr>`,
  );
  const { certainty, trade, risk } = choiceTexts(comparison);
  return section(
    `What ${comparison.seeds.length} replications say`,
    paragraphs([certainty, trade, risk]),
    charts.length === 0 ? [] : figures(charts),
    table(heads, rows, { order: 'fixed' }),
    smallPrint(replicationNotes(comparison)),
  );
}

function replicationCell(metric: ReplicatedMetric['metric'], contrast: Contrast): Html {
  const [tone, mark] = MARKS[contrast.verdict];
  const text = [changeText(metric, contrast), verdictText(contrast)].filter((part) => part !== '').join(', ');
  const difference = contrast.difference === null ? [] : [html`<span class="difference ${tone}">${mark}${text}</span>`];
  return html`<td>${metricText(metric, contrast.mean)}${difference}</td>`;
}

const MARKS: Readonly<Record<Contrast['verdict'], readonly [tone: string, mark: string]>> = {
  better: ['good', '✓ '],
  worse: ['bad', '✗ '],
  'no difference shown': ['', ''],
  'not judged': ['', ''],
};
