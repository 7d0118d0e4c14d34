import { MINUTE_MS } from '../../../kernel/durations.js';
import type { Window } from '../../../observed/minutes.js';
import { replicationSeeds } from '../../../run/seeds.js';
import type { Setup } from '../../../sim/setup.js';
import type { Compared } from '../compared.js';
import type { RunMinutes } from '../minute-log.js';
import { type Certainty, certaintyOf } from './certainty.js';
import { misfitOf, momentsOf, type Target, targetOf, unitsOf } from './misfit.js';
import { type FitParameter, lognormalOf, type OpenSettings, parametersOf, settled } from './parameters.js';
import { type Point, patternSearch } from './pattern-search.js';
import { type LogRange, rangesOf, SCATTER_RUNS } from './ranges.js';
import { FITTED_TIMINGS, type FittedNumber, type FittedTimes, type HeldOut, type TimingsFit } from './result.js';
import { coarser } from './rows.js';
import { FitSteps } from './steps.js';

/** Steps of the search, in logarithms: from 50 % down to 2.5 %. After a parameter has been given up the search repeats from 12 %. */
const FIRST_STEP = Math.log(1.5);
const AGAIN_STEP = Math.log(1.12);
const LAST_STEP = Math.log(1.025);
/** A value fits clearly worse if it increases the misfit by more than this share. */
const WORSE = 0.02;
const LEAST_GAIN = 5e-4;
/** Factors of the scenario's value, in the order of evaluation. */
const SURVEY_FACTORS = [0.25, 0.35, 0.5, 0.7, 1.4, 2, 2.8, 4, 8] as const;
const SURVEY_ROUNDS = 2;
/** Distance in the logarithm between the runs that give a slope. */
const SLOPE_STEP = Math.log(1.25);
/** The largest standard error of a determined number: a third or three times the value would fit nearly as well. */
const DETERMINED_ERROR_MAX = Math.log(3);

export interface FitInput {
  readonly setup: Setup;
  readonly compared: readonly Compared[];
  readonly window: Window;
  readonly open: OpenSettings;
  /** Runs of each point, with the same seeds at each. */
  readonly runs: number;
  /** Share of the period at its end that the fit does not use. */
  readonly heldOutShare: number;
  readonly evaluationsMax: number;
  simulate(setup: Setup): Promise<RunMinutes>;
  readonly steps?: FitSteps;
}

/** Searches the timings and open settings of the scaler whose runs come nearest to the recording, and estimates the range of each. */
export async function fitTimings(input: FitInput): Promise<TimingsFit> {
  const fit = new Fit(input);
  await fit.begin();
  await fit.survey();
  await fit.search(FIRST_STEP);
  let certainty = await fit.certainty();
  for (let worst = fit.worst(certainty); worst !== null; worst = fit.worst(certainty)) {
    if (await fit.giveUp(worst, certainty)) await fit.search(AGAIN_STEP);
    certainty = await fit.certainty();
  }
  return fit.result(await fit.ranges());
}

/** Returns the minutes in the first part of the period, which the fit uses. */
export function fittedMinutesOf({ minutes }: Window, heldOutShare: number): number {
  return Math.max(1, Math.floor(minutes * (1 - heldOutShare)));
}

class Fit {
  private readonly parameters: readonly FitParameter[];
  private readonly target: Target;
  private readonly held: Target;
  private readonly seeds: readonly number[];
  private readonly scatterSeeds: readonly number[];
  private readonly fittedMinutes: number;
  private units: Float64Array = new Float64Array();
  private startMisfit = 0;
  private value = 0;
  private readonly steps: FitSteps;
  private point: number[];
  /** Indices of the parameters that are still searched. */
  private free: number[];
  /** No longer searched, and not given up: the scenario's value fits clearly worse, or the range is narrow. */
  private readonly pinned = new Set<number>();
  private readonly givenUp = new Map<number, FittedNumber['with']>();

  constructor(private readonly input: FitInput) {
    const { setup, compared, window, heldOutShare, runs } = input;
    this.steps = input.steps ?? new FitSteps(null, () => {});
    this.parameters = parametersOf(setup, input.open);
    this.fittedMinutes = fittedMinutesOf(window, heldOutShare);
    this.target = targetOf(compared, window, { from: 0, to: this.fittedMinutes });
    this.held = targetOf(compared, window, { from: this.fittedMinutes, to: window.minutes });
    // Not the scenario's own seed: a fit to a recording that Drydock made with that seed would find its random draws and not its timings.
    const seeds = replicationSeeds(setup.seed, 1 + runs + SCATTER_RUNS).slice(1);
    this.seeds = seeds.slice(0, runs);
    this.scatterSeeds = seeds.slice(runs);
    this.point = this.parameters.map(({ start }) => Math.log(start));
    this.free = [...this.parameters.keys()];
  }

