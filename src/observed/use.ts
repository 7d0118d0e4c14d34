import type { Minutes } from './minutes.js';

/** CPU or memory use of a task, estimated from recorded utilisation and requests. */
export interface MeasuredUse {
  readonly idle: number;
  /** Per request a minute. */
  readonly perRequest: number;
  readonly mean: number;
  /** Requests a minute. */
  readonly meanRequests: number;
}

/** Fewest minutes that allow an estimate. */
const MINUTES_MIN = 10;
/** Least share of minute pairs in which more requests mean more use; below it, use does not depend on requests. Chance gives one half. */
const FOLLOWS = 0.75;

/**
 * Fits a straight line to a task's use and its requests per minute. The slope is the median of slopes between minutes with few and with
 * many requests (H. Theil, 1950, the incomplete method), because a few minutes of overload or deployment would distort least squares. A
 * line with a negative intercept is forced through zero. Use that does not depend on requests is constant, at its mean. Returns null when
 * too little is recorded.
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

/**
 * Divides the tasks' total use by the number of requests or messages, for work that is served some time after its arrival. Null: no
 * arrivals.
 */
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
