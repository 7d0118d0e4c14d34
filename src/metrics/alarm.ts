import { type AlarmTerms, isBreaching } from './alarm-terms.js';
import { type AlarmTimes, evaluationFrom } from './alarm-times.js';
import { type LatePoint, LatePoints } from './late-points.js';
import { MovingWindow } from './moving-window.js';
import { type MetricReadings, PERIOD_MS, StatisticSet } from './statistics.js';

/** StateValue of an alarm as a number. */
export const AlarmState = { OK: 0, ALARM: 1, INSUFFICIENT_DATA: 2 } as const;
export type AlarmState = (typeof AlarmState)[keyof typeof AlarmState];

export const ALARM_STATE_NAMES: readonly string[] = Object.keys(AlarmState);

/** Verdict on one period. */
const MISSING = 0;
const WITHIN = 1;
const BREACHING = 2;

/**
 * Periods that CloudWatch fetches beyond the evaluated ones, in case some lack data. AWS's examples have two ("Configuring how CloudWatch
 * alarms treat missing data"); the documented dependence on the period is unspecified.
 */
export const EXTRA_PERIODS = 2;

/** No point comes late, and each is evaluated in the millisecond in which it ends. */
const AT_ONCE: AlarmTimes = { delayMs: () => 0, phaseMs: 0, intervalMs: 1 };

export interface AlarmSaved {
  readonly late: readonly LatePoint[];
  readonly availableMs: number;
  readonly expectedMs: number;
  readonly state: AlarmState;
  readonly sinceMs: number;
  readonly value: number | null;
  /** Newest first; null: a period without data. */
  readonly values: readonly (number | null)[];
  readonly open: readonly number[];
  /** Of a period of several minutes. */
  readonly minutes?: readonly (readonly number[])[];
  readonly strictFor?: number;
}

/**
 * One alarm on one metric. It receives each data point at its end, and judges it at the first evaluation for which the point is available.
 */
export class Alarm {
  state: AlarmState = AlarmState.INSUFFICIENT_DATA;
  /** Start of the present state. */
  sinceMs = 0;
  /** Statistic of the last period with data; NaN: none yet. */
  value = Number.NaN;

  /** Data points of an unfinished minute or shorter period; used only when it has several. */
  private open: StatisticSet | null = null;
  /** Minutes of a period; null: no more than one. */
  private readonly window: MovingWindow | null;
  /** Points from one evaluated period to the next: each minute ends a period of several minutes. */
  private readonly stride: number;
  /** Ring of the periods that end in the evaluation range; the newest is at `newest`. NaN: no data. */
  private readonly values: Float64Array;
  private newest = 0;
  /** Counts among the newest N, so that the cost of a period does not depend on N. */
  private missing: number;
  private breaching = 0;

  /** Number of next periods for which only the evaluated ones count, because a fault hides one of these. */
  private strictFor = 0;
  /** Closed periods that are not available yet, oldest first. */
  private readonly late = new LatePoints();
  /** Availability of the newest data: a later point is never available before an earlier one. */
  availableMs = 0;
  /** The last evaluation that was returned to the caller. */
  expectedMs = 0;

  readonly terms: AlarmTerms;

  constructor(
    terms: AlarmTerms,
    readonly times = AT_ONCE,
  ) {
    const { metric, statistic, comparison, threshold, periodMs, evaluationPeriods, datapointsToAlarm, treatMissingData } = terms;
    // Gives all terms the same object shape: reads from objects built by spreading are ten times slower.
    this.terms = { metric, statistic, comparison, threshold, periodMs, evaluationPeriods, datapointsToAlarm, treatMissingData };
    this.stride = Math.max(1, periodMs / PERIOD_MS.standard);
    this.window = this.stride > 1 ? new MovingWindow(this.stride) : null;
    this.values = new Float64Array((terms.evaluationPeriods + EXTRA_PERIODS) * this.stride).fill(Number.NaN);
    this.missing = terms.evaluationPeriods;
  }

  /** Number of latest points on which its decisions depend. */
  get memory(): number {
    return this.values.length;
  }

  /** Returns whether the last period had data and breached. */
  get isBreachingNow(): boolean {
    return this.verdictOf(0) === BREACHING;
  }

