import { clockText } from '../../kernel/quantity-text.js';
import { type IncidentReport, requestedOf } from '../../record/survival/report.js';
import { type Html, html } from '../html/escape.js';
import { paragraphs, section, smallPrint } from '../html/frame.js';
import { table } from '../html/table.js';
import { serviceText } from './terminal.js';
import { criteriaText, headSentences, incidentRows, incidentSentences, otherFiguresSentence } from './texts.js';

/** The section of a page about incidents; without a name it is that of a run, which goes through them. */
export function incidentSection(report: IncidentReport, subject = ''): Html[] {
  const { survival, variant } = requestedOf(report);
  const heads = ['', ...report.variants.map((one) => one.variant)];
  const rows = incidentRows(report.variants, report.criteria, report.seeds.count).map(
    ({ label, cells }) => html`<tr><th scope="row">${label}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  const services = survival.services.map((service) => html`<li>${service.service}: ${serviceText(service, survival.fromMs)}</li>`);
  return section(
    subject === '' ? 'Through the incident' : `Through the incident: ${subject}`,
    paragraphs([...headSentences(report), `${criteriaText(report.criteria)}.`]),
    table(heads, rows, { order: 'fixed' }),
    services.length < 2 ? [] : html`<details><summary>By service (${variant})</summary><ul class="facts">${services}</ul></details>`,
    smallPrint([...incidentSentences(report), ...(subject === '' ? [otherFiguresSentence(report)] : [])]),
    stepsTable(report),
  );
}

function stepsTable({ incidents }: IncidentReport): Html {
  const rows = incidents.flatMap(({ steps }) =>
    steps.map(
      ({ fromMs, toMs, id, type, where, basis, sources, line, why }) =>
        html`<tr><td>${clockText(fromMs)}</td><td>${toMs === null ? '' : clockText(toMs)}</td><th scope="row">${id}</th><td class="text">${type}</td><td class="text">${where}</td><td class="text wrap">${basis}${sources.length === 0 ? '' : ` (${sources.join(', ')})`}: ${line}</td><td class="text wrap">${why === null ? '' : `no effect here: ${why}`}</td></tr>`,
    ),
  );
  return html`<details><summary>Its steps, with their sources</summary>${table(['From', 'To', 'Step', 'Fault', 'Where', 'What the source says', ''], rows, { order: 'fixed' })}</details>`;
}
