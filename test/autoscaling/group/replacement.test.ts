import { describe, expect, it } from 'vitest';
import { onNotice, onRecommendation, type RiskView, replacedBy } from '../../../src/autoscaling/group/capacity-rebalance.js';
import { GROUP_DEFAULTS } from '../../../src/autoscaling/group/group-settings.js';
import { foundUnhealthyMs } from '../../../src/autoscaling/group/health.js';
import { isOfAge, LIFETIME_MIN_MS, replacementsForAge } from '../../../src/autoscaling/group/lifetime.js';
import { afterFailure, NO_FAILURES } from '../../../src/autoscaling/group/retry.js';

describe('launches without capacity', () => {
  it('are tried again after 15, 24, 38.4 s and at last every 10 minutes', () => {
    let failures = NO_FAILURES;
    const waits = Array.from({ length: 10 }, () => {
      const next = afterFailure(failures, 500, GROUP_DEFAULTS);
      failures = next.failures;
      return (next.retryAtMs! - 500) / 1000;
    });
    expect(waits).toEqual([15, 24, 38.4, 61.44, 98.304, 157.286, 251.658, 402.653, 600, 600]);
    expect(failures).toEqual({ count: 10, sinceMs: 500 });
    expect(afterFailure({ count: 5000, sinceMs: 0 }, 0, GROUP_DEFAULTS).retryAtMs).toBe(600_000); // a power without bounds
  });

  it('may be tried at even intervals, and suspend the group after some time', () => {
    const settings = { launchRetryMs: 1000, launchRetryFactor: 1, launchRetryMaxMs: 9000, suspendAfterMs: 5000 };
    expect(afterFailure({ count: 3, sinceMs: 2000 }, 6999, settings).retryAtMs).toBe(7999);
    expect(afterFailure({ count: 3, sinceMs: 0 }, 4999, settings).retryAtMs).toBe(5999);
    expect(afterFailure({ count: 3, sinceMs: 0 }, 5000, settings)).toEqual({ failures: { count: 4, sinceMs: 0 }, retryAtMs: null });
    expect(afterFailure(NO_FAILURES, 0, { ...settings, launchRetryMs: 333.3 }).retryAtMs).toBe(333);
  });
});

describe('the maximum lifetime', () => {
  it('ends at its millisecond', () => {
    expect(isOfAge(1000, 1000 + LIFETIME_MIN_MS, LIFETIME_MIN_MS)).toBe(true);
    expect(isOfAge(1000, 999 + LIFETIME_MIN_MS, LIFETIME_MIN_MS)).toBe(false);
    expect(isOfAge(0, 9 * LIFETIME_MIN_MS, null)).toBe(false);
    expect(LIFETIME_MIN_MS).toBe(24 * 3_600_000);
  });

  it('replaces a tenth of the group at a time, at least one, or all at once', () => {
    const replaced = (ofAge: number, inProgress: number, desired: number, lifetimePercent = GROUP_DEFAULTS.lifetimePercent) =>
      replacementsForAge({ ofAge, inProgress, desired }, { lifetimePercent });
    expect([replaced(9, 0, 9), replaced(30, 0, 30), replaced(30, 2, 30), replaced(30, 3, 30)]).toEqual([1, 3, 1, 0]);
    expect([replaced(1, 0, 30), replaced(0, 0, 30), replaced(5, 4, 9), replaced(9, 0, 9, 100)]).toEqual([1, 0, 0, 9]);
  });
});

describe('an unhealthy instance', () => {
  const found = (sinceMs: number, graceMs: number, isRunning = true) =>
    foundUnhealthyMs({ sinceMs, inServiceMs: 5000, isRunning }, graceMs, { healthCheckIntervalMs: 10_000 });

  it('is found by the next check of its own', () => {
    expect([found(5000, 0), found(5001, 0), found(15_000, 0), found(15_001, 0)]).toEqual([5000, 15_000, 15_000, 25_000]);
    expect(found(0, 0)).toBe(5000);
    expect(found(0, 0, false)).toBe(5000);
  });

  it('is left alone in its grace period as long as it runs', () => {
    expect([found(6000, 12_000), found(6000, 12_000, false), found(40_000, 12_000)]).toEqual([25_000, 15_000, 45_000]);
  });
});

describe('a Spot instance at risk', () => {
  const risk: RiskView = { isEnabled: true, desired: 5, maxSize: 5, living: 5, ownDepth: 3, nextDepth: 3 };

  it('is replaced at once only where there is room for both', () => {
    expect(onRecommendation(risk, GROUP_DEFAULTS)).toBe('wait-for-notice'); // 10 percent of 5 is no instance
    expect(onRecommendation(risk, { capacityRebalanceRounding: 'ceil' })).toBe('launch-now');
    expect(onRecommendation({ ...risk, maxSize: 6 }, GROUP_DEFAULTS)).toBe('launch-now');
    expect(onRecommendation({ ...risk, desired: 10, maxSize: 10, living: 10 }, GROUP_DEFAULTS)).toBe('launch-now');
  });

  it('waits for its notice without a better pool, and is ignored where the group does not rebalance', () => {
    const roomy = { ...risk, maxSize: 9 };
    expect(onRecommendation({ ...roomy, nextDepth: null }, GROUP_DEFAULTS)).toBe('wait-for-notice');
    expect(onRecommendation({ ...roomy, nextDepth: 2 }, GROUP_DEFAULTS)).toBe('wait-for-notice');
    expect(onRecommendation({ ...roomy, nextDepth: 4 }, GROUP_DEFAULTS)).toBe('launch-now');
    expect(onRecommendation({ ...roomy, isEnabled: false }, GROUP_DEFAULTS)).toBe('ignore');
    expect(onRecommendation({ ...roomy, ownDepth: 0, nextDepth: null }, GROUP_DEFAULTS)).toBe('wait-for-notice');
    expect(onNotice({ isEnabled: true, hasReplacement: false })).toBe('launch-now');
    expect(onNotice({ isEnabled: true, hasReplacement: true })).toBe('ignore');
    expect(onNotice({ isEnabled: false, hasReplacement: false })).toBe('ignore');
  });

  it('goes when its own replacement is healthy', () => {
    const replacements = [
      { old: 3, young: 8 },
      { old: 4, young: 9 },
    ];
    expect([8, 9, 4].map((young) => replacedBy(young, replacements))).toEqual([3, 4, null]);
  });
});
