import type { ChartSpec } from './chart-spec.js';

/** Horizontal bars higher than this have their axis above them too: on most screens one end of the chart is out of sight. */
const TALL_PX = 560;
/** About as many ticks as an axis of values has. */
const STEPS = 6;

/** A wide chart of horizontal bars with its height. */
export function tallChart(chart: ChartSpec, heightPx: number): ChartSpec {
  const sized = { ...chart, heightPx, isWide: true };
  if (heightPx < TALL_PX) return sized;
  const { config } = chart;
  const { x, ...others } = (config.options?.scales ?? {}) as Record<string, object>;
  const values = config.data.datasets.flatMap(({ data }) => (data as (number | readonly number[] | null)[]).flat()).filter(isNumber);
  const { step, min, max } = evenTicks([0, ...values]);
  // Two axes with the same ends and steps: the one above has no bars of its own to fit.
  const below = { ...x, min, max, ticks: { ...('ticks' in x! ? (x.ticks as object) : {}), stepSize: step } };
  const above = { ...below, axis: 'x', position: 'top', title: { display: false }, grid: { drawOnChartArea: false } };
  const options = { ...config.options, scales: { ...others, x: below, above } };
  return { ...sized, config: { ...config, options } as ChartSpec['config'] };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** Ends and steps of 1, 2 or 5 times a power of ten that span all values. */
export function evenTicks(values: readonly number[]): { readonly step: number; readonly min: number; readonly max: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const rough = (most - least || 1) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  return { step, min: step * Math.floor(least / step), max: step * Math.ceil(most / step) };
}
