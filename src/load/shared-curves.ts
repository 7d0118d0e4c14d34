import type { Ms } from '../kernel/event-loop.js';
import { type LoadCurve, loadCurve } from './curve.js';
import type { LoadShape } from './shape.js';

/** Shapes with more points are seldom equal, and long to compare. */
const POINTS_MOST = 32;
/** The cells of a curve: the last interval and its requests. */
const FROM = 0;
const TO = 1;
const REQUESTS = 2;
const OF_CURVE = 3;

/** The curves of many services. Those of equal shape are one, which computes an interval once for all. */
export class SharedCurves {
  private readonly curves: LoadCurve[] = [];
  private readonly byText = new Map<string, number>();
  private readonly last: number[] = [];

  /** Returns the number of the curve of a valid shape. */
  add(shape: LoadShape): number {
    const text = isShort(shape) ? JSON.stringify(shape) : null;
    const found = text === null ? undefined : this.byText.get(text);
    if (found !== undefined) return found;
    const curve = this.curves.push(loadCurve(shape)) - 1;
    this.last.push(Number.NaN, Number.NaN, Number.NaN);
    if (text !== null) this.byText.set(text, curve);
    return curve;
  }

  requestsBetween(curve: number, fromMs: Ms, toMs: Ms): number {
    const { last } = this;
    const at = OF_CURVE * curve;
    if (last[at + FROM] === fromMs && last[at + TO] === toMs) return last[at + REQUESTS]!;
    const requests = this.curves[curve]!.requestsBetween(fromMs, toMs);
    last[at + FROM] = fromMs;
    last[at + TO] = toMs;
    last[at + REQUESTS] = requests;
    return requests;
  }

  nextJumpMs(curve: number, afterMs: Ms): Ms {
    return this.curves[curve]!.nextJumpMs(afterMs);
  }
}

function isShort(shape: LoadShape): boolean {
  switch (shape.kind) {
    case 'sum':
      return shape.of.length <= POINTS_MOST && shape.of.every(isShort);
    case 'scaled':
      return shape.by.atMs.length <= POINTS_MOST && isShort(shape.of);
    case 'steps':
    case 'ramps':
      return shape.atMs.length <= POINTS_MOST;
    default:
      return true;
  }
}
