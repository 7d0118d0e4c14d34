import type { ChartSpec } from '../charts/chart-spec.js';
import { type Html, html } from '../html/escape.js';
import { figures, type PageParts, page } from '../html/page.js';
import { table } from '../html/tables.js';
import { meanText } from '../replications/words.js';
import { labelsOf, type SweepResult, valueText } from './result.js';
import { effectLines, knownInterval, sweepNotes, sweepSentence } from './words.js';

/** report.html of a sweep: one file that needs no network and runs no script but its own. */
export function sweepPage(result: SweepResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const { identity } = result;
  const body = html`<h1>${identity.name}</h1>
<p class="lead">${sweepSentence(result)}</p>
<h2>Best points</h2>
${pointsTable(result)}
${sweepNotes(result).map((note) => html`<p class="note">${note}</p>`)}
<h2>What moves what</h2>
<ul>${effectLines(result).map((line) => html`<li>${line}</li>`)}</ul>
${figures(charts)}
<h2>To repeat this</h2>
<p><code>${parts.command}</code></p>
<p class="note">Experiment <code>${identity.hash}</code>, Drydock ${identity.engineVersion}, seeds ${identity.seeds.slice(0, 5).join(', ')}${identity.seeds.length > 5 ? ' …' : ''}. The same files and version give the same bytes, whatever the number of workers.</p>`;
  return page(identity.name, body, { charts, parts });
}

function pointsTable({ best, paths, metrics }: SweepResult): Html {
  const rows = best.map(
    ({ point, values, means }) =>
      html`<tr><th scope="row">${point}</th>${paths.map((path) => html`<td>${valueText(values[path])}</td>`)}${metrics.map((metric, m) => html`<td>${meanText(metric, knownInterval(means[m]))}</td>`)}</tr>`,
  );
  return table(['Point', ...labelsOf(paths), ...metrics.map(({ label }) => label.trim())], rows);
}
