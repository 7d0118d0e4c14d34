import type { Ms } from '../../kernel/event-loop.js';
import { significant } from '../digits.js';
import type { ServiceSurvival, Survival } from './survival.js';

/** A step of an incident in reports. */
interface ReportedStep {
  readonly id: string;
  readonly type: string;
  readonly fromMs: Ms;
  /** Null: a moment. */
  readonly toMs: Ms | null;
  /** `region`, or a zone. */
  readonly where: string;
  readonly basis: string;
  /** Names of its settings, which are guesses. */
  readonly assumed: readonly string[];
  readonly sources: readonly string[];
  readonly line: string;
  /** Why it has no effect here; null if it may have one. */
  readonly why: string | null;
}

export interface ReportedIncident {
  readonly id: string;
  readonly title: string;
  /** Time of the run at which it begins. */
  readonly atMs: Ms;
  readonly region: string;
  /** The Region of the cluster, if it is another one. */
  readonly transplantedTo: string | null;
  /** The values that an operator sets, by path. `afterMs`: from the first step. */
  readonly operator: readonly { readonly afterMs: Ms; readonly set: Readonly<Record<string, number | string>> }[];
  readonly steps: readonly ReportedStep[];
  /** Number of steps that are not over when the run ends. */
  readonly cutSteps: number;
}

/** The number that a service must keep to have survived. Null: any number. */
export interface Criteria {
  readonly zeroMinutes: number;
  readonly lostShare: number;
  readonly timeToRecoverMs: Ms;
  readonly shortfallTaskMinutes: number | null;
  /** Share of its tasks that a service may lack and not be short. */
  readonly tolerance: number;
}

/** `notShown`: no service desired a task while it lasted. */
type Verdict = 'survived' | 'depends' | 'lost' | 'notShown';

/** Zones of the cluster by letter, for each incident. */
export type ZonesByLetter = readonly Readonly<Record<string, string>>[];

/** One way to lay the incidents over the scenario, with the first seed. */
export interface ReportedAlternative {
  readonly variant: string;
  readonly zones: ZonesByLetter;
  /** With the first seed. */
  readonly survival: Survival;
  /** Mean over the seeds, by which the zones are chosen. */
  readonly meanShortfallTaskMinutes: number;
}

/** A figure over the seeds. */
interface SeedFigure {
  readonly key: 'shortfallTaskMinutes' | 'zeroMinutes' | 'requestsLost' | 'timeToRecoverMs';
  readonly mean: number;
  readonly p5: number;
  readonly p95: number;
}

interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/** The effects of incidents on a scenario. */
export interface IncidentReport {
  readonly incidents: readonly ReportedIncident[];
  readonly criteria: Criteria;
  readonly choice: 'worst' | 'best' | 'each' | null;
  /** The requested variant. */
  readonly requested: string;
  /** By variant, in the zones that were chosen. */
  readonly variants: readonly ReportedAlternative[];
  readonly alternatives: readonly ReportedAlternative[];
  /** Of the requested variant. */
  readonly seeds: {
    readonly count: number;
    readonly survived: number;
    /** The 95 % interval of the share of all seeds with which it survives. */
    readonly share: ShareInterval;
    readonly figures: readonly SeedFigure[];
    /** The loss of each seed, in their order: lost requests, or missing task-minutes where some seed has no load. */
    readonly losses: readonly number[];
  };
  readonly verdict: Verdict;
  /** Each of these settings changes the verdict by itself, at the other end of its range. */
  readonly decidedBy: readonly string[];
  /** Losses that each step adds with the first seed, against the run without it; empty unless requested. */
  readonly blame: readonly {
    readonly step: string;
    readonly shortfallTaskMinutes: number;
    readonly zeroMinutes: number;
    readonly requestsLost: number | null;
  }[];
}

/** Returns the requested variant in the zones that were chosen. */
export function requestedOf({ variants, requested }: IncidentReport): ReportedAlternative {
  return variants.find(({ variant }) => variant === requested)!;
}

/** An alternative with the survival of each seed, or of the first seed alone if it is not the requested variant. */
interface RanAlternative {
  readonly variant: string;
  readonly zones: ZonesByLetter;
  readonly survivals: readonly Survival[];
}

interface Ran extends Pick<IncidentReport, 'incidents' | 'criteria' | 'choice' | 'requested'> {
  readonly alternatives: readonly RanAlternative[];
  readonly intervalOf: (held: number, total: number) => ShareInterval;
}

