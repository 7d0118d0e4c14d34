import { significant } from '../../../record/digits.js';
import { uncertaintyJson } from '../../compare/uncertain/json.js';
import { intervalOf } from '../../sweep/json.js';
import {
  ADVICE_METRICS,
  ADVICE_SPECS,
  type AdviceBase,
  type AdvicePath,
  type AdviceResult,
  type Finding,
  type PathEnd,
} from '../result.js';
import type { SpotRisk } from '../spot-risk.js';
import { spotWarnings } from './spot-texts.js';

/** Returns summary.json of advice. */
export function adviceJson({ identity, base, baseAnew, path, runs, findings, notTried, uncertain }: AdviceResult): string {
  const { name, hash, engineVersion, command, seeds, durationMs, warmUpMs } = identity;
  const content = {
    name,
    experiment_hash: hash,
    engine_version: engineVersion,
    command,
    seeds,
    duration_ms: durationMs,
    warm_up_ms: warmUpMs,
    runs,
    as_it_is: baseJson(base),
    as_it_is_begun_anew: baseAnew && baseJson(baseAnew),
    path: path && pathJson(path),
    findings: findings.map(findingOf),
    not_tried: notTried,
    ...(uncertain == null ? {} : { uncertainty: uncertaintyJson(uncertain.uncertainty) }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function pathJson({ base, steps, ends, passedOver, trials }: AdvicePath) {
  return {
    as_it_is: baseJson(base),
    steps: steps.map(({ added, total, state }) => ({ added: findingOf(added), total: findingOf(total), state: baseJson(state) })),
    without_risk: endJson(ends.safe),
    advised: endJson(ends.advised ?? ends.safe),
    all_of_it: endJson(ends.all ?? ends.advised ?? ends.safe),
    passed_over: passedOver,
    trials,
  };
}

function endJson(end: PathEnd | null) {
  if (end === null) return null;
  const { steps, settings, change, confirmed } = end;
  return { steps, settings, change, confirmed: confirmed && findingOf(confirmed) };
}

function baseJson({ metrics, usdPerMonth, undone, spot }: AdviceBase) {
  return {
    spot: spot && spotJson(spot),
    usd_per_month: intervalOf(usdPerMonth),
    undone_runs: undone?.runs ?? 0,
    ...byMetric((metric) => intervalOf(metrics[metric])),
  };
}

function findingOf(finding: Finding) {
  const { id, kind, title, begins, verdict, contrasts, grades, detectable, settings, change } = finding;
  return {
    what_if: id,
    kind,
    title,
    begins,
    verdict,
    saved_usd_per_month: intervalOf(finding.savedUsdPerMonth),
    detectable_usd_per_month: significant(finding.detectableUsdPerMonth),
    ...byMetric((metric) => {
      const { mean, difference, adjustedPValue, method, pairs } = contrasts[metric];
      return {
        grade: grades[metric],
        mean: significant(mean),
        difference: intervalOf(difference),
        adjusted_p_value: significant(adjustedPValue),
        detectable: significant(detectable[metric]),
        method,
        pairs,
      };
    }),
    only_if: finding.onlyIf,
    spot: finding.spot && spotJson(finding.spot),
    settings,
    change,
  };
}

/** All figures are for a month of 730 hours. */
function spotJson(risk: SpotRisk) {
  return {
    sources: risk.sources.map(({ provider, types, zones, perHour }) => ({
      provider,
      types: types.map(({ name, bucket }) => ({ type: name, interruption_bucket: bucket })),
      availability_zones: zones,
      interruptions_per_hour: intervalOf(perHour),
    })),
    spot_instance_hours: significant(risk.instanceHours),
    fargate_spot_task_hours: significant(risk.fargateTaskHours),
    instances_interrupted: intervalOf(risk.instancesInterrupted),
    tasks_interrupted: intervalOf(risk.tasksInterrupted),
    hit: risk.hit.map(({ name, kind, tasksInterrupted, lostHours, missingTaskMinutes }) => ({
      name,
      kind,
      tasks_interrupted: significant(tasksInterrupted),
      work_lost_hours: significant(lostHours),
      missing_task_minutes: significant(missingTaskMinutes),
    })),
    warnings: spotWarnings(risk),
  };
}

function byMetric<T>(amountOf: (metric: (typeof ADVICE_METRICS)[number]) => T): Record<string, T> {
  return Object.fromEntries(ADVICE_METRICS.map((metric) => [ADVICE_SPECS[metric].key, amountOf(metric)]));
}
