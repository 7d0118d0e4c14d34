import type { Ms } from '../../kernel/event-loop.js';
import { assignmentOf } from '../../run/assignment.js';
import { UserError } from '../../run/failure.js';
import { sha256 } from '../../run/hashes.js';
import { type JobScenario, jobScenarioOf } from '../../run/jobs/job-scenario.js';
import { type RunJob, runJobOf } from '../../run/jobs/run-job.js';
import type { Policy } from '../../run/policy-module.js';
import { readScenario, type ScenarioFile, tryScenario } from '../../run/scenario-file.js';
import { replicationSeeds } from '../../run/seeds.js';
import { groupProviders } from '../../scenario/cluster/providers.js';
import { canonicalJson } from '../../scenario/text/canonical.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { RUNS_UNASKED } from '../sweep/plan.js';
import { ideasOf } from './ideas.js';
import { beginsAsFound, isWhatIf, type NotApplied, setting, type WhatIf } from './what-if.js';

/** A scenario, and everything that is tried on it. */
export interface AdvicePlan {
  readonly scenario: ScenarioFile;
  readonly carried: JobScenario;
  /** Assignments of all runs. */
  readonly set: readonly Assignment[];
  readonly whatIfs: readonly WhatIf[];
  readonly notTried: readonly NotApplied[];
  readonly seeds: readonly number[];
  readonly warmUpMs: Ms | null;
  /** Assignments that remove the present state; null without one. */
  readonly anew: readonly Assignment[] | null;
}

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
  const anew = withoutPresent(scenario);
  const begun = anew === null ? scenario : readScenario(path, { set: texts([...set, ...anew]), seed: options.seed, policy });
  if (warmUpMs !== null && scenario.setup.durationMs <= warmUpMs) throw new UserError([`${path}: --warm-up leaves nothing of the run`]);
  const known = new Set([...scenario.warnings, ...begun.warnings].map(({ message }) => message));
  const trial = (whatIf: Pick<WhatIf, 'kind' | 'set'>): string[] => {
    const { loaded } = tryScenario(path, [...set, ...changesOf(whatIf, anew)]);
    if (loaded.errors !== undefined) return loaded.errors.map(({ message }) => message);
    return loaded.warnings.filter(({ message }) => IN_VAIN.test(message) && !known.has(message)).map(({ message }) => message);
  };
  const ideas = ideasOf(begun, trial);
  const whatIfs = ideas.filter(isWhatIf);
  const runs = (whatIfs.length + beginningsOf({ anew }).length) * replications;
  if (runs > RUNS_UNASKED && !isSure)
    throw new UserError([
      `${path}: ${whatIfs.length} what-ifs with ${replications} replications each are ${runs.toLocaleString('en-US')} runs: give --yes if they are meant`,
    ]);
  return {
    scenario,
    carried: await jobScenarioOf(scenario, policy),
    set,
    whatIfs,
    notTried: ideas.filter((idea): idea is NotApplied => !isWhatIf(idea)),
    seeds: replicationSeeds(scenario.setup.seed, replications),
    warmUpMs,
    anew,
  };
}

/** Warnings of tasks that no instance can take: what-ifs that save their cost would save nothing. */
const IN_VAIN = / fits no | never scales out | does not always scale out |can ever fulfil/;

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
  const ids = [...adviceJobs({ ...plan, seeds: plan.seeds.slice(0, 1) })].map(({ id }) => id);
  return sha256(canonicalJson({ ids, seeds: plan.seeds }));
}

/** Returns the bases of comparison: with the present state, and without it if there is one. */
export function beginningsOf({ anew }: Pick<AdvicePlan, 'anew'>): (readonly Assignment[])[] {
  return anew === null ? [[]] : [[], anew];
}

/** Returns the index of the beginning that a what-if shares with its base. */
export function beginningOf(whatIf: Pick<WhatIf, 'kind'>, anew: AdvicePlan['anew']): number {
  return anew === null || beginsAsFound(whatIf) ? 0 : 1;
}

/** Returns all changes that it makes to the scenario. */
export function changesOf(whatIf: Pick<WhatIf, 'kind' | 'set'>, anew: AdvicePlan['anew']): Assignment[] {
  return [...beginningsOf({ anew })[beginningOf(whatIf, anew)]!, ...whatIf.set];
}

/** Yields for each replication the bases, then every what-if. */
export function* adviceJobs({ carried: { scenario, policy }, set, anew, whatIfs, seeds, warmUpMs }: AdvicePlan): Generator<RunJob> {
  for (const seed of seeds)
    for (const more of [...beginningsOf({ anew }), ...whatIfs.map((whatIf) => changesOf(whatIf, anew))])
      yield runJobOf({ scenario, policy, set: [...set, ...more], seed, ...(warmUpMs === null ? {} : { warmUpMs }) });
}