  async begin(): Promise<void> {
    const { units, misfit } = await this.steps.take(async () => {
      const rows = await this.rows(this.point);
      const found = unitsOf(this.target, momentsOf(rows).variance);
      return { units: [...found], misfit: misfitOf(this.target, rows, found) };
    });
    this.units = Float64Array.from(units);
    this.startMisfit = misfit;
    this.value = misfit;
  }

  /**
   * Varies each number but the spreads alone, over a grid: a search from the scenario's values may end where one number compensates
   * another. It does so twice, because the best value of one depends on the others.
   */
  async survey(): Promise<void> {
    for (let round = 0; round < SURVEY_ROUNDS; round++)
      for (const i of this.free) {
        if (this.parameters[i].unit === 'ratio') continue;
        const from = this.point;
        for (const factor of SURVEY_FACTORS) {
          const x = settled(this.parameters[i], Math.log(this.parameters[i].start * factor));
          const point = from.map((at, k) => (k === i ? x : at));
          const value = x === from[i] ? this.value : await this.misfitAt(point);
          if (value >= this.value) continue;
          this.point = point;
          this.value = value;
        }
      }
  }

  /** 1 is the misfit of random variation alone. */
  private get perSeries(): number {
    return this.value / Math.max(1, this.units.filter((unit) => unit > 0).length);
  }

  async search(firstStep: number): Promise<void> {
    const { free } = this;
    const found = await patternSearch(
      free.map((i) => this.point[i]),
      (point) => this.misfitAt(this.whole(point)),
      {
        ...{ firstStep, lastStep: LAST_STEP, leastGain: LEAST_GAIN, evaluationsMax: this.input.evaluationsMax },
        settled: (point) => point.map((x, k) => settled(this.parameters[free[k]], x)),
      },
    );
    this.point = this.whole(found.point);
    this.value = found.value;
  }

  /** Returns how certain the free parameters are. */
  certainty(): Promise<Certainty> {
    return this.steps.take(() => this.certaintyHere());
  }

  private async certaintyHere(): Promise<Certainty> {
    const rows = await this.rows(this.point);
    const beside = [];
    for (const i of this.free) {
      const by = (step: number) => this.point.map((x, k) => (k === i ? nextTo(this.parameters[i], x, step) : x));
      const [up, down] = [by(SLOPE_STEP), by(-SLOPE_STEP)];
      beside.push({
        up: momentsOf(await this.rows(up)).mean,
        down: momentsOf(await this.rows(down)).mean,
        apart: up[i] - down[i],
      });
    }
    return certaintyOf(this.target, rows, { beside, units: this.units });
  }

  /** Returns the index, among the free parameters, of the least certain one, if its error is too large; null otherwise. */
  worst({ error }: Certainty): number | null {
    const most = Math.max(...error, 0);
    return most > DETERMINED_ERROR_MAX ? error.indexOf(most) : null;
  }

  /**
   * Resets the parameter to the scenario's value and notes the parameter with which it is confounded. If that value fits clearly worse,
   * pins the parameter instead, changes nothing else and returns false.
   */
  async giveUp(worst: number, { correlation }: Certainty): Promise<boolean> {
    const place = this.free[worst];
    const others = correlation[worst].map((r, k) => ({ r, k })).filter(({ k }) => k !== worst);
    const nearest = others.reduce<{ r: number; k: number } | null>(
      (best, one) => (best === null || Math.abs(one.r) > Math.abs(best.r) ? one : best),
      null,
    );
    const isTied = nearest !== null && Math.abs(nearest.r) > 0.8;
    const back = this.point.map((x, i) => (i === place ? Math.log(this.parameters[i].start) : x));
    const value = await this.misfitAt(back);
    const name = isTied ? this.parameters[this.free[nearest.k]].name : null;
    this.free = this.free.filter((i) => i !== place);
    if (!isTied && value > this.value + WORSE * Math.abs(this.value)) {
      this.pinned.add(place);
      return false;
    }
    this.givenUp.set(place, name);
    this.point = back;
    this.value = value;
    return true;
  }

