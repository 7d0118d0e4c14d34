import { executeForFigures } from '../../../run/execute.js';
import { UserError } from '../../../run/failure.js';
import { changedBy, type IncidentPlan, type IncidentRequest, incidentPlan, withIncidents } from '../../../run/incident/plan.js';
import { InvalidScenario, type ScenarioFile } from '../../../run/scenario-file.js';
import { Fact, type FactKind, type Subscriber } from '../../../sim/facts.js';
import type { Setup } from '../../../sim/setup.js';
import { type Insurance, type Insured, isInsurance, type NotInsured } from './insurance.js';
import { groupInsurances } from './of-groups.js';
import { serviceInsurances } from './of-services.js';

/** A scenario, what may be changed, and each change as a scenario of its own with all ways to lay the incidents over it. */
export interface InsurancePlan {
  readonly scenario: ScenarioFile;
  readonly base: IncidentPlan;
  readonly insurances: readonly Insurance[];
  readonly notTried: readonly NotInsured[];
  /** Lays the incidents over the scenario with these changes; returns the reason if that is not valid. */
  readonly attempt: (chosen: readonly Insurance[]) => Promise<IncidentPlan | string>;
}

/** Plans the runs of all insurances; null: the scenario has no incident, and none is requested. */
export async function insurancePlan(scenario: ScenarioFile, request: IncidentRequest | null): Promise<InsurancePlan | null> {
  const base = await incidentPlan(scenario, request, { band: true });
  if (base === null) return null;
  const incidents = request ?? { entries: base.laid.incidents.map(({ text }) => text), from: scenario.path };
  const peaks = new PeakCounts(base.control.setup);
  await executeForFigures(base.control, { hasShares: false, watching: () => [peaks] });
  const insured: Insured = {
    scenario: base.control.scenario,
    setup: base.control.setup,
    desired: peaks.desired(),
    instances: peaks.instances(),
  };
  const attempt = async (chosen: readonly Insurance[]) => {
    try {
      const changes = chosen.flatMap(({ set }) => set);
      const changed = changedBy(base.control, changes);
      // The peak and the stated zones stay those of the base.
      return (await incidentPlan(withIncidents(changed, null), { ...incidents, entries: placedEntries(base, incidents) }, { band: true }))!;
    } catch (error) {
      if (error instanceof InvalidScenario) return error.problems[0]!.message;
      if (error instanceof UserError) return error.lines[0]!;
      throw error;
    }
  };
  const ideas = [...groupInsurances(insured), ...serviceInsurances(insured)];
  return {
    scenario,
    base,
    insurances: ideas.filter(isInsurance),
    notTried: ideas.filter((idea): idea is NotInsured => !isInsurance(idea)),
    attempt,
  };
}

/** The times of the base: a change must not move its incident. */
function placedEntries(base: IncidentPlan, { entries }: IncidentRequest): IncidentRequest['entries'] {
  const placed = JSON.parse(base.alternatives[0]!.value) as { at?: string }[];
  return entries.map((entry, i) => ({ ...entry, ...(placed[i]!.at === undefined ? {} : { at: placed[i]!.at }) }));
}

class PeakCounts implements Subscriber {
  private readonly most = new Map<number, number>();
  private readonly groupOf = new Map<number, number>();
  private readonly now = new Map<number, number>();
  private readonly mostInstances = new Map<number, number>();

  constructor(private readonly setup: Setup) {}

  onFact(kind: FactKind, _: number, a: number, b: number, __: number, d: number): void {
    if (kind === Fact.serviceDesired) this.most.set(a, Math.max(this.most.get(a) ?? 0, b));
    else if (kind === Fact.instanceLaunched) {
      this.groupOf.set(a, d);
      const count = (this.now.get(d) ?? 0) + 1;
      this.now.set(d, count);
      this.mostInstances.set(d, Math.max(this.mostInstances.get(d) ?? 0, count));
    } else if (kind === Fact.instanceTerminated) {
      const group = this.groupOf.get(a)!;
      this.groupOf.delete(a);
      this.now.set(group, this.now.get(group)! - 1);
    }
  }

  desired(): Map<string, number> {
    return new Map(this.setup.services.map(({ name }, i) => [name, this.most.get(i) ?? 0]));
  }

  instances(): Map<string, number> {
    return new Map(this.setup.capacityProviders.map(({ name }, i) => [name, this.mostInstances.get(i) ?? 0]));
  }
}
