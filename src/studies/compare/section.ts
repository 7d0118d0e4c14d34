import type { ChartSpec } from '../../report/charts/chart-spec.js';
import { type Html, html } from '../../report/html/escape.js';
import { figures, section } from '../../report/html/frame.js';
import { metricHead, table } from '../../report/html/tables.js';
import { metricText } from '../../report/text.js';
import { changeText, meanText, replicationNotes, replicationSentences, tellingMetrics } from './comparison-texts.js';
import type { Contrast, ReplicatedComparison, ReplicatedMetric } from './result.js';

/** Returns the result of the replications as a section of a comparison's page. */
export function replicationsSection(comparison: ReplicatedComparison, charts: readonly ChartSpec[]): Html[] {
  const heads = ['Metric', ...comparison.scenarios];
  const rows = tellingMetrics(comparison).map(
    ({ metric, base, others }) =>
      html`<tr>${metricHead(metric)}<td>${meanText(metric, base)}</td>${others.map((contrast) => cell(metric, contrast))}</tr>`,
  );
  return section(
    `What ${comparison.seeds.length} replications say`,
    html`<p>${replicationSentences(comparison).join(' ')}</p>`,
    charts.length === 0 ? [] : figures(charts),
    table(heads, rows, { order: 'fixed' }),
    replicationNotes(comparison).map((note) => html`<p class="note">${note}</p>`),
  );
}

function cell(metric: ReplicatedMetric['metric'], contrast: Contrast): Html {
  const [tone, mark] = { better: ['good', '✓ '], worse: ['bad', '✗ '], 'no difference shown': ['', ''] }[contrast.verdict];
  return html`<td>${metricText(metric, contrast.mean)}<span class="difference ${tone}">${mark}${changeText(metric, contrast)}, ${contrast.verdict}</span></td>`;
}
