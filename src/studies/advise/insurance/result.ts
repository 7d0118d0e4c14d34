import type { IncidentReport } from '../../../record/survival/report.js';
import { ownOf } from '../../../report/survival/texts.js';
import type { Insurance, NotInsured } from './insurance.js';

/** The scenario with some insurances, and what the incidents do to it. */
export interface Tried {
  /** Empty: the scenario as it is. */
  readonly insurances: readonly Insurance[];
  readonly report: IncidentReport;
  /** Cost a month without an incident, mean over the seeds. */
  readonly usdPerMonth: number;
  /** More than the scenario as it is costs. */
  readonly premiumUsd: number;
  /** What is lost, mean over the seeds: the share of requests, or task-minutes without a load. */
  readonly loss: number;
  readonly hasSurvived: boolean;
}

export interface InsuranceResult {
  readonly name: string;
  readonly seeds: number;
  readonly base: Tried;
  /** In order of the list, pairs after singles. */
  readonly tried: readonly Tried[];
  readonly notTried: readonly NotInsured[];
  /** None costs less and loses less than one of these; by premium. The scenario as it is may be one. */
  readonly front: readonly Tried[];
  /** The cheapest that survives; null: none does. */
  readonly cheapest: Tried | null;
}

/** Missing task-minutes by which losses are ranked where requests are not. */
export function lossOf(report: IncidentReport): number {
  const figure = (key: 'requestsLost' | 'shortfallTaskMinutes') => report.seeds.figures.find((one) => one.key === key)?.mean;
  return figure('requestsLost') ?? figure('shortfallTaskMinutes') ?? ownOf(report).survival.shortfallTaskMinutes;
}

/** By premium, then by loss, then by fewer changes, then by id (I.INS-5). */
function byPremium(a: Tried, b: Tried): number {
  return a.premiumUsd - b.premiumUsd || a.loss - b.loss || a.insurances.length - b.insurances.length || (idOf(a) < idOf(b) ? -1 : 1);
}

export function idOf({ insurances }: Pick<Tried, 'insurances'>): string {
  return insurances.map(({ id }) => id).join(' + ');
}

/** Those of which no other has both a lower premium and a lower loss. */
export function frontOf(all: readonly Tried[]): Tried[] {
  const front: Tried[] = [];
  for (const one of [...all].sort(byPremium)) if (front.every(({ loss }) => one.loss < loss)) front.push(one);
  return front;
}

export function cheapestOf(all: readonly Tried[]): Tried | null {
  return all.filter(({ hasSurvived }) => hasSurvived).sort(byPremium)[0] ?? null;
}
