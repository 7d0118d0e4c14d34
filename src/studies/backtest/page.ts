import type { ChartSpec } from '../../report/charts/chart-spec.js';
import { html } from '../../report/html/escape.js';
import { commandBlock, figures, type PageParts, page, section, smallPrint } from '../../report/html/frame.js';
import { columnTable } from '../../report/html/table.js';
import { lineTitle, verdict } from './backtest-texts.js';
import { fitReport } from './fit/fit-report.js';
import { NO_PATCH, patchYaml } from './fit/fit-texts.js';
import type { FitResult } from './fit/result.js';
import type { BacktestResult } from './result.js';
import { SCORE_COLUMNS } from './score-columns.js';

/** report.html of a backtest: one file that needs no network and runs only its own script. */
export function backtestPage(result: BacktestResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const title = `Backtest of ${result.name}`;
  const lead = html`<p class="lead">${verdict(result)}</p>
${smallPrint(result.notes)}`;
  const sections = [
    section(
      'How far off',
      columnTable({ rows: result.lines, columns: SCORE_COLUMNS }),
      html`<p class="note">Bias and MAE are of simulated less observed, over the minutes that are recorded. A lag above 0: the simulation is late.</p>`,
    ),
    section('Both lines', figures(charts)),
    ...(result.fit === undefined ? [] : [fitSection(result.fit)]),
    section(
      'What was observed',
      html`<ul>${result.lines.map((line) => html`<li>${lineTitle(line)}: ${line.series}, <code>${line.file}</code></li>`)}</ul>`,
    ),
    section(
      'How this was computed',
      html`${commandBlock(parts.command)}
<p class="note">Scenario <code>${result.scenarioHash}</code>, seed ${result.seed}, Drydock ${result.engineVersion}; time 0 is ${result.startsAt}. The same files and version give the same bytes.</p>`,
    ),
  ];
  return page({ title, lead }, sections.flat(), { charts, parts });
}

function fitSection(fit: FitResult) {
  const { outcome, numbers, undetermined, heldOut, patch, explained } = fitReport(fit);
  return section(
    'Fit of the timings',
    html`<p>${outcome}</p>`,
    columnTable(numbers),
    html`${smallPrint(undetermined)}
<p class="note">${heldOut.sentence}</p>`,
    heldOut.rows.length === 0 ? [] : columnTable(heldOut),
    patch.length === 0 ? html`<p>${NO_PATCH}</p>` : html`<pre><code>${patchYaml(patch)}</code></pre>`,
    html`<p>${explained.found}</p>`,
    explained.rows.length === 0 ? [] : columnTable(explained),
    html`<p>${explained.use}</p>`,
  );
}
