import type { Highs } from 'highs';
import { assert } from '../../kernel/assert.js';
import { type Coarse, coarseCounts, coarsened, refined } from './coarse.js';
import { type LpAnswer, solveConfigurationLp } from './configuration-lp.js';
import { largeTaskTariffs } from './l2.js';
import { firstFitDecreasing, type Load, type Packing, packingCost, packingProblems } from './packing.js';
import { type Part, partsOf } from './parts.js';
import { type BoundProblem, type Counts, costStep, costsOf, inUnits, type Objective } from './problem.js';
import { type BoundName, bestTariff, type Tariff } from './tariff.js';
import { volumeTariffs } from './volume.js';

/** The caller supplies the time; this folder reads no clock. */
interface Clock {
  nowMs(): number;
}

export interface BoundLimits {
  readonly highs: Highs;
  readonly clock: Clock;
  readonly timeLimitMs: number;
  /** The most sizes that the configuration LP takes exactly; more sizes are rounded down to this many. */
  readonly sizesMax?: number;
}

/** In instances, or in dollars per hour. */
export interface BoundResult {
  readonly objective: Objective;
  /** No fleet does it with less. */
  readonly lower: number;
  /** The arguments that give the bound: one for each part of the problem that shares no instance with the others. */
  readonly names: readonly BoundName[];
  /** True: no configuration would raise the bound, because pricing has proved it or the packing reaches the bound. */
  readonly isProven: boolean;
  /** Sizes were rounded down for the configuration LP. */
  readonly isRounded: boolean;
  /** The bound of each argument alone; null where a simpler bound made the configuration LP unnecessary. */
  readonly byName: { readonly volume: number; readonly L2: number; readonly configurations: number | null };
  /** Cost of the packing. */
  readonly upper: number;
  readonly packing: Packing;
  /** The excess of the packing over the lower bound, in percent of that; 0: the packing is optimal. */
  readonly gapPercent: number;
  readonly iterations: number;
  readonly elapsedMs: number;
}

const SIZES_MAX = 256;
/** Share of the time that the first packing may take, so that some is left for the bound. */
const PACKING_SHARE = 0.25;

/** Returns the least instances or cost that these tasks need, with a packing as upper bound. Every task must fit on some offer. */
export function boundOf(problem: BoundProblem, counts: Counts, objective: Objective, limits: BoundLimits): BoundResult {
  const startedMs = limits.clock.nowMs();
  const isPast = (share: number) => limits.clock.nowMs() - startedMs >= limits.timeLimitMs * share;
  const costs = costsOf(problem, objective);
  const parts = partsOf(problem);
  const found = parts.map((part) => boundOfPart(part, { costs, counts, isPast, limits }));
  const packing = found.flatMap((result, i) => result.packing.map((pattern) => inWhole(pattern, parts[i])));
  const wrong = packingProblems(problem, counts, packing);
  assert(wrong.length === 0, `the packing is lawful: ${wrong[0]}`);
  const total = (amountOf: (part: PartBound) => number) =>
    inUnits(
      found.reduce((sum, part) => sum + amountOf(part), 0),
      objective,
    );
  const [lower, upper] = [total((part) => part.lower), total((part) => part.upper)];
  const solved = found.filter(({ configurations }) => configurations !== null);
  return {
    objective,
    lower,
    names: found.map(({ name }) => name),
    isProven: found.every((part) => part.isProven),
    isRounded: found.some((part) => part.isRounded),
    byName: {
      volume: total(({ volume }) => volume),
      L2: total(({ L2 }) => L2),
      configurations: solved.length === 0 ? null : total((part) => part.configurations ?? part.lower),
    },
    upper,
    packing,
    gapPercent: lower === 0 ? 0 : (100 * (upper - lower)) / lower,
    iterations: found.reduce((sum, part) => sum + part.iterations, 0),
    elapsedMs: limits.clock.nowMs() - startedMs,
  };
}

type PartBound = Pick<BoundResult, 'lower' | 'isProven' | 'isRounded' | 'upper' | 'packing' | 'iterations'> &
  BoundResult['byName'] & { readonly name: BoundName };

