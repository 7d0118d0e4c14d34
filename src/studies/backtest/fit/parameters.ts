import type { Distribution } from '../../../kernel/distribution.js';
import { HOUR_MS } from '../../../kernel/durations.js';
import type { Ms } from '../../../kernel/event-loop.js';
import type { Setup } from '../../../sim/setup.js';
import { FITTED_TIMINGS, type FittedTiming } from './result.js';

/** One number of a setup that a fit may change. The search works on its logarithm, so that halving and doubling are steps of equal size. */
export interface FitParameter {
  readonly name: string;
  readonly start: number;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  readonly unit: 'ms' | 'ratio' | 'count';
  apply(setup: Setup, value: number): Setup;
}

/** Paths of the settings of the scaler that the scenario leaves open. */
export type OpenSettings = ReadonlySet<string>;

/** Returns the parameters of the search: median and spread of each timing, and the settings of the scaler that the scenario leaves open. */
export function parametersOf(setup: Setup, open: OpenSettings): FitParameter[] {
  return [...FITTED_TIMINGS.flatMap((timing) => timingParameters(setup, timing)), ...scalerParameters(setup, open)];
}

/** Brings the logarithm of a value into the parameter's bounds; a whole number is rounded. */
export function settled({ least, most, isWhole }: FitParameter, x: number): number {
  const value = Math.min(most, Math.max(least, Math.exp(x)));
  return Math.log(isWhole ? Math.round(value) : value);
}

/** A lognormal time by its median and by the share that its 95th percentile exceeds the median: different data determine the two. */
function timingParameters(setup: Setup, timing: FittedTiming): FitParameter[] {
  const { medianMs, p95Ms } = lognormalOf(setup.timings[timing]);
  const change = (setup: Setup, with_: (now: { medianMs: Ms; share: number }) => { medianMs: number; share: number }): Setup => {
    const now = lognormalOf(setup.timings[timing]);
    const next = with_({ medianMs: now.medianMs, share: shareOf(now) });
    const median = Math.round(next.medianMs);
    const distribution: Distribution = { kind: 'lognormal', medianMs: median, p95Ms: Math.round(median * (1 + next.share)) };
    return { ...setup, timings: { ...setup.timings, [timing]: distribution } };
  };
  return [
    {
      ...{ name: `timings.${timing} median`, start: medianMs, least: 100, most: HOUR_MS, isWhole: false, unit: 'ms' },
      apply: (setup, value) => change(setup, (now) => ({ ...now, medianMs: value })),
    },
    {
      ...{ name: `timings.${timing} spread`, start: shareOf({ medianMs, p95Ms }), least: 0.02, most: 20, isWhole: false, unit: 'ratio' },
      apply: (setup, value) => change(setup, (now) => ({ ...now, share: value })),
    },
  ];
}

function shareOf({ medianMs, p95Ms }: { readonly medianMs: Ms; readonly p95Ms: Ms }): number {
  return Math.min(20, Math.max(0.02, p95Ms / medianMs - 1));
}

/** Returns the lognormal time with the same median and 95th percentile; at least 100 ms, because the search uses logarithms. */
export function lognormalOf(distribution: Distribution): { readonly medianMs: Ms; readonly p95Ms: Ms } {
  const { medianMs, p95Ms } = quantilesOf(distribution);
  const median = Math.max(100, Math.round(medianMs));
  return { medianMs: median, p95Ms: Math.max(median, Math.round(p95Ms)) };
}

function quantilesOf(distribution: Distribution): { readonly medianMs: number; readonly p95Ms: number } {
  switch (distribution.kind) {
    case 'constant':
      return { medianMs: distribution.ms, p95Ms: 1.1 * distribution.ms };
    case 'uniform': {
      const { minMs, maxMs } = distribution;
      return { medianMs: (minMs + maxMs) / 2, p95Ms: minMs + 0.95 * (maxMs - minMs) };
    }
    case 'exponential':
      return { medianMs: distribution.meanMs * Math.LN2, p95Ms: distribution.meanMs * Math.log(20) };
    case 'lognormal':
      return distribution;
    case 'empirical': {
      const sorted = [...distribution.valuesMs].sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
      return { medianMs: at(0.5), p95Ms: at(0.95) };
    }
  }
}

function scalerParameters(setup: Setup, open: OpenSettings): FitParameter[] {
  if (!setup.capacityProviders.some(({ managedScaling }) => managedScaling.isEnabled)) return [];
  const counts = (['lowDatapoints', 'highDatapoints'] as const).map(
    (key): FitParameter => ({
      ...{ name: `scaler.${key}`, start: setup.scaler[key], least: 1, most: 120, isWhole: true, unit: 'count' },
      apply: (setup, value) => ({ ...setup, scaler: { ...setup.scaler, [key]: value } }),
    }),
  );
  const wait: FitParameter = {
    ...{
      name: 'scaler.scaleInAfterScaleOut',
      start: Math.max(60_000, setup.scaler.scaleInAfterScaleOutMs),
      least: 1_000,
      most: 4 * HOUR_MS,
      isWhole: false,
      unit: 'ms',
    },
    apply: (setup, value) => ({ ...setup, scaler: { ...setup.scaler, scaleInAfterScaleOutMs: Math.round(value) } }),
  };
  const warmups = setup.capacityProviders.flatMap(({ name, managedScaling: { isEnabled, warmupMs } }): FitParameter[] => {
    const path = `cluster.capacityProviders.${name}.autoScalingGroupProvider.managedScaling.instanceWarmupPeriod`;
    if (!isEnabled) return [];
    return [
      {
        ...{ name: path, start: Math.max(1_000, warmupMs), least: 1_000, most: 10_000_000, isWhole: false, unit: 'ms' },
        apply: (setup, value) => withWarmup(setup, name, value),
      },
    ];
  });
  return [...counts, wait, ...warmups].filter(({ name }) => open.has(name));
}

function withWarmup(setup: Setup, name: string, value: number): Setup {
  const capacityProviders = setup.capacityProviders.map((provider) => {
    const warmupMs = 1_000 * Math.round(value / 1_000);
    return provider.name === name ? { ...provider, managedScaling: { ...provider.managedScaling, warmupMs } } : provider;
  });
  return { ...setup, capacityProviders };
}
