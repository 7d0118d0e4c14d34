import type { ChartSpec } from '../../report/charts/chart-spec.js';
import { html } from '../../report/html/escape.js';
import { type PageParts, page, section } from '../../report/html/frame.js';
import { table } from '../../report/html/tables.js';
import { ADVICE_COLUMNS, type AdviceColumn, adviceNotes, adviceSentences } from './advice-texts.js';
import type { AdviceResult } from './result.js';

/** report.html of advice: one file that needs no network and runs only its own script. */
export function advicePage(result: AdviceResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const { identity, findings, notTried } = result;
  const title = `Advice for ${identity.name}`;
  // The header of a row is the what-if, with its number.
  const [, what, ...columns] = ADVICE_COLUMNS;
  const rows = findings.map(
    (finding, i) =>
      html`<tr><th scope="row" class="wrap">${i + 1}. ${finding.title}</th>${columns.map(({ align, cell }) => html`<td class="${classOf(align)}">${cell(finding, i + 1)}</td>`)}</tr>`,
  );
  const lead = html`<p class="lead">${adviceSentences(result).join(' ')}</p>`;
  const sections = [
    section(
      'What if',
      table(
        [what!, ...columns].map(({ head, align }) => html`<th scope="col" class="${classOf(align)}">${head}</th>`),
        rows,
      ),
      adviceNotes(result).map((note) => html`<p class="note">${note}</p>`),
    ),
    section(
      'How each is done',
      findings.map(({ title: name, change }, i) => html`<h3>${i + 1}. ${name}</h3><code class="command">${change.join('\n')}</code>`),
    ),
    section(
      'Not tried',
      table(
        ['What', html`<th scope="col" class="text">Why not</th>`],
        notTried.map(({ title: name, why }) => html`<tr><th scope="row" class="wrap">${name}</th><td class="text wrap">${why}</td></tr>`),
      ),
    ),
    section(
      'How this was computed',
      html`<code class="command">${parts.command}</code>
<p class="note">Experiment <code>${identity.hash}</code>, Drydock ${identity.engineVersion}. The same files and version give the same bytes, whatever the number of workers.</p>`,
    ),
  ];
  return page({ title, lead }, sections.flat(), { charts, parts });
}

/** Text is aligned left, numbers right. */
function classOf(align: AdviceColumn['align']): string {
  return align === 'left' ? 'text' : '';
}
