import type { ChartSpec, LineDataset, Point } from './chart-spec.js';

/** A difference is in this part of the axis's unit, as `inUnit` rounds. */
const PARTS = 10_000;
/** More than a screen shows, and than a tooltip needs. */
const DIGITS = 5;

/** Points of one dataset: differences of x, and values. A number stands for those of an earlier dataset. */
interface Packed {
  readonly x: readonly number[] | number;
  readonly y: readonly (number | null)[] | number;
}

/**
 * Replaces the points of each line by two short lists, for a page: `client/points.js` unpacks them. Many lines of a chart share their times,
 * and runs of a comparison often their values.
 */
export function packed(data: ChartSpec['config']['data']): unknown {
  const seen = { x: new Map<string, number>(), y: new Map<string, number>() };
  const datasets = (data.datasets as LineDataset[]).map((dataset, i) => {
    if (!isPlain(dataset.data)) return dataset;
    const { data: points, ...look } = dataset;
    return { ...look, packed: { x: once(seen.x, differences(points), i), y: once(seen.y, values(points), i) } satisfies Packed };
  });
  return { ...data, datasets };
}

/** Whether the points have nothing but a place and a value. */
function isPlain(points: readonly unknown[]): points is Point[] {
  return points.length > 0 && points.every((point) => isPoint(point) && point.text === undefined);
}

function isPoint(point: unknown): point is Point {
  return typeof point === 'object' && point !== null && typeof (point as Point).x === 'number' && 'y' in point;
}

function once<T>(seen: Map<string, number>, list: T, i: number): T | number {
  const text = JSON.stringify(list);
  const earlier = seen.get(text);
  if (earlier === undefined) seen.set(text, i);
  return earlier ?? list;
}

function differences(points: readonly Point[]): number[] {
  const parts = points.map(({ x }) => Math.round(PARTS * x));
  return parts.map((part, i) => part - (parts[i - 1] ?? 0));
}

function values(points: readonly Point[]): (number | null)[] {
  return points.map(({ y }) => (y === null ? null : Number(y.toPrecision(DIGITS))));
}