  /**
   * Returns where each number lies, and goes to the middle of the determined ones: the search ends at a minimum that chance has moved. One
   * that was given up counts as determined if its range is narrow.
   */
  async ranges(): Promise<LogRange[]> {
    const target = coarser(this.target);
    const ranges = await rangesOf(this.parameters, {
      ...{ point: this.point, target, seeds: this.scatterSeeds },
      rowAt: (point, seed) =>
        this.steps.take(async () => [...target.rowOf(await this.input.simulate({ ...this.setupOf(point, undefined, true), seed }))]),
    });
    for (const i of [...this.givenUp.keys()].filter((one) => !ranges[one].isWide)) {
      this.givenUp.delete(i);
      this.pinned.add(i);
    }
    this.point = this.point.map((x, i) => (this.isKept(i) ? settled(this.parameters[i], ranges[i].median) : x));
    this.value = await this.misfitAt(this.point);
    return ranges;
  }

  private isKept(i: number): boolean {
    return this.free.includes(i) || this.pinned.has(i);
  }

  async result(ranges: readonly LogRange[]): Promise<TimingsFit> {
    const numbers = this.parameters.map(({ name, start, unit }, i): FittedNumber => {
      const value = Math.exp(this.point[i]);
      const { low, high, deviation, isWide } = ranges[i];
      return {
        ...{ name, unit, start },
        value: this.isKept(i) ? (unit === 'count' ? Math.round(value) : value) : null,
        range: this.isKept(i) && !isWide ? { low: Math.exp(low), high: Math.exp(high), error: deviation } : null,
        with: this.givenUp.get(i) ?? null,
      };
    });
    const isDetermined = (name: string) => numbers.some((number) => number.name === name && number.value !== null);
    const fitted = this.setupOf(this.point);
    const times = FITTED_TIMINGS.flatMap((timing): FittedTimes[] =>
      isDetermined(`timings.${timing} median`) ? [{ timing, ...lognormalOf(fitted.timings[timing]) }] : [],
    );
    return {
      numbers,
      times,
      fittedMinutes: this.fittedMinutes,
      runs: this.seeds.length,
      evaluations: this.steps.evaluations,
      misfit: { before: this.startMisfit, after: this.value, perSeries: this.perSeries },
      heldOut: await this.steps.take(() => this.heldOut()),
    };
  }

  /** Returns the mean absolute error of the mean run, before and after, in the part that the fit did not use. */
  private async heldOut(): Promise<HeldOut[]> {
    if (this.held.observed.length === 0) return [];
    const { setup } = this.input;
    const before = await this.meanOf(setup);
    const after = await this.meanOf(this.setupOf(this.point, setup));
    return this.held.names.flatMap((name, s): HeldOut[] => {
      const at = [...this.held.series.keys()].filter((i) => this.held.series[i] === s && !Number.isNaN(before[i] + after[i]));
      if (at.length === 0) return [];
      const mae = (mean: Float64Array) => at.reduce((sum, i) => sum + Math.abs(mean[i] - this.held.observed[i]), 0) / at.length;
      return [{ ...name, before: mae(before), after: mae(after) }];
    });
  }

  private async meanOf(setup: Setup): Promise<Float64Array> {
    const rows: Float64Array[] = [];
    for (const seed of this.seeds) rows.push(this.held.rowOf(await this.input.simulate({ ...setup, seed })));
    return momentsOf(rows).mean;
  }

  private misfitAt(point: Point): Promise<number> {
    return this.steps.take(async () => misfitOf(this.target, await this.rows(point), this.units));
  }

  private async rows(point: Point): Promise<Float64Array[]> {
    this.steps.evaluated();
    const setup = this.setupOf(point);
    const rows: Float64Array[] = [];
    for (const seed of this.seeds) rows.push(this.target.rowOf(await this.input.simulate({ ...setup, seed })));
    return rows;
  }

  /** The setup runs only the part of the period that the fit uses. Parameters that are given up are applied with `all`. */
  private setupOf(point: Point, base: Setup = { ...this.input.setup, durationMs: this.fittedMinutes * MINUTE_MS }, all = false): Setup {
    return this.parameters.reduce(
      (setup, parameter, i) => (all || this.isKept(i) ? parameter.apply(setup, Math.exp(point[i])) : setup),
      base,
    );
  }

  private whole(ofFree: Point): number[] {
    return this.point.map((x, i) => (this.free.includes(i) ? ofFree[this.free.indexOf(i)] : x));
  }
}

/** Returns a value that differs after the step, also for a whole number. */
function nextTo(parameter: FitParameter, x: number, step: number): number {
  const there = settled(parameter, x + step);
  if (there !== x || !parameter.isWhole) return there;
  return settled(parameter, Math.log(Math.exp(x) + Math.sign(step)));
}
