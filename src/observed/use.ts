import type { Minutes } from './minutes.js';

/** What a task takes of CPU or memory, by its recorded utilisation and what came to it. */
export interface MeasuredUse {
  readonly idle: number;
  /** For each request a minute. */
  readonly perRequest: number;
  readonly mean: number;
  /** A minute. */
  readonly meanRequests: number;
}

/** Fewer minutes are no measurement. */
const MINUTES_MIN = 10;
/** Of two minutes that with more requests has more use, so often at least: else it does not follow them. Of chance it would be a half. */
const FOLLOWS = 0.75;

/**
 * A straight line through what a task took and the requests that came to it, minute by minute: the median of the slopes between minutes with few and with
 * many requests (H. Theil, 1950, the incomplete method), for a few minutes of an overload or of a deployment would turn one of least squares. Through
 * nothing at none where it would begin below. What does not follow the requests is the same always, its mean. Null: too little is recorded.
 */
export function measuredUse(percent: Minutes, reserved: number, perTask: Minutes): MeasuredUse | null {
  const points = percent.flatMap((value, minute): { x: number; y: number }[] => {
    const x = perTask[minute] ?? null;
    return value === null || x === null ? [] : [{ x, y: (value / 100) * reserved }];
  });
  if (points.length < MINUTES_MIN) return null;
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const meanRequests = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const means = { mean, meanRequests };
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const half = Math.floor(points.length / 2);
  const slopes = points.slice(0, half).flatMap(({ x, y }, i) => {
    const other = points[points.length - half + i]!;
    return other.x > x ? [(other.y - y) / (other.x - x)] : [];
  });
  const rising = slopes.filter((slope) => slope > 0).length;
  if (slopes.length < MINUTES_MIN / 2 || rising < FOLLOWS * slopes.length) return { idle: mean, perRequest: 0, ...means };
  const slope = median(slopes);
  const idle = median(points.map(({ x, y }) => y - slope * x));
  return idle >= 0 ? { idle, perRequest: slope, ...means } : { idle: 0, perRequest: mean / meanRequests, ...means };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Of all that tasks took what is due to one request or message: where each is served some time, whenever it came. Null: nothing came. */
export function useOfEach(percent: Minutes, reserved: number, running: Minutes, came: Minutes): number | null {
  let [used, count] = [0, 0];
  percent.forEach((value, minute) => {
    const [tasks, requests] = [running[minute] ?? null, came[minute] ?? null];
    if (value === null || tasks === null) return;
    used += (value / 100) * reserved * tasks;
    count += requests ?? 0;
  });
  return count > 0 ? used / count : null;
}
