import type { Criteria, ReportedIncident } from '../../record/survival/report.js';
import type { AppliedIncident } from '../../scenario/incidents/apply.js';
import type { OperatorValue } from '../../scenario/incidents/schema.js';
import { durationMs } from '../../scenario/units.js';

/** Incidents as reports tell them. */
export function reportedIncidents(applied: readonly AppliedIncident[]): ReportedIncident[] {
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

export function reportedCriteria({ rules: { criteria } }: AppliedIncident): Criteria {
  const { zeroMinutes, lostShare, timeToRecover, shortfallTaskMinutes } = criteria;
  return { zeroMinutes, lostShare, timeToRecoverMs: durationMs(timeToRecover), shortfallTaskMinutes: shortfallTaskMinutes ?? null };
}
