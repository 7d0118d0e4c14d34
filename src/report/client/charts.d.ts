import type { Chart, ChartConfiguration } from 'chart.js';
import type { ChartSpec } from '../charts/chart-spec.js';

export function applyTheme(isDark: boolean): void;
export function prepareCharts(): void;
export function dressed(
  spec: ChartSpec,
  isDark: boolean,
): { type: ChartConfiguration['type']; data: Chart['data']; options: Chart['options'] };
export function sizeForPaper(chart: Chart): void;
export function showStretch(
  chart: Chart,
  time: NonNullable<ChartSpec['time']>,
  view: { readonly fromMs: number; readonly toMs: number },
): void;
