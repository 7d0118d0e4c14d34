import { headLine } from '../../cli/text-table.js';
import type { ChartSpec } from '../../report/charts/chart-spec.js';
import { html } from '../../report/html/escape.js';
import { commandBlock, figures, type PageParts, page, section, smallPrint } from '../../report/html/frame.js';
import { table } from '../../report/html/table.js';
import { type FinalistColumn, finalistColumns, optimiseNotes, optimiseSentences } from './optimise-texts.js';
import type { OptimiseResult } from './result.js';

/** report.html of an optimisation: one file that needs no network and runs only its own script. */
export function optimisePage(result: OptimiseResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const { identity, finalists, settings } = result;
  const [point, ...columns] = verdictFirst(finalistColumns(result));
  const rows = finalists.map(
    (finalist) => html`<tr><th scope="row">${point.cell(finalist)}</th>${columns.map(({ cell }) => html`<td>${cell(finalist)}</td>`)}</tr>`,
  );
  const lead = html`<p class="lead">${optimiseSentences(result).join(' ')}</p>
${settings.length === 0 ? [] : [html`<p>The scenario of the answer is winner.yaml. On the command line:</p>${commandBlock(settings.map((one) => `--set '${one}'`).join('\n'))}`]}`;
  const heads = [point, ...columns].map(({ head }) => headLine(head));
  const sections = [
    section('Finalists', table(heads, rows), smallPrint(optimiseNotes(result))),
    section('What was tried', figures(charts)),
    section(
      'How this was computed',
      html`${commandBlock(parts.command)}
<p class="note">Experiment <code>${identity.hash}</code>, Drydock ${identity.engineVersion}. The same files and version give the same bytes, whatever the number of workers.</p>`,
    ),
  ];
  return page({ title: identity.name, lead }, sections.flat(), { charts, parts });
}

/** The point and its figures come before its settings, because a wide table scrolls. */
function verdictFirst(columns: readonly FinalistColumn[]): FinalistColumn[] {
  return [...columns].sort((a, b) => Number(b.isVerdict) - Number(a.isVerdict));
}
