import { numberText } from '../../kernel/quantity-text.js';
import { type Html, html } from '../../report/html/escape.js';
import { commandBlock, figures, type PageParts, page, section, smallPrint } from '../../report/html/frame.js';
import { table } from '../../report/html/table.js';
import { packCharts } from './charts.js';
import { amountText, type MetricColumn, metricColumns } from './columns.js';
import { leadMetric, rankedBy } from './lead.js';
import type { PackPolicy, PackResult, Spread } from './result.js';
import { packLegend, packNotes, packSentence, scaleText } from './sentence.js';

/** report.html of a packing: one file that needs no network and runs only its own script. */
export function packPage(result: PackResult, parts: PageParts & { readonly title: string }): string {
  const charts = packCharts(result);
  const lead = html`<p class="lead">${packSentence(result)}</p>
<p>${scaleText(result)}</p>`;
  const notes = smallPrint([...packLegend(result), ...packNotes(result)]);
  const { hash, engineVersion } = result.identity;
  const sections = [
    section('Policies', policiesTable(result), notes),
    section('How it went', figures(charts)),
    section(
      'How this was computed',
      html`<p>Drydock ${engineVersion} placed every task of the trace in its order under each policy and seed. This makes it again:</p>
${commandBlock(parts.command)}`,
      inputsTable(result),
      html`<p class="note">Identity <code>${hash}</code>. The same files, policies, options and version give the same bytes, whatever the number of workers.</p>`,
    ),
  ];
  return page({ title: parts.title, lead }, sections.flat(), { charts, parts });
}

/** Best first. Under each mean the range of the seeds and the half width of its 95 % t interval. */
function policiesTable(result: PackResult): Html {
  const columns = metricColumns(result);
  const ranked = rankedBy(result.policies, leadMetric(result));
  const policies = [...ranked, ...result.policies.filter((policy) => !ranked.includes(policy))];
  const rows = policies.map(
    (policy) => html`<tr>${policyHead(policy)}${columns.map((column) => spreadCell(policy.spreads[column.metric] ?? null, column))}</tr>`,
  );
  return table(['Policy', ...columns.map(({ head, unit }) => (unit === '%' ? `${head} (%)` : head))], rows);
}

function policyHead({ name, module, isOffline }: PackPolicy): Html {
  const from = module === null ? '' : html` <span class="unit">${module.path}, <code>${module.sha256}</code></span>`;
  return html`<th scope="row">${name}${isOffline ? ' *' : ''}${from}</th>`;
}

function spreadCell(spread: Spread | null, { unit }: MetricColumn): Html {
  if (spread === null) return html`<td>–</td>`;
  const text = (value: number) => amountText(value, unit);
  if (spread.halfWidth === null || spread.min === spread.max) return html`<td>${text(spread.mean)}</td>`;
  return html`<td>${text(spread.mean)}<span class="difference">${text(spread.min)}–${text(spread.max)}</span><span class="difference">±${text(spread.halfWidth)}</span></td>`;
}

function inputsTable({ identity, policies }: PackResult): Html {
  const inputs = identity.inputs.map(
    ({ file, sha256, skippedRows }) =>
      html`<tr><th scope="row">${file}</th><td class="text"><code>${sha256.slice(0, 16)}</code></td><td>${numberText(skippedRows, 0)}</td></tr>`,
  );
  const modules = policies.flatMap(({ module }) =>
    module === null ? [] : html`<tr><th scope="row">${module.path}</th><td class="text"><code>${module.sha256}</code></td><td>–</td></tr>`,
  );
  return table(['Input', html`<th scope="col" class="text">SHA-256</th>`, 'Rows left out'], [...inputs, ...modules]);
}
