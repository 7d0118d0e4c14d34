import { type IncidentReport, requestedOf } from '../../record/survival/report.js';
import type { Survival } from '../../record/survival/survival.js';
import { type Alternative, type IncidentPlan, requestedIn } from './plan.js';

/** The incidents as they are reported, without one of their steps. */
interface WithoutStep {
  readonly step: string;
  readonly alternative: Alternative;
}

/** Each step that may act, left out alone (I.SUR-8); none where there is a single one. */
export function withoutEachStep(plan: IncidentPlan, report: IncidentReport): WithoutStep[] {
  if (requestedOf(report).survival.isWithoutEffect) return [];
  const { value } = requestedIn(plan, report);
  const all = report.incidents.flatMap(({ steps }, i) => steps.flatMap(({ id, why }) => (why === null ? [{ i, id }] : [])));
  if (all.length < 2) return [];
  return all.map(({ i, id }) => {
    const entries = JSON.parse(value) as { without?: string[] }[];
    entries[i]!.without = [...(entries[i]!.without ?? []), id];
    const step = report.incidents.length === 1 ? id : `${report.incidents[i]!.id}/${id}`;
    return { step, alternative: { variant: report.requested, zones: [], value: JSON.stringify(entries) } };
  });
}

/** The losses that a step adds: those of the whole less those without it. */
export function blameOf(step: string, whole: Survival, without: Survival): IncidentReport['blame'][number] {
  return {
    step,
    shortfallTaskMinutes: whole.shortfallTaskMinutes - without.shortfallTaskMinutes,
    zeroMinutes: whole.zeroMinutes - without.zeroMinutes,
    requestsLost: whole.requestsLost === null || without.requestsLost === null ? null : whole.requestsLost - without.requestsLost,
  };
}
