import {
  type Criteria,
  hasSurvived,
  type IncidentReport,
  type ReportedIncident,
  reportOf,
  requestedOf,
} from '../../record/survival/report.js';
import type { Survival } from '../../record/survival/survival.js';
import type { AppliedIncident } from '../../scenario/incidents/apply.js';
import type { OperatorValue } from '../../scenario/incidents/schema.js';
import { settingsOf } from '../../scenario/incidents/values.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { durationMs } from '../../scenario/units.js';
import { shareInterval } from '../../statistics/worlds.js';
import { plainAssignment } from '../assignment.js';
import { EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../failure.js';
import { sha256 } from '../hashes.js';
import { finishRuns, type RunsState } from '../jobs/finish-runs.js';
import { type JobScenario, jobScenarioOf } from '../jobs/job-scenario.js';
import { isDone, type RunDone, type RunJob, type RunResult, runJobOf } from '../jobs/run-job.js';
import type { Runner } from '../jobs/runner.js';
import type { JournalRuns } from '../journal/part.js';
import { replicationSeeds } from '../seeds.js';
import { blameOf, withoutEachStep } from './blame.js';
import { type Alternative, type IncidentPlan, policyOf, requestedIn } from './plan.js';

/** A scenario whose incidents are studied, with the seeds of its runs; the first is that of a single run. */
export interface IncidentStudy {
  readonly plan: IncidentPlan;
  readonly carried: JobScenario;
  readonly seeds: readonly number[];
}

/** The texts of the scenario for workers, those of the library's timelines included. */
export async function incidentStudy(plan: IncidentPlan, replications: number | null): Promise<IncidentStudy> {
  const { control, laid, timelines } = plan;
  const carried = await jobScenarioOf(control, policyOf(control));
  const texts = { ...carried.scenario.texts, ...timelines };
  const count = replications ?? laid.incidents[0]!.rules.replications;
  return { plan, carried: { ...carried, scenario: { ...carried.scenario, texts } }, seeds: replicationSeeds(control.setup.seed, count) };
}

export interface Studying {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  /** Keeps the runs, from 0 on; absent: they are not kept. */
  readonly journal?: JournalRuns;
  /** Jobs that are done, of how many. */
  readonly progress?: (state: RunsState) => void;
  /** Whether to find what each step adds to the losses. */
  readonly blames?: boolean;
}

/** The effects of incidents on a scenario, and its cost without them: the mean over the seeds. */
export interface StudiedIncident {
  readonly report: IncidentReport;
  readonly usdPerMonth: number;
  readonly usdBySeed: readonly number[];
}

/** Runs all studies side by side, and finds the settings on which their verdicts depend. */
export async function runIncidents(studies: readonly IncidentStudy[], studying: Studying): Promise<IncidentReport[]> {
  const studied = await studyIncidents(studies, studying);
  const undecided = studied.map(({ report }) => report);
  const reports = await decided(studies, undecided, studying);
  return studying.blames === true ? blamed(studies, reports, studying) : reports;
}

/** Runs all studies side by side. Throws a UserError if a run fails, or after an abort. */
export async function studyIncidents(studies: readonly IncidentStudy[], studying: Studying): Promise<StudiedIncident[]> {
  const jobs = studies.flatMap((study) => study.seeds.map((seed, i) => jobOf(study, seed, alternativesAt(study, i))));
  const results = await all(jobs, studying);
  return studies.map((study) => {
    const bySeed = study.seeds.map((seed, i) => results.get(jobOf(study, seed, alternativesAt(study, i)).id)!);
    return studiedOf(study, bySeed);
  });
}

/** Identifies all that the runs of a study depend on. */
export function studyHash(study: IncidentStudy): string {
  return sha256(study.seeds.map((seed, i) => jobOf(study, seed, alternativesAt(study, i)).id).join(' '));
}

/** All alternatives with the first seed; with the others those of the requested variant. */
export function alternativesAt({ plan: { alternatives } }: IncidentStudy, nth: number): readonly Alternative[] {
  if (nth === 0) return alternatives;
  const requested = middleOf(alternatives);
  return alternatives.filter(({ variant }) => variant === requested);
}

function middleOf(alternatives: readonly Alternative[]): string {
  return alternatives.find(({ variant }) => variant === 'stated')?.variant ?? alternatives[0]!.variant;
}

export function jobOf(
  { plan: { control }, carried }: IncidentStudy,
  seed: number,
  alternatives: readonly Alternative[],
  more: readonly Assignment[] = [],
): RunJob {
  return runJobOf({
    scenario: carried.scenario,
    set: [...control.overrides!.assignments, ...more].map(plainAssignment),
    seed,
    policy: carried.policy,
    incidents: alternatives.map(({ value }) => value),
  });
}

function reportFor(study: IncidentStudy, results: readonly (readonly Survival[])[]): IncidentReport {
  const { plan } = study;
  const requested = middleOf(plan.alternatives);
  const others = plan.alternatives.filter(({ variant }) => variant === requested);
  const survivalsOf = (alternative: Alternative, i: number) =>
    alternative.variant === requested ? results.map((runs, nth) => runs[nth === 0 ? i : others.indexOf(alternative)]!) : [results[0]![i]!];
  return reportOf({
    incidents: reportedIncidents(plan.laid.incidents),
    criteria: reportedCriteria(plan.laid.incidents[0]!),
    ...{ choice: plan.choice, requested, intervalOf: (held, total) => shareInterval(held, total) },
    alternatives: plan.alternatives.map((alternative, i) => ({
      variant: alternative.variant,
      zones: alternative.zones,
      survivals: survivalsOf(alternative, i),
    })),
  });
}

/** Finds the settings on which the verdict depends: each alone at the end of its range that would change it (I.SUR-7). */
async function decided(
  studies: readonly IncidentStudy[],
  reports: readonly IncidentReport[],
  studying: Studying,
): Promise<IncidentReport[]> {
  const tried = studies.map((study, i) => settingsToTry(study, reports[i]!));
  const jobs = studies.map((study, i) => tried[i]!.map(({ alternative }) => jobOf(study, study.seeds[0]!, [alternative])));
  if (jobs.flat().length === 0) return [...reports];
  const results = await all(jobs.flat(), studying);
  return reports.map((report, i) => {
    const hasHeld = hasSurvived(requestedOf(report).survival, report.criteria);
    const flips = tried[i]!.filter((_, nth) => hasSurvived(results.get(jobs[i]![nth]!.id)!.survivals[0]!, report.criteria) !== hasHeld);
    return { ...report, decidedBy: flips.map(({ name }) => name) };
  });
}

/** Runs each report's incidents without each of their steps. */
async function blamed(
  studies: readonly IncidentStudy[],
  reports: readonly IncidentReport[],
  studying: Studying,
): Promise<IncidentReport[]> {
  const without = studies.map((study, i) =>
    withoutEachStep(study.plan, reports[i]!).map(({ step, alternative }) => ({ step, job: jobOf(study, study.seeds[0]!, [alternative]) })),
  );
  const jobs = without.flatMap((steps) => steps.map(({ job }) => job));
  if (jobs.length === 0) return [...reports];
  const results = await all(jobs, studying);
  return reports.map((report, i) => {
    const { survival } = requestedOf(report);
    return { ...report, blame: without[i]!.map(({ step, job }) => blameOf(step, survival, results.get(job.id)!.survivals[0]!)) };
  });
}

interface SettingToTry {
  readonly name: string;
  readonly alternative: Alternative;
}

/** None where the ends of the band agree. */
function settingsToTry({ plan }: IncidentStudy, report: IncidentReport): SettingToTry[] {
  const verdicts = report.variants.map(({ variant, survival }) => ({ variant, isGood: hasSurvived(survival, report.criteria) }));
  const main = verdicts.find(({ variant }) => variant === report.requested)!;
  const isUnlike = (variant: string) => verdicts.some((one) => one.variant === variant && one.isGood !== main.isGood);
  const end = isUnlike('severe') ? 'severe' : isUnlike('mild') ? 'mild' : null;
  if (end === null) return [];
  const { value } = requestedIn(plan, report);
  return plan.laid.incidents.flatMap(({ timeline }, i) =>
    [...settingsOf(timeline, end, {})].flatMap(([name, extreme]): SettingToTry[] => {
      if (extreme === timeline.settings[name]!.default) return [];
      const entries = JSON.parse(value) as { set?: Record<string, unknown> }[];
      if (entries[i]!.set !== undefined && name in entries[i]!.set) return [];
      entries[i]!.set = { ...entries[i]!.set, [name]: extreme };
      return [{ name, alternative: { variant: report.requested, zones: [], value: JSON.stringify(entries) } }];
    }),
  );
}

/** @param bySeed - The results of its runs. */
export function studiedOf(study: IncidentStudy, bySeed: readonly Job[]): StudiedIncident {
  const survivals = bySeed.map((seed) => seed.survivals);
  const report = reportFor(study, survivals);
  const usdBySeed = bySeed.map(({ usdPerMonth }) => usdPerMonth);
  return { report, usdBySeed, usdPerMonth: usdBySeed.reduce((sum, usd) => sum + usd, 0) / usdBySeed.length };
}

export function jobResultOf({ survivals = [], headline }: RunDone): Job {
  return { survivals, usdPerMonth: headline.cost_per_month_usd ?? 0 };
}

interface Job {
  readonly survivals: readonly Survival[];
  readonly usdPerMonth: number;
}

async function all(jobs: readonly RunJob[], { runner, signal, journal, progress }: Studying): Promise<Map<string, Job>> {
  const found = new Map<string, Job>();
  const distinct = [...new Map(jobs.map((job) => [job.id, job])).values()];
  const keep = (result: RunResult) => {
    if (!isDone(result)) throw new UserError(['a run through the incident failed:', ...result.failure], EXIT_FAILED);
    found.set(result.id, jobResultOf(result));
    progress?.({ done: found.size, total: distinct.length });
  };
  if (journal === undefined) {
    await runner.run(distinct, keep, signal);
    if (signal.aborted) throw new UserError(['stopped'], EXIT_INTERRUPTED);
    return found;
  }
  for (const [run] of distinct.entries()) if (journal.has(run)) keep(journal.read(run));
  await finishRuns(distinct, { runner, journal, signal, onResult: (_, result) => keep(result) });
  if (found.size < distinct.length) throw new UserError([stoppedText(journal)], EXIT_INTERRUPTED);
  return found;
}

export function stoppedText({ path }: JournalRuns): string {
  return `stopped; finished runs are kept in ${path}; go on with --resume`;
}

/** Incidents as reports show them. */
function reportedIncidents(applied: readonly AppliedIncident[]): ReportedIncident[] {
  return applied.map(({ timeline, atMs, transplantedTo, steps, text, rules }) => ({
    id: timeline.incident,
    title: timeline.title,
    atMs,
    region: timeline.region,
    transplantedTo,
    operator: text.operator.map(({ afterStart = rules.notice, set }) => ({ afterMs: durationMs(afterStart), set: assignmentTexts(set) })),
    steps: steps.map(({ id, type, fromMs, toMs, where, basis, assumed, sources, line, why }) => ({
      ...{ id, type, fromMs, toMs, where, basis, assumed, sources, line, why },
    })),
    cutSteps: steps.filter(({ isCut }) => isCut).length,
  }));
}

/** A strategy in words: `spot (base 2, weight 1), on-demand (weight 1)`. */
function assignmentTexts(set: Readonly<Record<string, OperatorValue>>): Record<string, number | string> {
  const valueText = (value: OperatorValue) =>
    typeof value !== 'object'
      ? value
      : value
          .map(({ capacityProvider, base, weight }) => `${capacityProvider} (${base > 0 ? `base ${base}, ` : ''}weight ${weight})`)
          .join(', ');
  return Object.fromEntries(Object.entries(set).map(([path, value]) => [path, valueText(value)]));
}

function reportedCriteria({ rules: { criteria, tolerance = 0 } }: AppliedIncident): Criteria {
  const { timeToRecover, shortfallTaskMinutes = null, ...least } = criteria;
  return { ...least, timeToRecoverMs: durationMs(timeToRecover), shortfallTaskMinutes, tolerance };
}