interface PartInput {
  readonly costs: readonly number[];
  readonly counts: Counts;
  readonly limits: BoundLimits;
  /** Returns whether this share of the time is over. */
  isPast(share: number): boolean;
}

function boundOfPart(part: Part, { costs: costsOfAll, counts: countsOfAll, limits, isPast }: PartInput): PartBound {
  const { problem } = part;
  const costs = part.offers.map((offer) => costsOfAll[offer]);
  const counts = Float64Array.from(part.sizes, (size) => countsOfAll[size]);
  const step = costStep(costs);
  const worth = (tariffs: readonly Tariff[]) => bestTariff(tariffs, counts, step)?.cost ?? 0;
  const volume = worth(volumeTariffs(problem, costs));
  const L2 = worth(largeTaskTariffs(problem, costs));
  const simple = { lower: Math.max(volume, L2), name: L2 > volume ? ('L2' as const) : ('volume' as const), volume, L2 };
  let packing = firstFitDecreasing(problem, counts, { costs, isOver: () => isPast(PACKING_SHARE) });
  const upper = packingCost(packing, costs);
  if (simple.lower >= upper) return { ...simple, isProven: true, isRounded: false, configurations: null, upper, packing, iterations: 0 };
  const coarse = coarsened(problem, limits.sizesMax ?? SIZES_MAX);
  const start = coarse.isRounded ? [] : packing;
  const input = { problem: coarse.problem, costs, counts: coarseCounts(coarse, counts), start, upper };
  const lp = solveConfigurationLp(input, limits.highs, { isOver: () => isPast(1 - PACKING_SHARE / 2) });
  const configurations = lp.tariff === null ? 0 : worth([refined(coarse, lp.tariff)]);
  const lower = Math.max(simple.lower, configurations);
  const rounded = firstFitDecreasing(problem, counts, { costs, isOver: () => isPast(1), start: roundedDown(lp, coarse, counts) });
  if (packingCost(rounded, costs) < upper) packing = rounded;
  return {
    ...simple,
    lower,
    name: configurations >= simple.lower && lp.tariff !== null ? lp.tariff.name : simple.name,
    isProven: lp.tariff?.name === 'configuration LP',
    isRounded: coarse.isRounded,
    configurations,
    upper: packingCost(packing, costs),
    packing,
    iterations: lp.iterations,
  };
}

/**
 * Takes whole instances of the patterns in use. Where sizes were rounded down, each place in a pattern goes to the next task that the
 * rounded size represents. A task that then does not fit is packed with the rest.
 */
function roundedDown({ patterns }: LpAnswer, coarse: Coarse, counts: Counts): Packing {
  const rounded = patterns
    .map(({ offer, load, share }) => ({ offer, load, instances: Math.floor(share + 1e-6) }))
    .filter(({ instances }) => instances > 0);
  if (!coarse.isRounded) return rounded;
  const waiting = coarse.problem.sizes.map((): { size: number; left: number }[] => []);
  coarse.sizeOf.forEach((group, size) => {
    waiting[group].push({ size, left: counts[size] });
  });
  return rounded.flatMap(({ offer, load, instances }) =>
    Array.from({ length: instances }, () => ({
      offer,
      load: load.flatMap(({ size, copies }) => take(waiting[size], copies)),
      instances: 1,
    })),
  );
}

/** Takes up to `copies` tasks from the end of a queue of sizes. */
function take(waiting: { size: number; left: number }[], copies: number): Load {
  const taken: { size: number; copies: number }[] = [];
  for (let wanted = copies; wanted > 0 && waiting.length > 0; ) {
    const last = waiting[waiting.length - 1];
    const some = Math.min(wanted, last.left);
    if (some > 0) taken.push({ size: last.size, copies: some });
    last.left -= some;
    wanted -= some;
    if (last.left === 0) waiting.pop();
  }
  return taken;
}

function inWhole({ offer, load, instances }: Packing[number], part: Part): Packing[number] {
  return { offer: part.offers[offer], load: load.map(({ size, copies }) => ({ size: part.sizes[size], copies })), instances };
}
