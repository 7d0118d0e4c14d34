import { significant } from '../../record/digits.js';
import { intervalOf } from '../sweep/json.js';
import { ADVICE_METRICS, ADVICE_SPECS, type AdviceBase, type AdviceResult, type Finding } from './result.js';

/** summary.json of advice. */
export function adviceJson({ identity, base, baseAnew, findings, notTried }: AdviceResult): string {
  const { name, hash, engineVersion, command, seeds, durationMs, warmUpMs } = identity;
  const content = {
    name,
    experiment_hash: hash,
    engine_version: engineVersion,
    command,
    seeds,
    duration_ms: durationMs,
    warm_up_ms: warmUpMs,
    as_it_is: baseJson(base),
    as_it_is_begun_anew: baseAnew && baseJson(baseAnew),
    findings: findings.map(findingOf),
    not_tried: notTried,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function baseJson({ metrics, usdPerMonth }: AdviceBase) {
  return { usd_per_month: intervalOf(usdPerMonth), ...byMetric((metric) => intervalOf(metrics[metric])) };
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
    settings,
    change,
  };
}

function byMetric<T>(of: (metric: (typeof ADVICE_METRICS)[number]) => T): Record<string, T> {
  return Object.fromEntries(ADVICE_METRICS.map((metric) => [ADVICE_SPECS[metric].key, of(metric)]));
}
