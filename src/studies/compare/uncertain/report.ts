import type { Uncertainty, WorldContrast } from './result.js';
import {
  contrastsToShow,
  countText,
  dependsText,
  drawnText,
  holdsTexts,
  measureTexts,
  nominalText,
  rangeText,
  shareText,
  shownShares,
  trimmedLabel,
  uncertaintyNotes,
} from './texts.js';

/** Returns what the terminal, the page and the comment on a pull request say of plausible ECSs: sentences, and rows of texts. */
export function uncertaintyReport(uncertainty: Uncertainty) {
  const { contrasts } = uncertainty;
  const shown = contrastsToShow(uncertainty);
  return {
    drawn: drawnText(uncertainty),
    /** In how many worlds the verdicts hold, and on what the differences depend. */
    verdict: [...holdsTexts(uncertainty), ...shown.map((one) => dependsText(one, uncertainty))].filter((text) => text !== ''),
    differences: contrasts.map((one) => differenceOf(one, uncertainty.scenarios)),
    measures: measureTexts(uncertainty, shown),
    allMeasures: measureTexts(uncertainty, contrasts),
    notes: uncertaintyNotes(uncertainty),
  };
}

export type ReportedDifference = ReturnType<typeof differenceOf>;

function differenceOf(contrast: WorldContrast, scenarios: readonly string[]) {
  const { key, scenario, base } = contrast;
  return {
    metric: trimmedLabel(key),
    scenario: scenarios[scenario]!,
    base: scenarios[base]!,
    isAgainstFirst: base === 0,
    nominal: nominalText(contrast),
    range: rangeText(contrast),
    count: countText(contrast),
    shares: shownShares(contrast).map((one) => ({ name: one.name, text: shareText(one) })),
  };
}
