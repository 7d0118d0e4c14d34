import type { ChartSpec } from '../../../report/charts/chart-spec.js';
import { type Html, html } from '../../../report/html/escape.js';
import { figures, section } from '../../../report/html/frame.js';
import { metricHead, table } from '../../../report/html/tables.js';
import { metricText } from '../../../report/metric-text.js';
import type { Contrast, ReplicatedComparison, ReplicatedMetric } from '../result.js';
import { choiceTexts } from '../texts/choice-texts.js';
import { changeText, meanText, replicationNotes, tellingMetrics } from '../texts/comparison-texts.js';

/** Returns the result of the replications as a section of a comparison's page. */
export function replicationsSection(comparison: ReplicatedComparison, charts: readonly ChartSpec[]): Html[] {
  const heads = ['Metric', ...comparison.scenarios];
  const rows = tellingMetrics(comparison).map(
    ({ metric, base, others }) =>
      html`<tr>${metricHead(metric)}<td>${meanText(metric, base)}</td>${others.map((contrast) => cell(metric, contrast))}</tr>`,
  );
  const { certainty, trade, risk } = choiceTexts(comparison);
  return section(
    `What ${comparison.seeds.length} replications say`,
    [certainty, trade, risk].filter((text) => text !== '').map((text) => html`<p>${text}</p>`),
    charts.length === 0 ? [] : figures(charts),
    table(heads, rows, { order: 'fixed' }),
    replicationNotes(comparison).map((note) => html`<p class="note">${note}</p>`),
  );
}

function verdictWord({ verdict }: Contrast): string {
  return verdict === 'not judged' ? '' : verdict;
}

function cell(metric: ReplicatedMetric['metric'], contrast: Contrast): Html {
  const [tone, mark] = MARKS[contrast.verdict];
  const text = [changeText(metric, contrast), verdictWord(contrast)].filter((part) => part !== '').join(', ');
  const difference = contrast.difference === null ? [] : [html`<span class="difference ${tone}">${mark}${text}</span>`];
  return html`<td>${metricText(metric, contrast.mean)}${difference}</td>`;
}

const MARKS: Readonly<Record<Contrast['verdict'], readonly [tone: string, mark: string]>> = {
  better: ['good', '✓ '],
  worse: ['bad', '✗ '],
  'no difference shown': ['', ''],
  'not judged': ['', ''],
};
