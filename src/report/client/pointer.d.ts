import type { Chart } from 'chart.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import type { View } from './view.js';

interface Pointed {
  readonly chart: Chart;
  spec: ChartSpec;
  atMs: number | null;
}

export class Pointer {
  constructor(view: View, drawn: readonly { readonly chart: Chart; readonly spec: ChartSpec }[]);
  drawn: Pointed[];
  readonly tip: HTMLElement;
  readonly quit: AbortController;
  watch(one: Pointed): void;
  point(atMs: number): void;
  left(): void;
}
