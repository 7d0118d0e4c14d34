import type { Ms } from '../../kernel/event-loop.js';
import { type BoundLimits, type BoundResult, boundOf } from './bound.js';
import { coarseCounts, coarsened, refined } from './coarse.js';
import { solveConfigurationLp } from './configuration-lp.js';
import { largeTaskTariffs } from './l2.js';
import { Changes, type Lifetimes } from './lifetimes.js';
import { firstFitDecreasing, type Packing, packingCost } from './packing.js';
import { PartSweep } from './part-sweep.js';
import { partsOf } from './parts.js';
import { costsOf, inUnits, type Objective } from './problem.js';
import { type BoundName, bestTariff, type Tariff } from './tariff.js';
import { volumeTariffs } from './volume.js';

/** In instance-hours and instances, or in dollars and dollars per hour. */
export interface TimeBound {
  readonly objective: Objective;
  /** No fleet runs these tasks at these times with less, even if every task could move at any moment without cost. */
  readonly total: number;
  /** Share of `total` by the argument that gave it; `carried`: the configuration LP's prices of another moment. The shares add up to 1. */
  readonly shares: Readonly<Record<BoundName | 'carried', number>>;
  readonly peak: { readonly lower: number; readonly atMs: Ms; readonly upper: number; readonly names: readonly BoundName[] };
  /** Number of different sets of living tasks, of those with a solved configuration LP, and of its iterations. */
  readonly moments: number;
  readonly solved: number;
  readonly iterations: number;
  readonly elapsedMs: number;
}

const MS_PER_HOUR = 3_600_000;
/** Moments examined closely: the weightiest, and some at regular distances, so that every phase of the run is covered. */
const WEIGHTIEST = 48;
const REGULAR = 16;
const SIZES_MAX = 256;
/** Shares of the time limit: the end of new linear programs, and the reserve for the packing at the peak. */
const LP_SHARE = 0.6;
const PEAK_SHARE = 0.2;

/** The living tasks of one part at one time. */
interface Moment {
  readonly part: number;
  readonly key: number;
  readonly counts: Int32Array;
}

/**
 * Returns the time integral of the least need of the living tasks, and its peak. Between two changes the bound is that of one set of tasks.
 * There are as many sets as changes, so not every set is solved: tariffs come from the moments that matter most (long times and many
 * tasks). Every moment then uses the best of them, because a tariff holds for any tasks.
 */
export function boundOverTime(lives: Lifetimes, objective: Objective, limits: BoundLimits): TimeBound {
  return new Sweep(lives, objective, limits).run();
}

class Sweep {
  private readonly startedMs: number;
  private readonly changes: Changes;
  private readonly parts: readonly PartSweep[];
  /** By size of the whole problem: its part and its size there. */
  private readonly partOf: Int32Array;
  private readonly sizeOf: Int32Array;
  private readonly tariffs: Tariff[][];
  private readonly most: Int32Array;
  /** By part: moments with a configuration LP, and the name of its result. */
  private readonly boundNames: Map<number, BoundName>[];
  private moments = 0;
  private iterations = 0;

  constructor(
    private readonly lives: Lifetimes,
    private readonly objective: Objective,
    private readonly limits: BoundLimits,
  ) {
    this.startedMs = limits.clock.nowMs();
    const { problem } = lives;
    const costs = costsOf(problem, objective);
    this.changes = new Changes(lives);
    this.parts = partsOf(problem).map((part) => new PartSweep(part, costs));
    this.partOf = new Int32Array(problem.sizes.length);
    this.sizeOf = new Int32Array(problem.sizes.length);
    for (const [index, { part }] of this.parts.entries()) {
      for (const [local, size] of part.sizes.entries()) {
        this.partOf[size] = index;
        this.sizeOf[size] = local;
      }
    }
    this.most = this.changes.most();
    this.tariffs = this.parts.map(({ part, costs: own }) => volumeTariffs(part.problem, own));
    this.boundNames = this.parts.map(() => new Map());
  }

  run(): TimeBound {
    const chosen = this.choose();
    this.addLargeTaskTariffs(chosen);
    const solved = this.solveMoments(chosen);
    return {
      ...this.integrate(),
      moments: this.moments,
      solved,
      iterations: this.iterations,
      elapsedMs: this.limits.clock.nowMs() - this.startedMs,
    };
  }

  private isPast(share: number): boolean {
    return this.limits.clock.nowMs() - this.startedMs >= this.limits.timeLimitMs * share;
  }

  private walk(lasted: (fromMs: Ms, untilMs: Ms) => void): void {
    for (const [index, part] of this.parts.entries()) part.begin(this.tariffs[index]);
    this.changes.walk({ changed: (size, by) => this.parts[this.partOf[size]].change(this.sizeOf[size], by), lasted });
  }

  /** Weighs every set of living tasks by time and instances, and returns the weightiest, then some at regular distances. */
  private choose(): Moment[] {
    const weights = this.parts.map(() => new Map<number, number>());
    this.walk((fromMs, untilMs) => {
      for (const [index, part] of this.parts.entries()) {
        const { key } = part;
        weights[index].set(key, (weights[index].get(key) ?? 0) + part.bound * (untilMs - fromMs));
      }
    });
    this.moments = weights.reduce((sum, { size }) => sum + size, 0);
    const ranked = weights.flatMap((ofPart, part) => [...ofPart].map(([key, weight]) => ({ part, key, weight })));
    ranked.sort((a, b) => b.weight - a.weight);
    const heaviest = ranked.slice(0, WEIGHTIEST).filter(({ weight }) => weight > 0);
    const found = this.snapshots(heaviest);
    const byWeight = heaviest.flatMap(({ part, key }) => found.weightiest[part].get(key) ?? []);
    return [...byWeight, ...found.regular];
  }

