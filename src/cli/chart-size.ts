import type { ChartSize } from '../run/write-run.js';

const PIXELS_MIN = 200;
const PIXELS_MAX = 8000;

export const CHART_SIZE = {
  type: 'string',
  requiresArg: true,
  describe: 'Pixels of charts/*.png, as 1600x900; the larger, the smaller their letters (default: 1920x960)',
} as const;

/** Parses `--chart-size`; undefined if absent, or with mistakes added to the list. */
export function chartSizeOf(size: string | undefined, mistakes: string[]): ChartSize | undefined {
  if (size === undefined) return undefined;
  const [width = 0, height = 0] = /^\d{1,6}x\d{1,6}$/.test(size) ? size.split('x').map(Number) : [];
  if (Math.min(width, height) >= PIXELS_MIN && Math.max(width, height) <= PIXELS_MAX) return { width, height };
  mistakes.push(`--chart-size ${size}: write width and height in pixels, such as 1600x900, each from ${PIXELS_MIN} to ${PIXELS_MAX}`);
  return undefined;
}
