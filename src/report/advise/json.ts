import { significant } from '../digits.js';
import { intervalOf } from '../sweep/json.js';
import { ADVICE_METRICS, ADVICE_SPECS, type AdviceResult, type Finding } from './result.js';

/** summary.json of advice. */
export function adviceJson({ identity, base, baseUsdPerMonth, findings, notTried }: AdviceResult): string {
  const { name, hash, engineVersion, command, seeds, durationMs, warmUpMs, isFromEmpty } = identity;
  const content = {
    name,
    experiment_hash: hash,
    engine_version: engineVersion,
    command,
    seeds,
    duration_ms: durationMs,
    warm_up_ms: warmUpMs,
    present_left_out: isFromEmpty,
    as_it_is: { usd_per_month: intervalOf(baseUsdPerMonth), ...byMetric((metric) => intervalOf(base[metric])) },
    findings: findings.map(findingOf),
    not_tried: notTried,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function findingOf({ id, kind, title, verdict, contrasts, savedUsdPerMonth, settings, change }: Finding) {
  return {
    what_if: id,
    kind,
    title,
    verdict,
    saved_usd_per_month: intervalOf(savedUsdPerMonth),
    ...byMetric((metric) => {
      const { mean, difference, adjustedPValue, method, pairs, verdict: said } = contrasts[metric];
      const adjusted = significant(adjustedPValue);
      return { verdict: said, mean: significant(mean), difference: intervalOf(difference), adjusted_p_value: adjusted, method, pairs };
    }),
    settings,
    change,
  };
}

function byMetric<T>(of: (metric: (typeof ADVICE_METRICS)[number]) => T): Record<string, T> {
  return Object.fromEntries(ADVICE_METRICS.map((metric) => [ADVICE_SPECS[metric].key, of(metric)]));
}