  private snapshots(chosen: readonly { readonly part: number; readonly key: number }[]) {
    const keys = this.parts.map((_, index) => new Set(chosen.filter(({ part }) => part === index).map(({ key }) => key)));
    const weightiest = this.parts.map(() => new Map<number, Moment>());
    const regular: Moment[] = [];
    let slot = 0;
    this.walk((_, untilMs) => {
      const isRegular = untilMs * REGULAR >= (slot + 0.5) * this.lives.endMs;
      if (isRegular) slot = Math.floor((untilMs * REGULAR) / this.lives.endMs + 0.5);
      for (const [index, part] of this.parts.entries()) {
        const { key } = part;
        const isWanted = keys[index].has(key) && !weightiest[index].has(key);
        if (!isWanted && !isRegular) continue;
        const moment = { part: index, key, counts: part.counts.slice() };
        if (isWanted) weightiest[index].set(key, moment);
        else if (!keys[index].has(key)) regular.push(moment);
      }
    });
    return { weightiest, regular };
  }

  /** Adds only those tariffs that are the best at one of the moments. */
  private addLargeTaskTariffs(chosen: readonly Moment[]): void {
    for (const [index, { part, costs, step }] of this.parts.entries()) {
      const candidates = [...this.tariffs[index], ...largeTaskTariffs(part.problem, costs)];
      const winners = new Set<Tariff>();
      for (const moment of chosen) {
        const best = moment.part === index ? bestTariff(candidates, moment.counts, step) : null;
        if (best !== null) winners.add(best.tariff);
      }
      for (const tariff of winners) if (!this.tariffs[index].includes(tariff)) this.tariffs[index].push(tariff);
    }
  }

  /** Adds the prices of the configuration LP at as many moments as the time allows, and returns their number. */
  private solveMoments(chosen: readonly Moment[]): number {
    const coarse = this.parts.map(({ part }) => coarsened(part.problem, this.limits.sizesMax ?? SIZES_MAX));
    const start: Packing[] = this.parts.map(() => []);
    const isOver = () => this.isPast(LP_SHARE);
    let solved = 0;
    for (const { part: index, key, counts } of chosen) {
      if (isOver()) break;
      const { part, costs, step } = this.parts[index];
      const upper = packingCost(firstFitDecreasing(part.problem, counts, { costs, isOver }), costs);
      if ((bestTariff(this.tariffs[index], counts, step)?.cost ?? 0) >= upper) continue;
      const most = Int32Array.from(part.sizes, (size) => this.most[size]);
      const lp = solveConfigurationLp(
        {
          problem: coarse[index].problem,
          costs,
          counts: coarseCounts(coarse[index], counts),
          countsMost: coarseCounts(coarse[index], most),
          start: start[index],
        },
        this.limits.highs,
        { isOver },
      );
      start[index] = [...start[index], ...lp.patterns.map(({ offer, load }) => ({ offer, load, instances: 1 }))];
      this.iterations += lp.iterations;
      if (lp.tariff === null) continue;
      this.tariffs[index].push(refined(coarse[index], lp.tariff));
      this.boundNames[index].set(key, lp.tariff.name);
      solved++;
    }
    return solved;
  }

  private integrate() {
    // Beyond 2^53 unit-milliseconds, days of a mid-size cluster, a double would lose some.
    let total = 0n;
    const byName = { volume: 0, L2: 0, carried: 0, farley: 0, 'configuration LP': 0 };
    let peak = 0;
    let peakAtMs: Ms = 0;
    let atPeak = new Int32Array(this.lives.problem.sizes.length);
    this.walk((fromMs, untilMs) => {
      let cost = 0;
      for (const [index, part] of this.parts.entries()) {
        const { best, bound } = part;
        cost += bound;
        if (best !== null) byName[this.labelOf(index, best)] += bound * (untilMs - fromMs);
      }
      total += BigInt(cost) * BigInt(untilMs - fromMs);
      if (cost > peak) {
        [peak, peakAtMs] = [cost, fromMs];
        atPeak = Int32Array.from(atPeak, (_, size) => this.parts[this.partOf[size]].counts[this.sizeOf[size]]);
      }
    });
    const shareOf = (name: keyof typeof byName) => (total === 0n ? 0 : byName[name] / Number(total));
    return {
      objective: this.objective,
      total: inUnits(Number(total) / MS_PER_HOUR, this.objective),
      shares: {
        volume: shareOf('volume'),
        L2: shareOf('L2'),
        carried: shareOf('carried'),
        farley: shareOf('farley'),
        'configuration LP': shareOf('configuration LP'),
      },
      peak: this.peakBound(atPeak, inUnits(peak, this.objective), peakAtMs),
    };
  }

  /** Returns the label of a tariff: the configuration LP of this moment, its prices of another moment, or the tariff's own name. */
  private labelOf(part: number, { name }: Tariff): BoundName | 'carried' {
    const bound = this.boundNames[part].get(this.parts[part].key);
    if (bound === 'configuration LP') return bound;
    return name === 'volume' || name === 'L2' ? name : (bound ?? 'carried');
  }

  private peakBound(counts: Int32Array, lower: number, atMs: Ms): TimeBound['peak'] {
    const result: BoundResult = boundOf(this.lives.problem, counts, this.objective, {
      ...this.limits,
      timeLimitMs: this.limits.timeLimitMs * PEAK_SHARE,
    });
    return { lower: Math.max(lower, result.lower), atMs, upper: result.upper, names: result.names };
  }
}
