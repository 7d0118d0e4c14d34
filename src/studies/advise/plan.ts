import type { Ms } from '../../kernel/event-loop.js';
import { assignmentOf } from '../../run/assignment.js';
import { UserError } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import { jobScenarioOf } from '../../run/jobs/job-scenario.js';
import { type RunJob, runJobOf } from '../../run/jobs/run-job.js';
import type { Policy } from '../../run/policy-module.js';
import { readScenario, type ScenarioFile, tryScenario, withModule } from '../../run/scenario-file.js';
import { replicationSeeds } from '../../run/seeds.js';
import { groupProviders } from '../../scenario/cluster/providers.js';
import { canonicalJson } from '../../scenario/text/canonical.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import type { LocatedProblem } from '../../scenario/text/sources.js';
import type { SweepPlan } from '../sweep/plan.js';
import { RUNS_WITHOUT_YES } from '../sweep/runs.js';
import { ideasOf } from './ideas/ideas.js';
import type { NotTried } from './result.js';
import { spotFigures } from './spot-risk.js';
import { type Advised, beginsAsFound, isWhatIf, setting, type WhatIf } from './what-if.js';

/** A scenario, and everything that is tried on it. */
export interface AdvicePlan extends Pick<SweepPlan, 'scenario' | 'carried' | 'policy' | 'set' | 'seeds' | 'warmUpMs'> {
  readonly whatIfs: readonly WhatIf[];
  readonly notTried: readonly NotTried[];
  /** As many seeds as the others, not used for the choice, which they confirm. */
  readonly freshSeeds: readonly number[];
  /** Assignments that remove the present state; null without one. */
  readonly presentRemoval: readonly Assignment[] | null;
  /** Figures that every run has beside its headline. */
  readonly figures: readonly (readonly string[])[];
  /** Reads the scenario with further changes. */
  readonly attempt: (changes: readonly Assignment[]) => Attempt;
}

/** A changed scenario, or why it is not tried: its first mistake, or a warning that tasks would not run. */
export type Attempt = { readonly changed: Advised } | { readonly refusal: LocatedProblem };

/** One of the scenarios that advice runs, with its changes. */
export interface Variant {
  readonly id: string;
  readonly set: readonly Assignment[];
}

/** What-ifs that are tried together with others, at most. */
export const TRIALS_MAX = 8;

export interface AdviceOptions {
  readonly set: readonly string[];
  readonly seed: number | undefined;
  readonly policy: Policy | null;
  readonly replications: number;
  readonly warmUpMs: Ms | null;
  /** `--yes`: allows any number of runs. */
  readonly isSure: boolean;
}

export async function readAdvicePlan(
  path: string,
  { policy, replications, warmUpMs, isSure, ...options }: AdviceOptions,
): Promise<AdvicePlan> {
  const scenario = readScenario(path, { ...options, policy });
  const set = options.set.map(assignmentOf);
  const presentRemoval = withoutPresent(scenario);
  const begun =
    presentRemoval === null ? scenario : readScenario(path, { set: texts([...set, ...presentRemoval]), seed: options.seed, policy });
  if (warmUpMs !== null && scenario.setup.durationMs <= warmUpMs) throw new UserError([`${path}: --warm-up leaves nothing of the run`]);
  const known = new Set([...scenario.warnings, ...begun.warnings].map(({ message }) => message));
  const attempt = (changes: readonly Assignment[]): Attempt => {
    const { loaded } = tryScenario(path, [...set, ...changes], options.seed);
    if (loaded.errors !== undefined) return { refusal: loaded.errors[0]! };
    // A what-if must not save the cost of tasks that it keeps from running.
    const futile = loaded.neverRuns.find(({ message }) => !known.has(message));
    return futile === undefined ? { changed: withModule(loaded, policy) } : { refusal: futile };
  };
  const ideas = ideasOf(begun, (whatIf) => whyNot(attempt(changesOf(whatIf, presentRemoval))));
  const whatIfs = ideas.filter(isWhatIf);
  const seeds = replicationSeeds(scenario.setup.seed, 2 * replications);
  const plan: AdvicePlan = {
    scenario,
    carried: await jobScenarioOf(scenario, policy),
    policy,
    set,
    whatIfs,
    notTried: ideas.filter((idea): idea is NotTried => !isWhatIf(idea)),
    seeds: seeds.slice(0, replications),
    freshSeeds: seeds.slice(replications),
    warmUpMs,
    presentRemoval,
    figures: spotFigures(scenario.setup),
    attempt,
  };
  const runs = runsMost(plan);
  if (runs > RUNS_WITHOUT_YES && !isSure)
    throw new UserError([
      `${path}: ${whatIfs.length} what-ifs and up to ${TRIALS_MAX} together with others, with ${replications} replications each, are up to ${runs.toLocaleString('en-US')} runs: give --yes if they are meant`,
    ]);
  return plan;
}

