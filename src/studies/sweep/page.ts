import { plural } from '../../kernel/quantity-text.js';
import type { ChartSpec } from '../../report/charts/chart-spec.js';
import { type Html, html } from '../../report/html/escape.js';
import { commandBlock, figures, type PageParts, page, section, smallPrint } from '../../report/html/frame.js';
import { table } from '../../report/html/table.js';
import { meanText } from '../compare/texts/comparison-texts.js';
import { uncertaintySection } from '../compare/uncertain/section.js';
import { shownMetrics } from './curves.js';
import { sweepThroughSection } from './incident.js';
import { publishedLines } from './published.js';
import { labelsOf, type SweepResult, valueText } from './result.js';
import { curveNotes, effectLines, knownInterval, shownLine, sweepNotes, sweepSentence, undoneColumns } from './sweep-texts.js';

/** report.html of a sweep: one file that needs no network and runs only its own script. */
export function sweepPage(result: SweepResult, charts: readonly ChartSpec[], parts: PageParts): string {
  const { identity } = result;
  const lead = html`<p class="lead">${sweepSentence(result)}</p>`;
  const seeds = `${identity.seeds.slice(0, 5).join(', ')}${identity.seeds.length > 5 ? ' …' : ''}`;
  const sections = [
    section('Best points', pointsTable(result), smallPrint([...shownLine(result, result.best.length), ...sweepNotes(result)])),
    result.published === undefined
      ? []
      : section(
          'Published',
          html`<ul class="facts">${publishedLines(result.published, result.paths).map((line) => html`<li>${line}</li>`)}</ul>`,
        ),
    result.uncertain == null ? [] : uncertaintySection(result.uncertain.uncertainty),
    result.through === undefined ? [] : sweepThroughSection(result.through),
    section(
      'What moves what',
      html`<ul class="facts">${[...effectLines(result), ...curveNotes(result)].map((line) => html`<li>${line}</li>`)}</ul>`,
      figures(charts),
    ),
    section(
      'How this was computed',
      html`<p>Drydock ${identity.engineVersion} simulated ${plural(result.runs, 'run')} of ${identity.scenario}, each with one of the seeds ${seeds}; summary.csv has a row for each point. This makes it again:</p>
${commandBlock(parts.command)}
<p class="note">Experiment <code>${identity.hash}</code>. The same files and version give the same bytes, whatever the number of workers.</p>`,
    ),
  ];
  return page({ title: identity.name, lead }, sections.flat(), { charts, parts });
}

function pointsTable(result: SweepResult): Html {
  const { best, paths, metrics } = result;
  const shown = shownMetrics(result);
  const undone = undoneColumns(result);
  const rows = best.map(
    (one) =>
      html`<tr><th scope="row">${one.point}</th>${paths.map((path) => html`<td>${valueText(one.values[path])}</td>`)}${undone.map(({ cell }) => html`<td>${cell(one)}</td>`)}${shown.map((metric) => html`<td>${meanText(metric, knownInterval(one.means[metrics.indexOf(metric)]))}</td>`)}</tr>`,
  );
  return table(['Point', ...labelsOf(paths), ...undone.map(({ head }) => head), ...shown.map(({ label }) => label.trim())], rows);
}
