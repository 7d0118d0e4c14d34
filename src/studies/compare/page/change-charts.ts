import { valueAxis } from '../../../report/charts/axes.js';
import { bars, flatChart } from '../../../report/charts/build.js';
import type { ChartSpec } from '../../../report/charts/chart-spec.js';
import { look } from '../../../report/charts/palette.js';
import { tallChart } from '../../../report/charts/tall.js';
import type { ReplicatedComparison } from '../result.js';
import { nonZeroMetrics } from '../texts/comparison-texts.js';

const ROW_PX = 26;
const FRAME_PX = 130;
/** A metric that grows from almost 0 would flatten all others. */
const CHANGE_MOST = 3;
/** Pixels: a narrow interval is still visible, at the edge of the chart as well. */
const WIDTH_LEAST = 4;

/** Draws the change of each metric from the base as its interval. */
export function changeCharts(comparison: ReplicatedComparison): ChartSpec[] {
  const { scenarios, alpha } = comparison;
  const shown = nonZeroMetrics(comparison).filter(({ metric, others }) => {
    const changes = others.flatMap(({ change }) => (change === null ? [] : [Math.abs(change.low), Math.abs(change.high)]));
    return metric.unit !== '%' && changes.length > 0 && Math.max(...changes) > 0 && Math.max(...changes) <= CHANGE_MOST;
  });
  if (shown.length === 0) return [];
  const datasets = scenarios.slice(1).map((name, i) => {
    const changes = shown.map(({ others }) => ends(others[i].change));
    return bars(name, changes, look(i + 1).colour, {
      borderSkipped: false,
      barPercentage: 0.7,
      minBarLength: WIDTH_LEAST,
      clip: WIDTH_LEAST,
    });
  });
  const percent = Math.round(100 * (1 - alpha));
  const heading = {
    id: 'changes',
    title: scenarios.length === 2 ? `${scenarios[1]} against ${scenarios[0]}` : `Change from ${scenarios[0]}`,
    description: `The ${percent} % interval of the change of each metric. A bar beside zero is not yet a difference: the verdicts in the table allow for the number of comparisons. Metrics that more than quadruple, and shares, are in the table alone.`,
  };
  const labels = shown.map(({ metric }) => metric.label.trim());
  const chart = flatChart(heading, labels, datasets, valueAxis(`change from ${scenarios[0]} (%)`, { format: {} }));
  return [tallChart(chart, FRAME_PX + ROW_PX * shown.length * datasets.length)];
}

function ends(change: { readonly low: number; readonly high: number } | null): [number, number] | null {
  if (change === null) return null;
  const rounded = (share: number) => Math.round(10_000 * share) / 100;
  return [rounded(change.low), rounded(change.high)];
}