/** How many runs there are at most. */
export function runsMost({ whatIfs, presentRemoval, seeds }: AdvicePlan): number {
  return (beginningsOf({ presentRemoval }).length + whatIfs.length + TRIALS_MAX + CONFIRMED) * seeds.length;
}

/** How many variants run again with fresh seeds at most: the unchanged scenario, and the ends of the path. */
const CONFIRMED = 4;

/** Returns why a changed scenario cannot run, without its subject; null if it can. */
export function whyNot(attempt: Attempt): string | null {
  return 'refusal' in attempt ? (attempt.refusal.reason ?? attempt.refusal.message) : null;
}

/** Groups begin with as many new instances as they have; null without a present state. */
function withoutPresent({ scenario }: ScenarioFile): Assignment[] | null {
  const { present } = scenario;
  if (present === undefined) return null;
  const sizes = groupProviders(scenario).map((provider) => {
    const { minSize, maxSize } = provider.autoScalingGroup;
    const there = present.containerInstances.filter(({ capacityProvider }) => capacityProvider === provider.name).length;
    const desired = Math.min(maxSize, Math.max(minSize, there));
    return setting(`cluster.capacityProviders.${provider.name}.autoScalingGroup.desiredCapacity`, desired);
  });
  return [setting('present', undefined), ...sizes];
}

function texts(set: readonly Assignment[]): string[] {
  return set.map(({ path, value }) => `${path}=${value}`);
}

/** Hashes everything on which a result depends: equal hashes, equal runs. */
export function adviceHash(plan: AdvicePlan): string {
  const ids = [...variantJobs(plan, variantsOf(plan), plan.seeds.slice(0, 1))].map(({ id }) => id);
  return sha256(canonicalJson({ ids, seeds: plan.seeds }));
}

/** Returns the bases of comparison: with the present state, and without it if there is one. */
export function beginningsOf({ presentRemoval }: Pick<AdvicePlan, 'presentRemoval'>): (readonly Assignment[])[] {
  return presentRemoval === null ? [[]] : [[], presentRemoval];
}

/** Returns the index of the beginning that a what-if shares with its base. */
export function beginningOf(whatIf: Pick<WhatIf, 'kind'>, presentRemoval: AdvicePlan['presentRemoval']): number {
  return presentRemoval === null || beginsAsFound(whatIf) ? 0 : 1;
}

/** Returns all changes that it makes to the scenario. */
export function changesOf(whatIf: Pick<WhatIf, 'kind' | 'set'>, presentRemoval: AdvicePlan['presentRemoval']): Assignment[] {
  return [...beginningsOf({ presentRemoval })[beginningOf(whatIf, presentRemoval)]!, ...whatIf.set];
}

/** Names of the scenario without a what-if, by its beginning. */
export const AS_IT_IS = ['as it is', 'as it is, begun anew'];

/** Returns the bases, then every what-if alone. */
export function variantsOf(plan: AdvicePlan): Variant[] {
  const bases = beginningsOf(plan).map((set, i) => ({ id: AS_IT_IS[i]!, set }));
  return [...bases, ...plan.whatIfs.map((whatIf) => ({ id: whatIf.id, set: changesOf(whatIf, plan.presentRemoval) }))];
}

/** Yields the runs of one variant after the other: a worker keeps a scenario for all its replications. */
export function* variantJobs(
  { carried: { scenario, policy }, set, warmUpMs, figures }: AdvicePlan,
  variants: readonly Variant[],
  seeds: readonly number[],
): Generator<RunJob> {
  const more = {
    ...(warmUpMs === null ? {} : { warmUpMs }),
    ...(figures.length === 0 ? {} : { figures: figures.map((path) => [...path]) }),
  };
  for (const variant of variants)
    for (const seed of seeds) yield runJobOf({ scenario, policy, set: [...set, ...variant.set], seed, ...more });
}
