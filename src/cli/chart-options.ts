import { CHART_FORMATS, CHART_SIZE, type ChartFiles, type ChartFormat, type ChartSize } from '../run/write-charts.js';
import { instead } from '../scenario/text/suggest.js';
import { ofText } from './scenario-options.js';
import type { WordsOfOptions } from './words.js';

const PIXELS_MIN = 200;
const PIXELS_MAX = 8000;

export const CHART_OPTIONS = {
  charts: ofText(`Also write each chart of the page into charts/, as ${CHART_FORMATS.join(', ')} or several: png,svg`),
  'chart-size': ofText('Pixels of charts/*.png, as 1600x900; the larger, the smaller their letters (default: 1920x960)'),
} as const;

export type ChartArguments = WordsOfOptions<typeof CHART_OPTIONS>;

/** Parses the chart options: the files to write for each chart. `--chart-size` alone means PNG. Adds mistakes to the list. */
export function chartFilesGiven({ charts, chartSize }: ChartArguments, mistakes: string[]): ChartFiles {
  const requested = charts ?? (chartSize === undefined ? '' : 'png');
  const formats = requested === '' ? [] : requested.split(',').map((word) => word.trim());
  const wrong = formats.filter((format) => !(CHART_FORMATS as readonly string[]).includes(format));
  mistakes.push(...wrong.map((format) => `--charts ${charts}: '${format}' is no format of charts${instead(format, CHART_FORMATS)}`));
  return { formats: formats as ChartFormat[], size: sizeOf(chartSize, mistakes) };
}

function sizeOf(size: string | undefined, mistakes: string[]): ChartSize {
  if (size === undefined) return CHART_SIZE;
  const [width = 0, height = 0] = /^\d{1,6}x\d{1,6}$/.test(size) ? size.split('x').map(Number) : [];
  if (Math.min(width, height) >= PIXELS_MIN && Math.max(width, height) <= PIXELS_MAX) return { width, height };
  mistakes.push(`--chart-size ${size}: write width and height in pixels, such as 1600x900, each from ${PIXELS_MIN} to ${PIXELS_MAX}`);
  return CHART_SIZE;
}
