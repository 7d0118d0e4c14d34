import { html } from '../html/escape.js';
import { type PageParts, page } from '../html/page.js';
import { table } from '../html/tables.js';
import type { AdviceResult } from './result.js';
import { ADVICE_COLUMNS, adviceNotes, adviceSentences } from './words.js';

/** report.html of advice: one file that needs no network and runs no script but its own. */
export function advicePage(result: AdviceResult, parts: PageParts): string {
  const { identity, findings, notTried } = result;
  const title = `Advice for ${identity.name}`;
  // What is tried names its row, with its number.
  const [, what, ...columns] = ADVICE_COLUMNS;
  const rows = findings.map(
    (finding, i) =>
      html`<tr><th scope="row">${i + 1}. ${finding.title}</th>${columns.map(({ cell }) => html`<td>${cell(finding, i + 1)}</td>`)}</tr>`,
  );
  const body = html`<h1>${title}</h1>
<p class="lead">${adviceSentences(result).join(' ')}</p>
<h2>What if</h2>
${table(
  [what!, ...columns].map(({ head }) => head),
  rows,
)}
${adviceNotes(result).map((note) => html`<p class="note">${note}</p>`)}
<h2>How each is done</h2>
${findings.map(({ title: name, change }, i) => html`<h3>${i + 1}. ${name}</h3><pre><code>${change.join('\n')}</code></pre>`)}
<h2>Not tried</h2>
${table(
  ['What', 'Why not'],
  notTried.map(({ title: name, why }) => html`<tr><th scope="row">${name}</th><td>${why}</td></tr>`),
)}
<h2>To repeat this</h2>
<p><code>${parts.command}</code></p>
<p class="note">Experiment <code>${identity.hash}</code>, Drydock ${identity.engineVersion}. The same files and version give the same bytes, whatever the number of workers.</p>`;
  return page(title, body, { charts: [], parts });
}
