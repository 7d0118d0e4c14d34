import type { ChartSpec } from '../../report/charts/chart-spec.js';
import { html } from '../../report/html/escape.js';
import { figures, type PageParts, page, section } from '../../report/html/frame.js';
import { table } from '../../report/html/tables.js';
import { pageParts } from '../../run/page-parts.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { type ChartFiles, writeCharts } from '../../run/write-charts.js';
import { resolvedScenario } from '../../run/write-run.js';
import type { Point } from '../../statistics/points.js';
import { optimiseCharts } from './charts.js';
import { frontCsv, summaryCsv } from './csv.js';
import { optimiseJson } from './json.js';
import { type FinalistColumn, finalistColumns, optimiseNotes, optimiseSentences } from './optimise-texts.js';
import { scenarioAt } from './optimum.js';
import type { OptimisePlan } from './plan.js';
import type { OptimiseResult } from './result.js';

/** Writes the files of a search other than the rows of its runs. */
export async function writeOptimum(
  plan: OptimisePlan,
  result: OptimiseResult,
  { directory, charts: files }: { readonly directory: RunDirectory; readonly charts: ChartFiles },
): Promise<void> {
  const charts = optimiseCharts(result);
  directory.file('front.csv', frontCsv(result));
  directory.file('summary.csv', summaryCsv(result));
  directory.file('summary.json', optimiseJson(result));
  directory.file('report.html', optimisePage(result, charts, pageParts(result.identity.command)));
  await writeCharts({ directory }, () => charts, files);
  if (result.winner === null) return;
  const scenario = scenarioAt(plan, result.winner.values as Point);
  directory.file('winner.yaml', await resolvedScenario(scenario, { outFolder: directory.path, forkedFrom: undefined }));
}

/** report.html of an optimisation: one file that needs no network and runs only its own script. */
function optimisePage(result: OptimiseResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const { identity, finalists, settings } = result;
  const [point, ...columns] = verdictFirst(finalistColumns(result));
  const rows = finalists.map(
    (finalist) => html`<tr><th scope="row">${point.cell(finalist)}</th>${columns.map(({ cell }) => html`<td>${cell(finalist)}</td>`)}</tr>`,
  );
  const lead = html`<p class="lead">${optimiseSentences(result).join(' ')}</p>
${settings.length === 0 ? [] : [html`<p>The scenario of the answer is winner.yaml. On the command line:</p><code class="command">${settings.map((one) => `--set '${one}'`).join('\n')}</code>`]}`;
  const heads = [point, ...columns].map(({ head }) => head.replace('\n', ' ').trim());
  const sections = [
    section(
      'Finalists',
      table(heads, rows),
      optimiseNotes(result).map((note) => html`<p class="note">${note}</p>`),
    ),
    section('What was tried', figures(charts)),
    section(
      'How this was computed',
      html`<code class="command">${parts.command}</code>
<p class="note">Experiment <code>${identity.hash}</code>, Drydock ${identity.engineVersion}. The same files and version give the same bytes, whatever the number of workers.</p>`,
    ),
  ];
  return page({ title: identity.name, lead }, sections.flat(), { charts, parts });
}

/** The point and its figures come before its settings, because a wide table scrolls. */
function verdictFirst(columns: readonly FinalistColumn[]): FinalistColumn[] {
  return [...columns].sort((a, b) => Number(b.isVerdict) - Number(a.isVerdict));
}
