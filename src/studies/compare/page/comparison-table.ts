import { type Html, html } from '../../../report/html/escape.js';
import { metricHead, table } from '../../../report/html/tables.js';
import type { ComparisonRow } from '../rows.js';

export function comparisonTable(rows: readonly ComparisonRow[], heads: readonly Html[]): Html {
  const body = rows.map(({ metric, cells }) => html`<tr>${metricHead(metric)}${cells.map(comparisonCell)}</tr>`);
  return table(['Metric', ...heads], body, { order: 'fixed' });
}

function comparisonCell({ text, difference, isBetter }: ComparisonRow['cells'][number]): Html {
  if (difference === '') return html`<td>${text}</td>`;
  // A sign shows better and worse in addition to colour.
  const [tone, sign] = isBetter === null ? ['', ''] : isBetter ? ['good', '✓ '] : ['bad', '✗ '];
  return html`<td>${text}<span class="difference ${tone}">${sign}${difference}</span></td>`;
}
