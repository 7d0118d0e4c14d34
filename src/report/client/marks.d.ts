import type { Plugin } from 'chart.js';

export const marks: Plugin;
