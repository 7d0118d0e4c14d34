import type { Chart } from 'chart.js';

export function writeMinus(chart: Pick<typeof Chart, 'defaults'>): void;
