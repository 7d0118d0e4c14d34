import { cell, code, details, table } from '../printed/markdown-parts.js';
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

/** The result over plausible ECSs, for a comment on a pull request: the verdict, and behind a click the rest. */
export function uncertaintyMarkdown(uncertainty: Uncertainty): string {
  const { contrasts, scenarios } = uncertainty;
  const contrastsShown = contrastsToShow(uncertainty);
  const rows = contrasts.map((one) => [
    `${labelOf(one.key)}: ${cell(scenarios[one.scenario])} against ${cell(scenarios[one.base])}`,
    ...[nominalText(one), rangeText(one), countText(one)],
    sharesText(one),
  ]);
  const measures = measureTexts(uncertainty, contrastsShown).map(
    ({ setting: { path, measure }, text }) => `- ${code(path)}: ${cell(text)}${measure === undefined ? '' : `: ${code(measure.command)}`}`,
  );
  const body = [
    table(['difference', 'at the defaults', 'in plausible ECSs', 'holds in', 'depends on'], rows),
    measures.length === 0 ? '' : `To narrow it, measure on your own account:\n\n${measures.join('\n')}`,
    [drawnText(uncertainty), ...uncertaintyNotes(uncertainty)].map((note) => `- ${cell(note)}`).join('\n'),
  ];
  const sentences = [...holdsTexts(uncertainty), ...contrastsShown.map((one) => dependsText(one, uncertainty))].filter(
    (text) => text !== '',
  );
  const head = `**Plausible ECSs**: ${cell(sentences.join(' '))}`;
  return `${head}\n\n${details(`How wide it is, and how to narrow it`, body.filter((part) => part !== '').join('\n\n'))}`;
}

function sharesText(contrast: WorldContrast): string {
  return shownShares(contrast)
    .map((one) => `${code(one.name)} ${shareText(one)}`)
    .join(', ');
}
