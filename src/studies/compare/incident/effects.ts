import { throughIncidents } from '../../../cli/incident-runs.js';
import type { IncidentReport } from '../../../record/survival/report.js';
import type { SummaryRow } from '../../../record/tables/summary.js';
import { UserError } from '../../../run/failure.js';
import { type IncidentPlan, type IncidentRequest, incidentPlan } from '../../../run/incident/plan.js';
import type { Compared } from '../inputs/read-all.js';

/** Scenarios without their incidents, and for each a plan of its runs through them; null plans: there are none. */
interface Apart {
  readonly compared: readonly Compared[];
  readonly plans: readonly IncidentPlan[] | null;
}

/** Removes the incidents: the runs of a comparison have none, and their effects are computed apart. */
export async function withoutIncidents(compared: readonly Compared[], request: IncidentRequest | null): Promise<Apart> {
  const plans = await Promise.all(compared.map(({ scenario }) => incidentPlan(scenario, request, { band: true })));
  const known = plans.filter((plan) => plan !== null);
  if (known.length === 0) return { compared, plans: null };
  if (known.length < plans.length) {
    const missing = compared.filter((_, i) => plans[i] === null).map(({ scenario }) => scenario.setup.name);
    throw new UserError([`${missing.join(', ')}: without incidents, which others have: give --incident for all, or take theirs away`]);
  }
  return { compared: compared.map((one, i) => ({ ...one, scenario: known[i]!.control })), plans: known };
}

/** The effects of incidents on the scenarios of a comparison. */
export interface ThroughIncidents {
  readonly names: readonly string[];
  readonly reports: readonly IncidentReport[];
  /** Cost a month without an incident: the mean over the runs of each. */
  readonly usdPerMonth: readonly number[];
  /** Number of runs of each scenario. */
  readonly runs: number;
  /** Whether the comparison beside it was drawn over plausible ECSs, too. */
  readonly isUncertain: boolean;
}

interface How {
  /** Of each scenario. */
  readonly runs: readonly (readonly SummaryRow[])[];
  readonly workers: number | null;
  readonly signal: AbortSignal;
  readonly isUncertain: boolean;
}

export async function comparedThrough(
  plans: readonly IncidentPlan[] | null,
  { runs, workers, signal, isUncertain }: How,
): Promise<ThroughIncidents | null> {
  if (plans === null) return null;
  const reports = await throughIncidents(plans, { replications: null, workers, signal });
  const usdPerMonth = runs.map(
    (replications) => replications.reduce((sum, { headline }) => sum + (headline.cost_per_month_usd ?? 0), 0) / replications.length,
  );
  return { names: plans.map(({ control }) => control.setup.name), reports, usdPerMonth, runs: runs[0]!.length, isUncertain };
}
