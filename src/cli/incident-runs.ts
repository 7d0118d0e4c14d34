import type { IncidentReport } from '../record/survival/report.js';
import type { IncidentPlan } from '../run/incident/plan.js';
import { incidentStudy, runIncidents } from '../run/incident/study.js';
import { localRunner } from '../run/jobs/local-runner.js';
import { RunsProgress } from './runs-progress.js';

interface How {
  /** Seeds; null: incident.replications. */
  readonly replications: number | null;
  readonly workers: number | null;
  readonly signal: AbortSignal;
  /** Whether to run them without each of their steps as well. */
  readonly blames?: boolean;
}

/** Runs scenarios through their incidents on this machine, and shows the progress. */
export async function throughIncidents(
  plans: readonly IncidentPlan[],
  { replications, workers, signal, blames = false }: How,
): Promise<IncidentReport[]> {
  const studies = await Promise.all(plans.map((plan) => incidentStudy(plan, replications)));
  const scenarios = studies.map(({ carried }) => carried);
  const runner = localRunner(workers, scenarios);
  const bar = new RunsProgress();
  try {
    return await runIncidents(studies, { runner, signal, blames, progress: (state) => bar.show(state) });
  } finally {
    bar.clear();
    await runner.close();
  }
}
