import { type Html, html } from '../../../report/html/escape.js';
import { paragraphs, section, smallPrint } from '../../../report/html/frame.js';
import { table } from '../../../report/html/table.js';
import { type ReportedDifference, uncertaintyReport } from './report.js';
import type { Uncertainty } from './result.js';

/** Returns the result over plausible ECSs as a section of a page. */
export function uncertaintySection(uncertainty: Uncertainty): Html[] {
  const { drawn, verdict, differences, allMeasures, notes } = uncertaintyReport(uncertainty);
  const isEmpty = differences.length === 0;
  return section(
    `Whether it holds in plausible ECSs`,
    paragraphs([...verdict, drawn]),
    isEmpty ? [] : table(HEADS, differences.map(row), { order: 'fixed' }),
    measuresList(allMeasures),
    isEmpty ? [] : smallPrint(notes),
  );
}

const HEADS = ['Difference', 'At the defaults', 'In plausible ECSs', 'Holds in', 'Depends on'];

function row({ metric, scenario, base, nominal, range, count, shares }: ReportedDifference): Html {
  const causes = shares.map(({ name, text }) => `${name} ${text}`).join(', ');
  return html`<tr><th scope="row">${metric}: ${scenario} against ${base}</th><td>${nominal}</td><td>${range}</td><td>${count}</td><td>${causes}</td></tr>`;
}

function measuresList(measures: ReturnType<typeof uncertaintyReport>['allMeasures']): Html[] {
  if (measures.length === 0) return [];
  const items = measures.map(
    ({ setting: { path, measure, why }, text }) =>
      html`<li><b>${path}</b>: ${text}.${measure === undefined ? [] : html` <code>${measure.command}</code>`} Its range: ${why}.</li>`,
  );
  return [html`<p>To narrow it, measure on your own account:</p><ul class="facts">${items}</ul>`];
}