export function reportOf({ incidents, criteria, choice, requested, alternatives, intervalOf }: Ran): IncidentReport {
  const names = [...new Set(alternatives.map(({ variant }) => variant))];
  const chosen = names.map((name) => {
    const ofVariant = alternatives.filter(({ variant }) => variant === name);
    return chosenOf(ofVariant, choice);
  });
  const first = (ran: RanAlternative): ReportedAlternative => ({
    variant: ran.variant,
    zones: ran.zones,
    survival: ran.survivals[0]!,
    meanShortfallTaskMinutes: mean(ran, (one) => one.shortfallTaskMinutes),
  });
  const main = chosen.find(({ variant }) => variant === requested)!;
  const survived = main.survivals.filter((survival) => hasSurvived(survival, criteria)).length;
  const ends = chosen.filter(({ variant }) => variant !== requested).map(({ survivals }) => hasSurvived(survivals[0]!, criteria));
  return {
    ...{ incidents, criteria, choice, requested },
    variants: chosen.map(first),
    alternatives: alternatives.map(first),
    seeds: {
      count: main.survivals.length,
      survived,
      share: intervalOf(survived, main.survivals.length),
      figures: figuresOf(main.survivals),
      losses: lossesOf(main.survivals),
    },
    verdict: main.survivals.every(hasNothingToLose)
      ? 'notShown'
      : verdictOf([survived === main.survivals.length, ...(survived === 0 ? [] : [survived > 0]), ...ends]),
    decidedBy: [],
    blame: [],
  };
}

function verdictOf(all: readonly boolean[]): Verdict {
  if (all.every(Boolean)) return 'survived';
  return all.some(Boolean) ? 'depends' : 'lost';
}

/** The zones that lose most, or least; ties the first. */
function chosenOf(alternatives: readonly RanAlternative[], choice: IncidentReport['choice']): RanAlternative {
  const sign = choice === 'best' ? -1 : 1;
  return alternatives.reduce((best, one) => (sign * compareLoss(one, best) > 0 ? one : best));
}

function compareLoss(a: RanAlternative, b: RanAlternative): number {
  const missing = mean(a, (one) => one.shortfallTaskMinutes) - mean(b, (one) => one.shortfallTaskMinutes);
  return missing !== 0 ? missing : mean(a, (one) => one.requestsLost ?? 0) - mean(b, (one) => one.requestsLost ?? 0);
}

function mean({ survivals }: RanAlternative, amountOf: (survival: Survival) => number): number {
  return survivals.reduce((sum, one) => sum + amountOf(one), 0) / survivals.length;
}

/** Returns whether no service desires a task while the incident lasts, so that the run does not show whether the cluster survives. */
function hasNothingToLose({ services }: Survival): boolean {
  return services.every(({ worstHealthyShare }) => worstHealthyShare === null);
}

/** The verdict in a word, on a cluster or on one of its services. */
export function survivedWord(survival: Survival, criteria: Criteria, service?: ServiceSurvival): 'yes' | 'no' | 'not shown' {
  if (service === undefined ? hasNothingToLose(survival) : service.worstHealthyShare === null) return 'not shown';
  return (service === undefined ? hasSurvived(survival, criteria) : serviceSurvived(service, survival.fromMs, criteria)) ? 'yes' : 'no';
}

export function hasSurvived({ services, fromMs }: Survival, criteria: Criteria): boolean {
  return services.every((service) => serviceSurvived(service, fromMs, criteria));
}

export function serviceSurvived(service: ServiceSurvival, fromMs: Ms, criteria: Criteria): boolean {
  const { zeroMinutes, lostShare, recoveredAtMs, shortfallTaskMinutes } = service;
  return (
    zeroMinutes <= criteria.zeroMinutes &&
    (lostShare ?? 0) <= criteria.lostShare &&
    recoveredAtMs !== null &&
    recoveredAtMs - fromMs <= criteria.timeToRecoverMs &&
    shortfallTaskMinutes <= (criteria.shortfallTaskMinutes ?? Number.POSITIVE_INFINITY)
  );
}

const KEYS = ['shortfallTaskMinutes', 'zeroMinutes', 'requestsLost', 'timeToRecoverMs'] as const;

/** Returns the figures. One that some seed does not have, such as the time to a recovery that never came, is left out. */
function figuresOf(survivals: readonly Survival[]): SeedFigure[] {
  return KEYS.flatMap((key) => {
    const values = survivals.flatMap((survival) => survival[key] ?? []).sort((a, b) => a - b);
    if (values.length < survivals.length) return [];
    const rank = (share: number) => values[Math.max(0, Math.ceil(share * values.length) - 1)]!;
    const sum = values.reduce((total, value) => total + value, 0);
    return [{ key, mean: significant(sum / values.length)!, p5: rank(0.05), p95: rank(0.95) }];
  });
}

function lossesOf(survivals: readonly Survival[]): number[] {
  const lost = survivals.flatMap(({ requestsLost }) => requestsLost ?? []);
  return lost.length === survivals.length ? lost : survivals.map(({ shortfallTaskMinutes }) => shortfallTaskMinutes);
}
