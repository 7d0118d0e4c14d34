import type { IncidentReport } from '../../../record/survival/report.js';
import { meanOf } from '../../../report/survival/texts.js';
import { compare } from '../../../statistics/compare.js';
import type { Held, Uncertainty, WorldShare } from '../../compare/uncertain/result.js';
import type { Insurance, NotInsured } from './insurance.js';

/** The scenario with some insurances, and what the incidents do to it. */
export interface Tried {
  /** Empty: the scenario as it is. */
  readonly insurances: readonly Insurance[];
  readonly report: IncidentReport;
  /** Cost a month without an incident, mean over the seeds. */
  readonly usdPerMonth: number;
  /** Extra cost a month over the unchanged scenario. */
  readonly premiumUsd: number;
  /** Half of its 95 % interval, of the differences seed by seed. */
  readonly premiumHalfWidth: number;
  /** The loss, mean over the seeds: the share of requests, or task-minutes without a load. */
  readonly loss: number;
  readonly hasSurvived: boolean;
}

export interface InsuranceResult {
  readonly name: string;
  readonly seeds: number;
  readonly base: Tried;
  /** Whether the volumes of stopped instances of a warm pool are billed. */
  readonly isVolumeBilled: boolean;
  /** In order of the list, pairs after singles. */
  readonly tried: readonly Tried[];
  readonly notTried: readonly NotInsured[];
  /** The Pareto front of premium and loss, by premium; may contain the unchanged scenario. */
  readonly front: readonly Tried[];
  /** The cheapest that survives; null: none does. */
  readonly cheapest: Tried | null;
  /** Those that are shown to lose less than the unchanged scenario, and more, seed by seed; all are judged together. */
  readonly shown: { readonly less: readonly Tried[]; readonly more: readonly Tried[] };
  /** Null: no plausible ECSs were requested. */
  readonly inWorlds: InsuredInWorlds | null;
}

/** The options that were tried, in plausible ECSs. */
export interface InsuredInWorlds extends Pick<Uncertainty, 'worlds' | 'settings' | 'stated' | 'notRun'> {
  /** Runs of each in a world. */
  readonly seeds: number;
  /** The scenario as it is, the front, and the cheapest that survive at the defaults; by premium. */
  readonly options: readonly OptionInWorlds[];
  /** The option whose loss the shares explain. */
  readonly main: OptionInWorlds;
  /** Shares of the settings in the variance of its loss between worlds, the largest first. */
  readonly shares: readonly WorldShare[];
}

export interface OptionInWorlds {
  readonly tried: Tried;
  /** Worlds in which it survives with every seed. */
  readonly survives: Held;
  /** Extra cost a month over the unchanged scenario in the same world; null if no world could be run. */
  readonly premiumUsd: Range | null;
  readonly loss: Range | null;
}

/** Bounds of 90 % of the worlds. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Returns the mean loss by which options are ranked: lost requests, or missing task-minutes without a load. */
export function lossOf(report: IncidentReport): number {
  const lost = report.seeds.figures.find(({ key }) => key === 'requestsLost')?.mean;
  return lost ?? meanOf(report, 'shortfallTaskMinutes');
}

/** Judges the losses against those of the unchanged scenario, by the method of comparisons (docs/statistics.md). */
export function shownAgainst(base: Tried, tried: readonly Tried[], seed: number): InsuranceResult['shown'] {
  const lossesOf = ({ report }: Tried) => report.seeds.losses;
  const metrics = tried.map((one) => ({
    ...{ name: idOf(one), better: 'lower' as const, method: 'bootstrap' as const },
    base: lossesOf(base),
    other: lossesOf(one),
  }));
  const answers = compare(metrics, { seed });
  const withVerdict = (verdict: string) => tried.filter((_, i) => answers[i]!.verdict === verdict);
  return { less: withVerdict('better'), more: withVerdict('worse') };
}

/** Premiums are equal to the cent. */
export function byPremium(a: Tried, b: Tried): number {
  return Math.round(100 * a.premiumUsd) - Math.round(100 * b.premiumUsd);
}

function byChanges(a: Tried, b: Tried): number {
  return a.insurances.length - b.insurances.length || (idOf(a) < idOf(b) ? -1 : 1);
}

export function idOf({ insurances }: Pick<Tried, 'insurances'>): string {
  return insurances.map(({ id }) => id).join(' + ');
}

/** The Pareto front: no other has both a lower premium and a lower loss. */
export function frontOf(all: readonly Tried[]): Tried[] {
  const front: Tried[] = [];
  for (const one of [...all].sort((a, b) => byPremium(a, b) || a.loss - b.loss || byChanges(a, b)))
    if (front.every(({ loss }) => one.loss < loss)) front.push(one);
  return front;
}

/** Returns the surviving insurance of the least premium, ties by fewer changes, then by id (I.INS-5). */
export function cheapestOf(all: readonly Tried[]): Tried | null {
  return all.filter(({ hasSurvived }) => hasSurvived).sort((a, b) => byPremium(a, b) || byChanges(a, b))[0] ?? null;
}
