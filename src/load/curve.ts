import { assert } from '../kernel/assert.js';
import { DAY_MS, SECOND_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import { cosineOfTurn, sineOfTurn } from './math.js';
import type { LoadShape, Steps } from './shape.js';

/** A load that returns the exact number of requests in any interval. It integrates instead of sampling, so no short peak is missed. */
export interface LoadCurve {
  /** Requests from `fromMs` until before `toMs`, 0 <= fromMs <= toMs: a real number, 0 or more. */
  requestsBetween(fromMs: Ms, toMs: Ms): number;
  /** Returns when the load next jumps after `afterMs`: a step of the model must end there. Infinity: never. */
  nextJumpMs(afterMs: Ms): Ms;
}

const NEVER_MS = Number.POSITIVE_INFINITY;
/** Steps closer than this on average are samples of a curve and no jumps. */
const SAMPLES_MS = 10_000;

export function loadCurve(shape: LoadShape): LoadCurve {
  switch (shape.kind) {
    case 'constant':
      return { requestsBetween: (fromMs, toMs) => (shape.perSecond * (toMs - fromMs)) / SECOND_MS, nextJumpMs: never };
    case 'diurnal':
      return new Diurnal(shape);
    case 'steps':
      return new Lines(levels(shape), shape.perMs, jumpsOf(shape));
    case 'ramps':
      return new Lines(shape, SECOND_MS, NO_JUMPS);
    case 'sum':
      return new Sum(shape.of.map(loadCurve));
    case 'scaled':
      return new Scaled(loadCurve(shape.of), shape.by);
  }
}

function never(): Ms {
  return NEVER_MS;
}

const NO_JUMPS = new Float64Array(0);

function jumpsOf({ atMs, everyMs }: Steps): Float64Array {
  const wholeMs = everyMs ?? atMs[atMs.length - 1];
  return wholeMs < SAMPLES_MS * (atMs.length - 1) ? NO_JUMPS : Float64Array.from(atMs);
}

/**
 * The integral of mean + amplitude cos(2 pi (t - peak) / day). The difference of two sines is 2 cos(middle) sin(half the interval), which
 * does not cancel for an interval of a minute.
 */
class Diurnal implements LoadCurve {
  private readonly mean: number;
  private readonly amplitude: number;
  private readonly peakAtMs: Ms;

  constructor({ peakPerSecond, troughPerSecond, peakAtMs }: LoadShape & { kind: 'diurnal' }) {
    this.mean = (peakPerSecond + troughPerSecond) / 2;
    this.amplitude = (peakPerSecond - troughPerSecond) / 2;
    this.peakAtMs = peakAtMs;
  }

  requestsBetween(fromMs: Ms, toMs: Ms): number {
    const middle = cosineOfTurn(fromMs + toMs - 2 * this.peakAtMs, 2 * DAY_MS);
    const swing = (DAY_MS / Math.PI) * middle * sineOfInterval(toMs - fromMs);
    return Math.max(0, (this.mean * (toMs - fromMs) + this.amplitude * swing) / SECOND_MS);
  }

  nextJumpMs = never;
}

/** The last interval length and its sine: most intervals are a minute. */
const LAST = { ms: 0, sine: 0 };

function sineOfInterval(ms: Ms): number {
  if (ms !== LAST.ms) {
    LAST.sine = sineOfTurn(ms, 2 * DAY_MS);
    LAST.ms = ms;
  }
  return LAST.sine;
}

/** Straight lines between points; constant before the first and after the last. */
class Lines implements LoadCurve {
  private readonly atMs: Float64Array;
  private readonly values: Float64Array;
  private readonly everyMs: Ms;
  private readonly ofRound: number;

  constructor(
    points: Steps,
    private readonly perMs: Ms,
    private readonly jumpsMs: Float64Array,
  ) {
    this.atMs = Float64Array.from(points.atMs);
    this.values = Float64Array.from(points.values);
    this.everyMs = points.everyMs ?? NEVER_MS;
    this.ofRound = points.everyMs === null ? 0 : this.within(0, points.everyMs);
  }

  requestsBetween(fromMs: Ms, toMs: Ms): number {
    if (toMs <= this.everyMs) return this.within(fromMs, toMs);
    const first = Math.floor(fromMs / this.everyMs);
    const last = Math.floor(toMs / this.everyMs);
    const start = fromMs - first * this.everyMs;
    const end = toMs - last * this.everyMs;
    if (first === last) return this.within(start, end);
    return this.within(start, this.everyMs) + (last - first - 1) * this.ofRound + this.within(0, end);
  }

  nextJumpMs(afterMs: Ms): Ms {
    const { jumpsMs, everyMs } = this;
    if (jumpsMs.length === 0) return NEVER_MS;
    const roundMs = everyMs === NEVER_MS ? 0 : Math.floor(afterMs / everyMs) * everyMs;
    const next = firstAfter(jumpsMs, afterMs - roundMs);
    return next < jumpsMs.length ? roundMs + jumpsMs[next] : roundMs + everyMs;
  }

  private within(fromMs: Ms, toMs: Ms): number {
    let sum = 0;
    let at = fromMs;
    for (let next = firstAfter(this.atMs, fromMs); at < toMs; next++) {
      const end = next < this.atMs.length ? Math.min(toMs, this.atMs[next]) : toMs;
      if (end > at) sum += ((this.valueAt(at, next) + this.valueAt(end, next)) / 2) * (end - at);
      at = end;
    }
    return sum / this.perMs;
  }

  /** Value on the line that ends at point `next`. */
  private valueAt(ms: Ms, next: number): number {
    const { atMs, values } = this;
    if (next === 0) return values[0];
    const before = values[next - 1];
    if (next === atMs.length || values[next] === before) return before;
    return before + ((values[next] - before) * (ms - atMs[next - 1])) / (atMs[next] - atMs[next - 1]);
  }
}

class Sum implements LoadCurve {
  constructor(private readonly curves: readonly LoadCurve[]) {}

  requestsBetween(fromMs: Ms, toMs: Ms): number {
    let sum = 0;
    for (const curve of this.curves) sum += curve.requestsBetween(fromMs, toMs);
    return sum;
  }

  nextJumpMs(afterMs: Ms): Ms {
    return this.curves.reduce((ms, curve) => Math.min(ms, curve.nextJumpMs(afterMs)), NEVER_MS);
  }
}

/** Splits an interval where the factor changes, so that the integral stays exact. */
class Scaled implements LoadCurve {
  private readonly atMs: Float64Array;
  private readonly factors: Float64Array;
  private readonly everyMs: Ms;

  constructor(
    private readonly curve: LoadCurve,
    by: Steps,
  ) {
    this.atMs = Float64Array.from(by.atMs);
    this.factors = Float64Array.from(by.values);
    this.everyMs = by.everyMs ?? Number.POSITIVE_INFINITY;
  }

  requestsBetween(fromMs: Ms, toMs: Ms): number {
    let sum = 0;
    for (let at = fromMs; at < toMs; ) {
      const roundMs = this.everyMs === Number.POSITIVE_INFINITY ? 0 : Math.floor(at / this.everyMs) * this.everyMs;
      const next = firstAfter(this.atMs, at - roundMs);
      const end = Math.min(toMs, roundMs + (next < this.atMs.length ? Math.min(this.everyMs, this.atMs[next]) : this.everyMs));
      const factor = this.factors[Math.max(0, next - 1)];
      if (factor !== 0) sum += factor * this.curve.requestsBetween(at, end);
      at = end;
    }
    return sum;
  }

  nextJumpMs(afterMs: Ms): Ms {
    return this.curve.nextJumpMs(afterMs);
  }
}

/** Converts levels to lines: constant, with a jump at each next level. */
function levels({ atMs, values, everyMs }: Steps): Steps {
  const last = values.length - 1;
  return {
    atMs: atMs.flatMap((ms, i) => (i === 0 ? [ms] : [ms, ms])),
    values: values.flatMap((value, i) => (i === last ? [value] : [value, value])),
    everyMs,
  };
}

/** Returns the index of the first later time; the length when there is none. */
function firstAfter(atMs: Float64Array, ms: Ms): number {
  assert(ms >= 0, 'no load comes before the start');
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (atMs[middle] > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}
