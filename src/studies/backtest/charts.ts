import { USD, valueAxis } from '../../report/charts/axes.js';
import { timeChart } from '../../report/charts/build.js';
import { type ChartSpec, idOf } from '../../report/charts/chart-spec.js';
import { BLUE, VERMILLION } from '../../report/charts/palette.js';
import { amount, lagText, lineTitle, signed } from './backtest-texts.js';
import type { BacktestResult, BacktestSeries } from './result.js';
import { BACKTEST_METRICS } from './series.js';

/** Draws both lines of each series, observed below and simulated on top. */
export function backtestCharts({ lines }: BacktestResult): ChartSpec[] {
  return lines.map(chartOf);
}

function chartOf(line: BacktestSeries): ChartSpec {
  const { metric, of, points, score } = line;
  const { unit } = BACKTEST_METRICS[metric];
  const isStepped = unit === 'instances' || unit === 'tasks';
  const heading = {
    id: idOf(`${metric}-${of}`),
    title: lineTitle(line),
    description: 'What was recorded, and what the run had at the same minute.',
  };
  return timeChart(
    heading,
    points.map(({ endMs }) => endMs),
    [
      { label: 'observed', values: points.map(({ observed }) => observed), colour: BLUE, isStepped },
      { label: 'simulated', values: points.map(({ simulated }) => simulated), colour: VERMILLION, dash: [7, 4], isStepped },
    ],
    {
      y: valueAxis(unit === '%' ? 'reservation (%)' : unit, unit === 'USD' ? { format: USD } : unit === '%' ? { max: 110 } : {}),
      subtitle: `MAE ${amount(score.mae)}, bias ${signed(score.bias)}${lagText(score)}`,
    },
  );
}
