import type { ChartSpec } from '../charts/chart-spec.js';
import { html } from '../html/escape.js';
import { figures, type PageParts, page } from '../html/page.js';
import { table } from '../html/tables.js';
import type { OptimiseResult } from './result.js';
import { finalistColumns, optimiseNotes, optimiseSentences } from './words.js';

/** report.html of an optimisation: one file that needs no network and runs no script but its own. */
export function optimisePage(result: OptimiseResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const { identity, finalists, settings } = result;
  const columns = finalistColumns(result);
  const rows = finalists.map((finalist) => html`<tr>${columns.map(({ cell }) => html`<td>${cell(finalist)}</td>`)}</tr>`);
  const body = html`<h1>${identity.name}</h1>
<p class="lead">${optimiseSentences(result).join(' ')}</p>
${settings.length === 0 ? [] : [html`<p>The scenario of the answer is winner.yaml. On the command line:</p><pre><code>${settings.map((one) => `--set '${one}'`).join('\n')}</code></pre>`]}
${figures(charts)}
<h2>Finalists</h2>
${table(
  columns.map(({ head }) => head.replace('\n', ' ').trim()),
  rows,
)}
${optimiseNotes(result).map((note) => html`<p class="note">${note}</p>`)}
<h2>To repeat this</h2>
<p><code>${parts.command}</code></p>
<p class="note">Experiment <code>${identity.hash}</code>, Drydock ${identity.engineVersion}. The same files and version give the same bytes, whatever the number of workers.</p>`;
  return page(identity.name, body, { charts, parts });
}
