import { durationText, numberText, percentText } from '../../../kernel/quantity-text.js';
import { quantile } from '../../../statistics/worlds.js';
import { type ExplainedSetting, type ExplainingWorlds, PLAUSIBLE_WORLDS } from './result.js';

/** Settings with a smaller explained share are not listed. */
const EXPLAINED_LEAST = 0.05;
const LISTED_MOST = 10;

/** Returns the settings that a recording determines best. */
export function explainedSettings({ settings }: ExplainingWorlds): ExplainedSetting[] {
  const explained = settings.filter((one) => one.explainedShare >= EXPLAINED_LEAST);
  return explained.sort((a, b) => b.explainedShare - a.explainedShare).slice(0, LISTED_MOST);
}

/** `33 s to 2 min`: 90 % of the worlds; for words the most frequent one: `launched in 92 %`. */
export function spreadText({ kind }: ExplainedSetting, figures: readonly (number | string)[]): string {
  if (kind === 'word') {
    const shareOf = (word: number | string) => figures.filter((one) => one === word).length / figures.length;
    const most = figures.reduce((best, one) => (shareOf(one) > shareOf(best) ? one : best), figures[0]);
    return `${most} in ${percentText(100 * shareOf(most), 0)}`;
  }
  const text = (value: number) => (kind === 'time' ? durationText(1_000 * value) : numberText(value, 0, 2));
  const [low, high] = [0.05, 0.95].map((share) => quantile(figures as readonly number[], share));
  return `${text(low)} to ${text(high)}`;
}

export function explainedShareText({ explainedShare }: ExplainedSetting): string {
  return percentText(100 * explainedShare, 0);
}

/** Explains how the settings of the table were found, and how to use them. */
export function explainedSentences(worlds: ExplainingWorlds): string[] {
  const ran = `${PLAUSIBLE_WORLDS} plausible ECSs ran over the fitted part of the period, and were moved to where they explain the recording.`;
  const listed = explainedSettings(worlds);
  const what =
    listed.length === 0
      ? `${ran} It determines none of the settings that AWS does not publish.`
      : `${ran} The ranges hold 90 % of them; "explained" is the share of its variance that the recording explains.`;
  const use = 'compare and advise predict in them by --uncertain --fitted, followed by the path of summary.json.';
  const unlike =
    'None of them comes as near to the recording as they come to each other: a setting lies outside of its range, or something that is not drawn differs. Do not rely on any range, or on a prediction by --fitted.';
  return [what, worlds.isUnlike ? unlike : use];
}