  /**
   * Adds the data point of the time up to `atMs`; periods up to a minute are aligned to time 0. Returns the time of the first evaluation
   * that sees it, or null if an earlier point has that evaluation already, or it is a part of a minute whose point is still to come.
   */
  receive(atMs: number, readings: MetricReadings): number | null {
    if (atMs % Math.min(this.terms.periodMs, PERIOD_MS.standard) !== 0) {
      this.open ??= new StatisticSet();
      this.open.add(readings, this.terms.metric);
      return null;
    }
    this.availableMs = Math.max(this.availableMs, atMs + this.times.delayMs(atMs));
    this.add(atMs, readings);
    const evaluatedMs = evaluationFrom(this.availableMs, this.times);
    if (evaluatedMs <= this.expectedMs) return null;
    this.expectedMs = evaluatedMs;
    return evaluatedMs;
  }

  private add(atMs: number, readings: MetricReadings): void {
    const value = this.valueOf(readings);
    if (readings.isStrictGap && Number.isNaN(value)) this.strictFor = this.values.length + 1;
    if (this.availableMs === atMs && this.late.length === 0) this.close(value);
    else this.late.add(this.availableMs, value);
  }

  /** Adds the data point of a whole period that ended before, as receive() would have done then. */
  addLate(availableMs: number, value: number): void {
    this.availableMs = availableMs;
    this.late.add(availableMs, value);
  }

  /** Takes the points that are available at the time, which may change `value`, but not the state. */
  takeAvailable(atMs: number): void {
    const { late } = this;
    while (late.nextMs <= atMs) this.close(late.take());
  }

  /** Re-evaluates the state by the points that are available at the time. */
  evaluate(atMs: number): void {
    this.takeAvailable(atMs);
    const state = this.judge();
    if (state === this.state) return;
    this.state = state;
    this.sinceMs = atMs;
  }

  /**
   * Returns how many more points in a row must breach until an evaluation changes the state from OK. 0: an evaluation from `atMs` on may
   * change it anyhow, the alarm is not in OK, or a point is missing. `most`: the number after a point within the threshold.
   */
  breachesLeft(atMs: number, most: number): number {
    this.takeAvailable(atMs);
    if (this.window !== null || this.state !== AlarmState.OK || this.missing > 0 || this.strictFor > 0) return 0;
    let left = most - (this.mustBreachInARow ? this.breachesInARow : this.breaching);
    for (let nth = 0; nth < this.late.length && left > 0; nth++) {
      const verdict = this.judged(this.late.valueAt(nth));
      if (verdict === MISSING) return 0;
      if (verdict === BREACHING) left--;
      else if (this.mustBreachInARow) left = most;
    }
    return Math.max(0, left);
  }

  /** Whether a point within the threshold ends a row of breaching points. */
  get mustBreachInARow(): boolean {
    return this.terms.datapointsToAlarm === this.terms.evaluationPeriods;
  }

  /** Among the evaluated ones, the newest. */
  private get breachesInARow(): number {
    let age = 0;
    while (age < this.terms.evaluationPeriods && this.verdictOf(age) === BREACHING) age++;
    return age;
  }

  /** Sets the state until the next evaluation. `value`: the data point of the state; null: none, so that a breach of 0 may be assumed. */
  set(state: AlarmState, atMs: number, value: number | null): void {
    const { threshold, comparison } = this.terms;
    if (value !== null) this.value = value;
    else if (state === AlarmState.ALARM && !isBreaching(this.value, comparison, threshold)) this.value = threshold;
    if (state === this.state) return;
    this.state = state;
    this.sinceMs = atMs;
  }

  /** Returns the statistic of the period that ends with this data point; NaN without data. */
  private valueOf(readings: MetricReadings): number {
    const { metric, statistic } = this.terms;
    if (this.open === null && this.window === null) return readings.read(metric, statistic);
    this.open ??= new StatisticSet();
    this.open.add(readings, metric);
    const value = this.window === null ? this.open.read(statistic) : this.window.add(this.open, statistic);
    this.open.clear();
    return value;
  }

