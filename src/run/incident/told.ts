import type { Criteria, ToldIncident } from '../../record/survival/report.js';
import type { LaidIncident } from '../../scenario/incidents/lay.js';
import { durationMs } from '../../scenario/units.js';

/** Incidents as reports tell them. */
export function toldIncidents(laid: readonly LaidIncident[]): ToldIncident[] {
  return laid.map(({ timeline, atMs, transplantedTo, steps, text, rules }) => ({
    id: timeline.incident,
    title: timeline.title,
    atMs,
    region: timeline.region,
    transplantedTo,
    operator: text.operator.map(({ afterStart = rules.notice, set }) => ({ afterMs: durationMs(afterStart), set })),
    steps: steps.map(({ id, type, fromMs, toMs, where, basis, assumed, sources, line, why, caveat }) => ({
      ...{ id, type, fromMs, toMs, where, basis, assumed, sources, line, why, caveat },
    })),
  }));
}

export function toldCriteria({ rules: { criteria } }: LaidIncident): Criteria {
  const { zeroMinutes, lostShare, timeToRecover, shortfallTaskMinutes } = criteria;
  return { zeroMinutes, lostShare, timeToRecoverMs: durationMs(timeToRecover), shortfallTaskMinutes: shortfallTaskMinutes ?? null };
}
