import { durationText, numberText } from '../../src/kernel/quantity-text.js';
import { figureOf } from '../../src/record/expect/figures.js';
import { executeForFigures } from '../../src/run/execute.js';
import { type Shown, shownScenario } from './lessons.js';

/** A figure as the page says it: durations in words, money with cents, other numbers with as many decimals as they need, one at most. */
function textOf(figure: string, value: number | null): string {
  if (value === null) return 'nothing to measure';
  if (figure.endsWith('_ms')) return durationText(value);
  return figure.endsWith('_usd') ? `$${numberText(value, 2)}` : numberText(value, 0, figure.endsWith('_percent') ? 1 : 0);
}

/** The figures of a run, as the page says them. */
export async function figureTexts(shown: Shown, figures: readonly string[]): Promise<string[]> {
  const { record } = await executeForFigures(shownScenario(shown), {});
  return figures.map((figure) => textOf(figure, figureOf(record, figure.split('.'))));
}
