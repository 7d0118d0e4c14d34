import type { WorldsRequest } from '../../../cli/uncertain-options.js';
import type { IncidentPlan } from '../../../run/incident/plan.js';
import { incidentStudy, type StudiedIncident, studyIncidents } from '../../../run/incident/study.js';
import type { StudyRuns } from '../../../run/jobs/finish-runs.js';
import { journalFrom } from '../../../run/journal/part.js';
import { ALPHA, halfWidthOf, meanInterval } from '../../../statistics/interval.js';
import { insuredInWorlds } from './in-worlds.js';
import type { Insurance, NotInsured } from './insurance.js';
import type { InsurancePlan } from './plan.js';
import { cheapestOf, frontOf, type InsuranceResult, lossOf, shownAgainst, type Tried } from './result.js';

/** How many of the single insurances that lose least are tried in pairs. */
const PAIRED = 5;

export interface Insuring extends StudyRuns {
  readonly replications: number;
  /** Plausible ECSs in which the best are run as well; null: none. */
  readonly worlds: WorldsRequest | null;
}

/** Tries each insurance alone, then those that help most in pairs. */
export async function runInsurances(plan: InsurancePlan, insuring: Insuring): Promise<InsuranceResult> {
  const failed: NotInsured[] = [];
  const each = plan.insurances.map((one) => [one]);
  const alone = await attempts(plan, each, failed);
  const first = [{ insurances: [], plan: plan.base }, ...alone];
  const [base, ...singles] = await studied(first, insuring, 0);
  const tried = singles.map((one) => triedOf(one, base!));
  const asItIs = triedOf(base!, base!);
  const helping = tried.filter(({ loss }) => loss < asItIs.loss).sort((a, b) => a.loss - b.loss || a.premiumUsd - b.premiumUsd);
  const pairs = await attempts(plan, pairsOf(helping.slice(0, PAIRED).map(({ insurances }) => insurances[0]!)), []);
  const both = (await studied(pairs, insuring, runsOf(first, insuring))).map((one) => triedOf(one, base!));
  const all = [asItIs, ...tried, ...both];
  const result = {
    name: plan.scenario.setup.name,
    seeds: insuring.replications,
    base: asItIs,
    isVolumeBilled: plan.base.control.setup.billing.items.rootVolume !== undefined,
    tried: [...tried, ...both],
    notTried: [...plan.notTried, ...failed],
    front: frontOf(all),
    cheapest: cheapestOf(all),
    shown: shownAgainst(asItIs, [...tried, ...both], plan.scenario.setup.seed),
  };
  const { worlds } = insuring;
  if (worlds === null) return { ...result, inWorlds: null };
  const before = runsOf([...first, ...pairs], insuring);
  const planOf = ({ insurances }: Tried) => [...first, ...pairs].find((one) => one.insurances === insurances)!.plan;
  return {
    ...result,
    inWorlds: await insuredInWorlds(result, planOf, { ...insuring, worlds, journal: journalFrom(insuring.journal, before) }),
  };
}

/** Returns the most runs that these need; the journal numbers later runs from there. */
function runsOf(attempted: readonly Attempted[], { replications }: Insuring): number {
  return attempted.length * replications;
}

interface Attempted {
  readonly insurances: readonly Insurance[];
  readonly plan: IncidentPlan;
}

async function attempts(plan: InsurancePlan, sets: readonly (readonly Insurance[])[], failed: NotInsured[]): Promise<Attempted[]> {
  const found: Attempted[] = [];
  for (const insurances of sets) {
    const attempt = await plan.attempt(insurances);
    if (typeof attempt !== 'string') found.push({ insurances, plan: attempt });
    else failed.push(...insurances.map(({ id, title }) => ({ id, title, why: attempt })));
  }
  return found;
}

function pairsOf(insurances: readonly Insurance[]): Insurance[][] {
  return insurances.flatMap((one, i) =>
    insurances
      .slice(i + 1)
      .filter((other) => !clash(one, other))
      .map((other) => [one, other]),
  );
}

/** Two changes of one setting, such as a running and a stopped warm pool. */
function clash(a: Insurance, b: Insurance): boolean {
  return a.set.some(({ path }) =>
    b.set.some((other) => other.path === path || path.startsWith(`${other.path}.`) || other.path.startsWith(`${path}.`)),
  );
}

interface Studied extends Attempted {
  readonly found: StudiedIncident;
}

async function studied(
  attempted: readonly Attempted[],
  { runner, journal, signal, replications, progress }: Insuring,
  firstRun: number,
): Promise<Studied[]> {
  const studies = await Promise.all(attempted.map(({ plan }) => incidentStudy(plan, replications)));
  const found = await studyIncidents(studies, { runner, journal: journalFrom(journal, firstRun), signal, progress });
  return attempted.map((one, i) => ({ ...one, found: found[i]! }));
}

function triedOf({ insurances, found: { report, usdPerMonth, usdBySeed } }: Studied, base: Studied): Tried {
  const premiums = usdBySeed.map((usd, i) => usd - base.found.usdBySeed[i]!);
  return {
    insurances,
    report,
    usdPerMonth,
    premiumUsd: usdPerMonth - base.found.usdPerMonth,
    premiumHalfWidth: halfWidthOf(meanInterval(premiums, ALPHA)!),
    loss: lossOf(report),
    hasSurvived: report.verdict !== 'notShown' && report.seeds.survived === report.seeds.count,
  };
}