  private close(value: number): void {
    if (!Number.isNaN(value)) this.value = value;
    const { values } = this;
    if (this.strictFor > 0) this.strictFor--;
    if (this.window === null) this.count(this.verdictOf(this.terms.evaluationPeriods - 1), -1);
    this.newest = this.newest === 0 ? values.length - 1 : this.newest - 1;
    values[this.newest] = value;
    if (this.window === null) this.count(this.verdictOf(0), 1);
    else this.countAll();
  }

  private countAll(): void {
    this.missing = 0;
    this.breaching = 0;
    for (let age = 0; age < this.terms.evaluationPeriods; age++) this.count(this.verdictOf(age), 1);
  }

  private count(verdict: number, by: number): void {
    if (verdict === MISSING) this.missing += by;
    else if (verdict === BREACHING) this.breaching += by;
  }

  /** Returns the verdict of the period `age` periods before the last. */
  private verdictOf(age: number): number {
    return this.judged(this.values[(this.newest + age * this.stride) % this.values.length]!);
  }

  private judged(value: number): number {
    if (Number.isNaN(value)) return MISSING;
    return isBreaching(value, this.terms.comparison, this.terms.threshold) ? BREACHING : WITHIN;
  }

  private judge(): AlarmState {
    const { datapointsToAlarm } = this.terms;
    if (this.missing > 0) return this.judgeWithGaps();
    return this.breaching >= datapointsToAlarm ? AlarmState.ALARM : AlarmState.OK;
  }

  /** Uses existing data points of the range, newest first; missing ones are filled as the terms specify. */
  private judgeWithGaps(): AlarmState {
    const { evaluationPeriods, datapointsToAlarm, treatMissingData } = this.terms;
    const isStrict = this.strictFor > 0;
    const range = isStrict ? evaluationPeriods : evaluationPeriods + EXTRA_PERIODS;
    let real = 0;
    let breaching = 0;
    let oldestAge = 0;
    for (let age = 0; age < range && real < evaluationPeriods; age++) {
      const verdict = this.verdictOf(age);
      if (verdict === MISSING) continue;
      real++;
      oldestAge = age + 1;
      if (verdict === BREACHING) breaching++;
    }
    const filled = treatMissingData === 'breaching' ? evaluationPeriods - real : 0;
    if (breaching + filled >= datapointsToAlarm) return AlarmState.ALARM;
    if (real === evaluationPeriods || breaching < real || treatMissingData === 'notBreaching') return AlarmState.OK;
    // Fewer breaching points than required, or no points at all.
    if (treatMissingData === 'ignore') return this.state;
    if (real === 0) return AlarmState.INSUFFICIENT_DATA;
    return !isStrict && oldestAge >= datapointsToAlarm ? AlarmState.ALARM : AlarmState.OK;
  }

  save(): AlarmSaved {
    return {
      ...{ late: this.late.save(), availableMs: this.availableMs, expectedMs: this.expectedMs },
      state: this.state,
      sinceMs: this.sinceMs,
      value: numberOrNull(this.value),
      values: Array.from(this.values, (_, age) => numberOrNull(this.values[(this.newest + age) % this.values.length]!)),
      open: this.open?.save() ?? [],
      ...(this.window === null ? {} : { minutes: this.window.save() }),
      ...(this.strictFor > 0 ? { strictFor: this.strictFor } : {}),
    };
  }

  /** Loads a state. With another threshold the alarm judges the loaded points anew at its next evaluation (V.19). */
  load(saved: AlarmSaved): void {
    this.late.load(saved.late);
    this.strictFor = saved.strictFor ?? 0;
    this.availableMs = saved.availableMs;
    this.expectedMs = saved.expectedMs;
    this.state = saved.state;
    this.sinceMs = saved.sinceMs;
    this.value = saved.value ?? Number.NaN;
    this.values.set(saved.values.map((value) => value ?? Number.NaN));
    this.newest = 0;
    this.open = null;
    if (saved.open.length > 0) {
      this.open = new StatisticSet();
      this.open.load(saved.open);
    }
    if (saved.minutes !== undefined) this.window?.load(saved.minutes);
    this.countAll();
  }
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
