import type { Headline } from '../../record/metrics.js';
import { engineVersion } from '../../run/engine-version.js';
import { EXIT_FAILED, UserError } from '../../run/failure.js';
import type { StudyRuns } from '../../run/jobs/finish-runs.js';
import { isDone } from '../../run/jobs/run-job.js';
import { undoneOf } from '../../run/jobs/undone.js';
import type { RunDirectory } from '../../run/run-directory.js';
import { tableFiles } from '../../run/table-files.js';
import { faultStarts, leftOutText } from '../../run/warm-up.js';
import { runColumns } from '../sweep/csv.js';
import { baseOf, findingsOf, type Ran, type TriedWhatIf } from './findings.js';
import { findPath } from './path.js';
import { type AdvicePlan, AS_IT_IS, adviceHash, beginningOf, beginningsOf, changesOf, variantsOf } from './plan.js';
import { type AdvicePath, type AdviceResult, type Finding, measuredMs, type NotTried } from './result.js';
import { AdviceRuns, failureOf, type RanVariant } from './runs.js';
import { spotRiskOf } from './spot-risk.js';
import { beginsAsFound } from './what-if.js';

/** All runs, and their findings. */
export interface RanAdvice {
  readonly variants: readonly RanVariant[];
  /** The scenario as it is, by its beginning. */
  readonly bases: readonly Ran[];
  readonly findings: readonly Finding[];
  readonly path: AdvicePath | null;
  readonly failed: readonly NotTried[];
}

/** Runs each what-if alone, then those worth doing together. Throws a UserError if the scenario as it is fails, or after an abort. */
export async function runAdvice(plan: AdvicePlan, advising: StudyRuns): Promise<RanAdvice> {
  const { whatIfs, seeds, scenario, presentRemoval } = plan;
  const runs = new AdviceRuns(plan, advising);
  const ran = await runs.run(variantsOf(plan), seeds);
  const count = beginningsOf(plan).length;
  const bases = ran.slice(0, count).map((base, i) => {
    const why = failureOf(base);
    if (why !== null) throw new UserError([`${scenario.path}: a run of the scenario ${AS_IT_IS[i]} failed:`, why], EXIT_FAILED);
    return ranOf(plan, base);
  });
  const alone = new Map<string, Ran>();
  const failed: NotTried[] = [];
  const tried = whatIfs.flatMap((whatIf, i): TriedWhatIf[] => {
    const { kind, title, id } = whatIf;
    const why = failureOf(ran[count + i]!);
    if (why !== null) {
      failed.push({ kind, title, why: `a run failed: ${why}` });
      return [];
    }
    const result = ranOf(plan, ran[count + i]!);
    alone.set(id, result);
    const begins = presentRemoval !== null && beginsAsFound(whatIf) ? 'present' : 'anew';
    const set = changesOf(whatIf, presentRemoval);
    return [{ whatIf: { ...whatIf, set }, begins, base: bases[beginningOf(whatIf, presentRemoval)]!, ran: result }];
  });
  const simulatedMs = simulatedOf(plan);
  const findings = findingsOf(tried, { seed: seeds[0]!, simulatedMs });
  const path = await findPath({
    plan,
    findings,
    base: bases.at(-1)!,
    alone,
    simulatedMs,
    attempt: async (variant, seeds) => {
      const [one] = await runs.run([variant], seeds);
      return failureOf(one!) ?? ranOf(plan, one!);
    },
  });
  return { variants: runs.all, bases, findings, path, failed };
}

function simulatedOf({ scenario, warmUpMs }: AdvicePlan): number {
  return measuredMs({ durationMs: scenario.setup.durationMs, warmUpMs });
}

/** Returns the figures of a variant without a failed run. */
function ranOf(plan: AdvicePlan, { variant, results }: RanVariant): Ran {
  const done = results.filter(isDone);
  const headlines = done.map(({ headline }): Headline => headline);
  const figures = plan.figures.map((_, f) => done.reduce((sum, one) => sum + (one.figures?.[f] ?? 0), 0) / done.length);
  const attempt = plan.attempt(variant.set);
  const setup = 'changed' in attempt ? attempt.changed.setup : null;
  return { headlines, undone: undoneOf(done), spot: setup && spotRiskOf(setup, { headlines, figures, simulatedMs: simulatedOf(plan) }) };
}

/** Writes a row for each run, in their order, and returns the result. */
export async function adviceOf(
  plan: AdvicePlan,
  { variants, bases, findings, path, failed }: RanAdvice,
  to: { readonly directory: RunDirectory; readonly command: string },
): Promise<AdviceResult> {
  const { seeds, scenario, warmUpMs, presentRemoval } = plan;
  const columns = runColumns(['what_if'], () => 'text');
  const rows = await tableFiles(to.directory, 'runs', columns);
  for (const [v, { variant, seeds: own, firstRun, results }] of variants.entries()) {
    for (const [r, result] of results.entries()) {
      const [done, failure] = isDone(result) ? [result, []] : [null, result.failure];
      await rows.add({
        run: firstRun + r,
        point: v + 1,
        replication: r + 1,
        seed: own[r]!,
        values: { what_if: variant.id },
        done,
        failure,
      });
    }
  }
  rows.finish();
  const simulatedMs = simulatedOf(plan);
  return {
    identity: {
      name: scenario.setup.name,
      hash: adviceHash(plan).slice(0, 16),
      engineVersion: engineVersion(),
      command: to.command,
      seeds,
      durationMs: scenario.setup.durationMs,
      warmUpMs,
      leftOut: leftOutText(faultStarts(scenario.setup), warmUpMs),
    },
    base: baseOf(bases[0]!, simulatedMs),
    baseAnew: presentRemoval === null ? null : baseOf(bases[1]!, simulatedMs),
    path,
    runs: variants.reduce((sum, { results }) => sum + results.length, 0),
    findings,
    notTried: [...plan.notTried, ...failed],
    ownPrices: [...Object.keys(scenario.scenario.prices.ec2), ...scenario.scenario.instanceTypes.map(({ name }) => name)],
  };
}
