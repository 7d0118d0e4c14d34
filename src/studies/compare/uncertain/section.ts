import { type Html, html } from '../../../report/html/escape.js';
import { paragraphs, section, smallPrint } from '../../../report/html/frame.js';
import { table } from '../../../report/html/table.js';
import type { Uncertainty, WorldContrast } from './result.js';
import {
  contrastsToShow,
  countText,
  dependsText,
  drawnText,
  holdsTexts,
  labelOf,
  measureTexts,
  nominalText,
  rangeText,
  shareText,
  shownShares,
  uncertaintyNotes,
} from './texts.js';

/** Returns the result over plausible ECSs as a section of a page. */
export function uncertaintySection(uncertainty: Uncertainty): Html[] {
  const { contrasts } = uncertainty;
  const rows = contrasts.map((one) => row(one, uncertainty.scenarios));
  const shown = contrastsToShow(uncertainty);
  const texts = [...holdsTexts(uncertainty), ...shown.map((one) => dependsText(one, uncertainty)), drawnText(uncertainty)];
  return section(
    `Whether it holds in plausible ECSs`,
    paragraphs(texts),
    contrasts.length === 0 ? [] : table(HEADS, rows, { order: 'fixed' }),
    measures(uncertainty, contrasts),
    contrasts.length === 0 ? [] : smallPrint(uncertaintyNotes(uncertainty)),
  );
}

const HEADS = ['Difference', 'At the defaults', 'In plausible ECSs', 'Holds in', 'Depends on'];

function row(contrast: WorldContrast, scenarios: readonly string[]): Html {
  const { scenario, base, key } = contrast;
  const shares = shownShares(contrast)
    .map((one) => `${one.name} ${shareText(one)}`)
    .join(', ');
  return html`<tr><th scope="row">${labelOf(key)}: ${scenarios[scenario]} against ${scenarios[base]}</th><td>${nominalText(contrast)}</td><td>${rangeText(contrast)}</td><td>${countText(contrast)}</td><td>${shares}</td></tr>`;
}

function measures(uncertainty: Uncertainty, contrasts: readonly WorldContrast[]): Html[] {
  const texts = measureTexts(uncertainty, contrasts);
  if (texts.length === 0) return [];
  const items = texts.map(
    ({ setting: { path, measure, why }, text }) =>
      html`<li><b>${path}</b>: ${text}.${measure === undefined ? [] : html` <code>${measure.command}</code>`} Its range: ${why}.</li>`,
  );
  return [html`<p>To narrow it, measure on your own account:</p><ul class="facts">${items}</ul>`];
}
