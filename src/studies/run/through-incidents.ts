import { throughIncidents } from '../../cli/incident-runs.js';
import type { IncidentReport } from '../../record/survival/report.js';
import { UserError } from '../../run/failure.js';
import { changedBy, type IncidentRequest, incidentPlan, withIncidents } from '../../run/incident/plan.js';
import type { ScenarioFile } from '../../run/scenario-file.js';

/** A scenario to run, with the effects of its incidents. */
interface Studied {
  readonly scenario: ScenarioFile;
  readonly incident?: IncidentReport;
}

interface Through {
  /** The scenario as known before the incidents run. */
  readonly scenario: ScenarioFile;
  /** Finds the zones, and runs it with and without its incidents. */
  study(signal: AbortSignal): Promise<Studied>;
}

/** The scenario with the incidents that it has or that are asked for. */
export async function throughOf(
  scenario: ScenarioFile,
  request: IncidentRequest | null,
  { isFork }: { isFork: boolean },
): Promise<Through> {
  if (request !== null && isFork) throw new UserError(['--incident: a run goes on as it began; leave it out with --from']);
  const plan = isFork ? null : await incidentPlan(scenario, request, { band: true });
  if (plan === null) return { scenario, study: async () => ({ scenario }) };
  return {
    scenario: request === null ? scenario : withIncidents(plan.control, request),
    study: async (signal) => {
      const [incident] = await throughIncidents([plan], { replications: null, workers: null, signal, blames: true });
      const own = incident!.variants.find(({ variant }) => variant === incident!.own)!;
      const { value } = plan.alternatives.find(
        ({ variant, zones }) => variant === own.variant && JSON.stringify(zones) === JSON.stringify(own.zones),
      )!;
      return { scenario: changedBy(plan.control, [{ path: 'incidents', value }]), incident: incident! };
    },
  };
}
