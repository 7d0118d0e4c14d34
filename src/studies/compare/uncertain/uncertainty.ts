import type { Headline } from '../../../record/metrics.js';
import type { Worlds } from '../../../run/uncertain/worlds.js';
import { meanOf } from '../../../statistics/interval.js';
import { shareInterval, worldSpread } from '../../../statistics/worlds.js';
import type { DecidingKey, ReplicatedComparison, Rival } from '../result.js';
import type { Held, Uncertainty, WorldContrast } from './result.js';
import { sharesOf } from './shares.js';

/** The figures of a run of a world. */
export interface WorldRun {
  readonly headline: Headline;
  readonly failures: readonly string[];
}

/** By scenario, world and seed; null: the world could not be run. */
type WorldRuns = readonly (readonly (readonly WorldRun[] | null)[])[];

export interface Played {
  readonly seeds: readonly number[];
  readonly runs: WorldRuns;
  readonly failures: readonly string[];
}

const COST = 'cost_per_month_usd';

/** Compares the answer at the defaults with the answers in plausible ECSs. */
export function uncertaintyOf(
  { choice, scenarios, failed: failedAtDefaults }: Pick<ReplicatedComparison, 'choice' | 'scenarios' | 'failed'>,
  worlds: Worlds,
  { seeds, runs, failures }: Played,
): Uncertainty {
  const { settings, stated, assignments } = worlds;
  const base = failedAtDefaults[0] === null ? 0 : choice.chosen;
  const rivals = base === 0 ? choice.ofFirst : choice.rivals;
  const contrasts = rivals.flatMap((rival) =>
    choice.keys.filter((key) => key === COST || isShown(rival, key)).map((key) => contrastOf({ rival, base: base!, key }, worlds, runs)),
  );
  const options = failedAtDefaults.flatMap((one, i) => (one === null && !choice.faulted.includes(i) ? [i] : []));
  return {
    ...{ scenarios, worlds: assignments.length, seeds, settings, stated },
    notRun: failures.length === 0 ? null : { worlds: failures.length, why: failures[0] },
    failed: runs.map((worlds) => worlds.filter((world) => world !== null && hasFailed(world)).length),
    chosen: choice.chosen,
    cheapest: choice.chosen === null || options.length < 2 ? null : cheapestIn(choice.chosen, { options, means: choice.means, runs }),
    contrasts,
    main: mainOf(contrasts, choice),
  };
}

function isShown(rival: Rival, key: DecidingKey): boolean {
  return rival[key].verdict === 'better' || rival[key].verdict === 'worse';
}

/** The cost of the choice against the base; of a base that is kept, against the cheapest other. */
function mainOf(contrasts: readonly WorldContrast[], { chosen, means }: ReplicatedComparison['choice']): WorldContrast | null {
  const costs = contrasts.filter(({ key }) => key === COST);
  const cost = ({ scenario }: WorldContrast) => means[scenario][COST]?.estimate ?? Number.POSITIVE_INFINITY;
  return costs.find(({ scenario }) => scenario === chosen) ?? costs.sort((a, b) => cost(a) - cost(b))[0] ?? null;
}

interface UncertaintyRequest {
  readonly rival: Rival;
  readonly base: number;
  readonly key: DecidingKey;
}

function contrastOf({ rival, base, key }: UncertaintyRequest, worlds: Worlds, runs: WorldRuns): WorldContrast {
  const { scenario } = rival;
  const nominal = rival[key];
  const kept = worlds.assignments.flatMap((_, w) => {
    const [other, baseRuns] = [runs[scenario][w], runs[base][w]];
    const pairs = other === null || baseRuns === null ? null : pairsOf(other, baseRuns, key);
    return pairs === null ? [] : [{ w, pairs, hasFailed: hasFailed(other!) || hasFailed(baseRuns!) }];
  });
  const played = worlds.assignments.filter((_, w) => runs[base][w] !== null).length;
  const baseMeans = kept.map(({ pairs }) => meanOf(pairs.map(([baseValue]) => baseValue))!);
  const isChange = nominal.change !== null && baseMeans.every((mean) => mean > 0);
  const values = kept.map(({ pairs }, i) => pairs.map(([baseValue, other]) => (other - baseValue) / (isChange ? baseMeans[i] : 1)));
  const spread = values.length === 0 ? null : worldSpread(values);
  const isHeld = ({ hasFailed: fails }: (typeof kept)[number], i: number) =>
    !fails && (nominal.verdict === 'better' ? spread!.means[i] < 0 : spread!.means[i] > 0);
  const { chanceHalfWidth = null } = spread ?? {};
  const numbers = kept.map(({ w }) => w);
  return {
    ...{ scenario, base, key, nominal, isChange, spread },
    holds: spread === null || !isShown(rival, key) ? null : heldOf(kept.filter(isHeld).length, kept.length),
    unclear: chanceHalfWidth === null ? null : spread!.means.filter((mean) => Math.abs(mean) <= chanceHalfWidth).length,
    leftOut: played - kept.length,
    shares: spread === null ? [] : sharesOf(spread.means, worlds, numbers),
  };
}

/** Values of the base and the other by seed; null where one has none. */
function pairsOf(other: readonly WorldRun[], base: readonly WorldRun[], key: DecidingKey): [base: number, other: number][] | null {
  const pairs = base.map(({ headline }, r) => [headline[key], other[r].headline[key]] as const);
  return pairs.every(([baseValue, value]) => baseValue !== null && value !== null) ? (pairs as unknown as [number, number][]) : null;
}

interface Costs {
  /** Scenarios that did their work at the defaults and may be chosen. */
  readonly options: readonly number[];
  readonly means: ReplicatedComparison['choice']['means'];
  readonly runs: WorldRuns;
}

function cheapestIn(chosen: number, { options, means, runs }: Costs): Held | null {
  const atDefaults = (i: number) => means[i][COST]?.estimate ?? Number.POSITIVE_INFINITY;
  if (options.some((i) => atDefaults(i) < atDefaults(chosen))) return null;
  const played = runs[chosen].flatMap((world, w) => (world === null ? [] : [w]));
  const costOf = (i: number, w: number) => {
    const world = runs[i][w]!;
    return hasFailed(world) ? Number.POSITIVE_INFINITY : (meanOf(world.map(({ headline }) => headline[COST] ?? 0)) ?? 0);
  };
  const held = played.filter((w) => {
    const cost = costOf(chosen, w);
    return Number.isFinite(cost) && options.every((i) => i === chosen || costOf(i, w) >= cost);
  });
  return heldOf(held.length, played.length);
}

export function heldOf(held: number, total: number): Held {
  return { held, of: total, ...(total === 0 ? { low: 0, high: 1 } : shareInterval(held, total)) };
}

function hasFailed(world: readonly WorldRun[]): boolean {
  return world.some(({ failures }) => failures.length > 0);
}
