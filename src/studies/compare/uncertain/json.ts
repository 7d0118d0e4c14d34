import { significant } from '../../../record/digits.js';
import type { Held, Uncertainty, WorldContrast } from './result.js';

/** Returns `uncertainty` of comparison.json. */
export function uncertaintyJson(uncertainty: Uncertainty): Record<string, unknown> {
  const { failed, scenarios, cheapest, contrasts } = uncertainty;
  return {
    ...drawnJson(uncertainty),
    failed: scenarios.flatMap((scenario, i) => (failed[i] === 0 ? [] : [{ scenario, worlds: failed[i] }])),
    choice_costs_least: cheapest === null ? null : heldJson(cheapest),
    contrasts: contrasts.map((contrast) => contrastJson(contrast, scenarios)),
  };
}

/** Returns the drawn settings, and the number of draws. */
export function drawnJson({
  worlds,
  seeds,
  settings,
  stated,
  notRun,
}: Pick<Uncertainty, 'worlds' | 'stated' | 'notRun'> & {
  /** The seeds of all worlds, or how many each has of its own. */
  readonly seeds: Uncertainty['seeds'] | number;
  readonly settings: readonly { readonly path: string }[];
}) {
  return { worlds, seeds, drawn: settings.map(({ path }) => path), stated, not_run: notRun };
}

function contrastJson(contrast: WorldContrast, scenarios: readonly string[]) {
  const { scenario, base, key, nominal, isChange, spread, holds, unclear, leftOut, shares } = contrast;
  return {
    scenario: scenarios[scenario],
    against: scenarios[base],
    metric: key,
    of: isChange ? 'change' : 'difference',
    verdict: nominal.verdict,
    holds: holds === null ? null : heldJson(holds),
    within_luck: unclear,
    left_out: leftOut,
    spread:
      spread === null
        ? null
        : {
            mean: significant(spread.mean),
            p5: significant(spread.low),
            p95: significant(spread.high),
            luck_share: significant(spread.chanceShare),
          },
    shares: shares.map(({ name, share, halfWidth, adjustedPValue, isShown, effects }) => ({
      setting: name,
      share: significant(share),
      half_width: significant(halfWidth),
      adjusted_p_value: significant(adjustedPValue),
      is_shown: isShown,
      effects: effects.map(({ values, mean }) => ({ values, mean: significant(mean) })),
    })),
  };
}

function heldJson({ held, of, low, high }: Held) {
  return { worlds: held, of, low: significant(low), high: significant(high) };
}
