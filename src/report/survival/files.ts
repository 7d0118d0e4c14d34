import { significant } from '../../record/digits.js';
import type { IncidentReport, ReportedAlternative } from '../../record/survival/report.js';
import type { ServiceSurvival, Survival } from '../../record/survival/survival.js';
import { INCIDENT, type IncidentRow } from '../../record/survival/table.js';
import { tableText } from '../csv/table.js';

/** Returns incident.csv of one or more scenarios. */
export function incidentCsv(reports: readonly { readonly scenario: string; readonly report: IncidentReport }[]): string {
  const rows = reports.flatMap(({ scenario, report: { incidents, criteria, alternatives } }) =>
    alternatives.flatMap((alternative) => {
      const row = { scenario, incidents: incidents.map(({ id }) => id), criteria, alternative };
      return [{ ...row, service: null }, ...alternative.survival.services.map((service): IncidentRow => ({ ...row, service }))];
    }),
  );
  return tableText(INCIDENT.columns, rows);
}

/** Returns the effects of incidents, in summary.json. */
export function incidentJson(report: IncidentReport): Record<string, unknown> {
  const { incidents, criteria, verdict, decidedBy, blame, requested, seeds, variants } = report;
  return {
    incidents: incidents.map(({ id, title, region, transplantedTo, atMs, steps }) => ({
      ...{ id, title, region },
      transplanted_to: transplantedTo,
      at_ms: atMs,
      steps: steps.map(({ id: step, type, fromMs, toMs, where, basis, assumed, sources, line, why }) => ({
        ...{ step, type },
        from_ms: fromMs,
        to_ms: toMs,
        ...{ where, basis, assumed, sources, line },
        no_effect: why,
      })),
    })),
    criteria: {
      zero_minutes: criteria.zeroMinutes,
      lost_share: criteria.lostShare,
      time_to_recover_ms: criteria.timeToRecoverMs,
      shortfall_task_minutes: criteria.shortfallTaskMinutes,
    },
    verdict,
    decided_by: decidedBy,
    blame: blame.map(({ step, shortfallTaskMinutes, zeroMinutes, requestsLost }) => ({
      step,
      shortfall_task_minutes: shortfallTaskMinutes,
      zero_minutes: zeroMinutes,
      requests_lost: requestsLost,
    })),
    variant: requested,
    seeds: {
      count: seeds.count,
      survived: seeds.survived,
      share: { low: significant(seeds.share.low), high: significant(seeds.share.high) },
      figures: Object.fromEntries(seeds.figures.map(({ key, ...rest }) => [snake(key), rest])),
    },
    variants: variants.map(alternativeJson),
  };
}

function alternativeJson({ variant, zones, survival }: ReportedAlternative) {
  const { services, lostTo, ...rest } = survival;
  return { variant, zones, ...snakes(rest), lost_to: snakes(lostTo), services: services.map(serviceJson) };
}

function serviceJson({ lostTo, ...service }: ServiceSurvival) {
  return { ...snakes(service), lost_to: snakes(lostTo) };
}

function snakes(object: Partial<Survival> | object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [snake(key), value]));
}

function snake(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
