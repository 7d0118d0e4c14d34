import type { LineDataset } from './chart-spec.js';
import { solid } from './palette.js';

/** How the points of one verdict look on a chart of cost against waiting: a shape each, for readers who cannot rely on colour. */
export interface PointLook {
  readonly colour: string;
  readonly pointStyle: 'circle' | 'triangle' | 'crossRot' | 'rectRot' | 'star';
}

/** Returns the style of points without a line. */
export function pointLook({ colour, pointStyle }: PointLook): Omit<LineDataset, 'data'> {
  return {
    showLine: false,
    pointRadius: 6,
    pointHoverRadius: 8,
    pointBorderWidth: 2,
    pointStyle,
    borderColor: colour,
    backgroundColor: solid(colour),
  };
}
