import { clockText, durationText, plural } from '../../../kernel/quantity-text.js';
import type { MomentAnswer, ServiceAtMoment } from '../inquiries/moment.js';
import { evaluationText, standingLines } from './evaluation.js';
import { number, rule } from './phrases.js';

/** Describes the inputs of each scaler: capacity providers first, then services. */
export function momentWords({ atMs, firstEvaluationMs, evaluationIntervalMs, providers, services }: MomentAnswer): string[] {
  const every = `Scalers of capacity providers evaluate every ${durationText(evaluationIntervalMs)} (C.CAS-03), the first time at ${clockText(firstEvaluationMs)}.`;
  if (providers.length + services.length === 0) return [every, `At ${clockText(atMs)} none had evaluated yet, or the scenario has none.`];
  return [
    `The inputs of scalers at ${clockText(atMs)}, or at their last evaluation before. ${every}`,
    ...providers.flatMap((seen) => ['', evaluationText(seen), ...standingLines(seen.instances)]),
    ...services.flatMap((seen) => ['', serviceText(seen)]),
  ];
}

function serviceText(seen: ServiceAtMoment): string {
  const {
    atMs,
    service,
    policy,
    metricName,
    metric,
    alarm,
    running,
    fromDesired,
    toDesired,
    wanted,
    minCapacity,
    maxCapacity,
    reason,
    rule: id,
  } = seen;
  const saw = metric === null ? 'no data' : `${policy} saw ${metricName} ${number(metric)} last, alarm ${alarm}`;
  const outcome = fromDesired === toDesired ? `desired count stays ${fromDesired}` : `desired count ${fromDesired} -> ${toDesired}`;
  const bounds = `${plural(running, 'task')} running (S.SAS-3), ${wanted} wanted, bounds ${minCapacity} to ${maxCapacity}`;
  return `The scaler of ${service} at ${clockText(atMs)}: ${saw}; ${bounds}${cooldownText(seen)}; ${outcome}: ${reason}${rule(id)}.`;
}

function cooldownText({ atMs, scaleOutCooldownUntilMs, scaleInCooldownUntilMs }: ServiceAtMoment): string {
  const one = (what: string, untilMs: number) => (untilMs > atMs ? `, ${what} cooldown until ${clockText(untilMs)}` : '');
  return one('scale-out', scaleOutCooldownUntilMs) + one('scale-in', scaleInCooldownUntilMs);
}
