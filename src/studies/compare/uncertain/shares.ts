import { durationText, numberText } from '../../../kernel/quantity-text.js';
import type { DrawnSetting, Worlds } from '../../../run/uncertain/worlds.js';
import { meanOf } from '../../../statistics/interval.js';
import { type Input, varianceShares } from '../../../statistics/variance-shares.js';
import type { WorldShare } from './result.js';

/** Share of the worlds at either end of a scale whose means are shown. */
const QUARTER = 0.25;

/**
 * The shares of all drawn settings, the largest first.
 *
 * @param means - The differences of the kept worlds.
 * @param kept - The numbers of these worlds.
 */
export function sharesOf(means: readonly number[], { settings }: Worlds, kept: readonly number[]): WorldShare[] {
  const inputs = settings.map(({ path, places, figures, kind }): Input => {
    const words = [...new Set(figures)];
    const levels = kind === 'word' ? kept.map((w) => words.indexOf(figures[w])) : null;
    return { name: path, places: kept.map((w) => places[w]), levels };
  });
  const shares = varianceShares(means, inputs).map((share, s) => ({ ...share, effects: effectsOf(settings[s], means, kept) }));
  return shares.sort((a, b) => b.share - a.share);
}

function effectsOf({ kind, figures }: DrawnSetting, means: readonly number[], kept: readonly number[]): WorldShare['effects'] {
  const meanWhere = (is: (figure: number | string) => boolean) => meanOf(means.filter((_, i) => is(figures[kept[i]]))) ?? 0;
  if (kind === 'word')
    return [...new Set(kept.map((w) => figures[w]))].map((word) => ({ values: `${word}`, mean: meanWhere((figure) => figure === word) }));
  const sorted = kept.map((w) => figures[w] as number).sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor(QUARTER * sorted.length)], sorted[Math.floor((1 - QUARTER) * sorted.length)]];
  const text = (value: number) => (kind === 'time' ? durationText(1_000 * value) : numberText(value, 0, 3));
  return [
    { values: `below ${text(low)}`, mean: meanWhere((figure) => (figure as number) < low) },
    { values: `from ${text(high)}`, mean: meanWhere((figure) => (figure as number) >= high) },
  ];
}
