import { type AlarmTerms, isBreaching } from './alarm-terms.js';
import { type MetricReadings, StatisticSet } from './statistics.js';

export const AlarmState = { OK: 0, ALARM: 1, INSUFFICIENT_DATA: 2 } as const;
export type AlarmState = (typeof AlarmState)[keyof typeof AlarmState];

/** By AlarmState. */
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

/** State of an alarm; plain data. */
export interface AlarmSaved {
  readonly state: AlarmState;
  readonly sinceMs: number;
  readonly value: number | null;
  /** Newest first. */
  readonly verdicts: readonly number[];
  readonly open: readonly number[];
}

/** One alarm on one metric. It receives each data point and re-evaluates at the end of each of its periods. */
export class Alarm {
  state: AlarmState = AlarmState.INSUFFICIENT_DATA;
  /** Start of the present state. */
  sinceMs = 0;
  /** Statistic of the last period with data; NaN: none yet. */
  value = Number.NaN;

  /** Data points of an unfinished period; used only when a period has several points. */
  private open: StatisticSet | null = null;
  /** Ring of verdicts over the evaluation range; the newest is at `newest`. */
  private readonly verdicts: Uint8Array;
  private newest = 0;
  /** Counts among the newest N, so that the cost of a period does not depend on N. */
  private missing: number;
  private breaching = 0;

  readonly terms: AlarmTerms;

  constructor(terms: AlarmTerms) {
    const { metric, statistic, comparison, threshold, periodMs, evaluationPeriods, datapointsToAlarm, treatMissingData } = terms;
    // Gives all terms the same object shape: reads from objects built by spreading are ten times slower.
    this.terms = { metric, statistic, comparison, threshold, periodMs, evaluationPeriods, datapointsToAlarm, treatMissingData };
    this.verdicts = new Uint8Array(terms.evaluationPeriods + EXTRA_PERIODS);
    this.missing = terms.evaluationPeriods;
  }

  /** Returns whether the last period had data and breached. */
  get isBreachingNow(): boolean {
    return this.verdicts[this.newest] === BREACHING;
  }

  /** Adds the data point of the time up to `atMs`. Periods are aligned to time 0. */
  tell(atMs: number, readings: MetricReadings): void {
    if (atMs % this.terms.periodMs !== 0) {
      this.open ??= new StatisticSet();
      this.open.add(readings, this.terms.metric);
      return;
    }
    this.close(this.valueOf(readings));
    const state = this.judge();
    if (state === this.state) return;
    this.state = state;
    this.sinceMs = atMs;
  }

  /** Returns the statistic of the period that ends with this data point; NaN without data. */
  private valueOf(readings: MetricReadings): number {
    const { metric, statistic } = this.terms;
    if (this.open === null) return readings.read(metric, statistic);
    this.open.add(readings, metric);
    const value = this.open.read(statistic);
    this.open.clear();
    return value;
  }

  private close(value: number): void {
    if (Number.isNaN(value)) return this.push(MISSING);
    this.value = value;
    this.push(isBreaching(value, this.terms.comparison, this.terms.threshold) ? BREACHING : WITHIN);
  }

  private push(verdict: number): void {
    const { verdicts } = this;
    this.count(this.verdictOf(this.terms.evaluationPeriods - 1), -1);
    this.newest = this.newest === 0 ? verdicts.length - 1 : this.newest - 1;
    verdicts[this.newest] = verdict;
    this.count(verdict, 1);
  }

  private count(verdict: number, by: number): void {
    if (verdict === MISSING) this.missing += by;
    else if (verdict === BREACHING) this.breaching += by;
  }

  /** Returns the verdict of the period this many before the last. */
  private verdictOf(age: number): number {
    return this.verdicts[(this.newest + age) % this.verdicts.length]!;
  }

  private judge(): AlarmState {
    const { datapointsToAlarm } = this.terms;
    if (this.missing > 0) return this.judgeWithGaps();
    return this.breaching >= datapointsToAlarm ? AlarmState.ALARM : AlarmState.OK;
  }

  /** Uses existing data points of the range, newest first; missing ones are filled as the terms specify. */
  private judgeWithGaps(): AlarmState {
    const { evaluationPeriods, datapointsToAlarm, treatMissingData } = this.terms;
    let real = 0;
    let breaching = 0;
    let oldestAge = 0;
    for (let age = 0; age < this.verdicts.length && real < evaluationPeriods; age++) {
      const verdict = this.verdictOf(age);
      if (verdict === MISSING) continue;
      real++;
      oldestAge = age + 1;
      if (verdict === BREACHING) breaching++;
    }
    const filled = treatMissingData === 'breaching' ? evaluationPeriods - real : 0;
    if (breaching + filled >= datapointsToAlarm) return AlarmState.ALARM;
    if (real === evaluationPeriods || breaching < real || treatMissingData === 'breaching' || treatMissingData === 'notBreaching')
      return AlarmState.OK;
    // Fewer breaching points than required, or no points at all.
    if (treatMissingData === 'ignore') return this.state;
    if (real === 0) return AlarmState.INSUFFICIENT_DATA;
    return oldestAge >= datapointsToAlarm ? AlarmState.ALARM : AlarmState.OK;
  }

  save(): AlarmSaved {
    return {
      state: this.state,
      sinceMs: this.sinceMs,
      value: Number.isNaN(this.value) ? null : this.value,
      verdicts: Array.from(this.verdicts, (_, age) => this.verdictOf(age)),
      open: this.open?.save() ?? [],
    };
  }

  load(saved: AlarmSaved): void {
    this.state = saved.state;
    this.sinceMs = saved.sinceMs;
    this.value = saved.value ?? Number.NaN;
    this.verdicts.set(saved.verdicts);
    this.newest = 0;
    this.open = null;
    if (saved.open.length > 0) {
      this.open = new StatisticSet();
      this.open.load(saved.open);
    }
    const recent = saved.verdicts.slice(0, this.terms.evaluationPeriods);
    this.missing = recent.filter((verdict) => verdict === MISSING).length;
    this.breaching = recent.filter((verdict) => verdict === BREACHING).length;
  }
}
