import type { Plugin } from 'chart.js';

export const cells: Plugin;
