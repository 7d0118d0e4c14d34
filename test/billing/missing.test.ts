import { describe, expect, it } from 'vitest';
import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import { fargateTariffs } from '../../src/billing/fargate.js';
import { itemTariffs } from '../../src/billing/line-items.js';
import { nanoOf } from '../../src/billing/money.js';
import { tariffOf } from '../../src/billing/tariff.js';
import { ADDRESSED, shape } from './usd.js';

describe('prices missing from the scenario', () => {
  it('are never zero: the answer names the settings, all at once', () => {
    const windows = shape({ os: 'windows', storageGib: 30 });
    expect(fargateTariffs(windows, { usdPerVcpuHour: 0.05 }, BILLING_DEFAULTS)).toEqual({
      missing:
        'no price is known of Fargate (windows on x86_64, on-demand): give prices.fargate.windows.x86_64.on-demand.usdPerGbHour and ' +
        'prices.fargate.windows.x86_64.on-demand.licenseUsdPerVcpuHour and prices.fargate.storageUsdPerGbHour in the scenario, in USD',
    });
    expect(fargateTariffs(shape({ arch: 'arm64', capacity: 'spot' }), {}, BILLING_DEFAULTS)).toEqual({
      missing:
        'no price is known of Fargate (linux on arm64, spot): give prices.fargate.linux.arm64.spot.usdPerVcpuHour and ' +
        'prices.fargate.linux.arm64.spot.usdPerGbHour in the scenario, in USD',
    });
  });

  it('are not requested where they do not count', () => {
    const prices = { usdPerVcpuHour: 0.04, usdPerGbHour: 0.004 };
    expect(fargateTariffs(shape(), prices, BILLING_DEFAULTS)).not.toHaveProperty('missing');
    expect(itemTariffs({ loadBalancers: { count: 1, lcu: 0, usdPerHour: 0.02 } }, BILLING_DEFAULTS)).not.toHaveProperty('missing');
  });

  it('of line items have to be given, but for addresses', () => {
    const items = { rootVolume: { gib: 30 }, publicIpv4: ADDRESSED, loadBalancers: { count: 1, lcu: 1 }, zoneTraffic: { gbPerHour: 1 } };
    expect(itemTariffs(items, BILLING_DEFAULTS)).toEqual({
      missing:
        'no price is known of line items: give prices.rootVolume.usdPerGibMonth and prices.loadBalancers.usdPerHour and ' +
        'prices.loadBalancers.usdPerLcuHour and prices.zoneTraffic.usdPerGb in the scenario, in USD',
    });
  });

  it('are not on the bill when an item is left off', () => {
    expect(itemTariffs({}, BILLING_DEFAULTS)).toEqual({ rootVolume: null, publicIpv4: null, loadBalancers: null, zoneTraffic: null });
  });
});

describe('a price path', () => {
  it.each([
    [{ atMs: [], usdPerHour: [] }],
    [{ atMs: [0, 1], usdPerHour: [1] }],
    [{ atMs: [1, 1], usdPerHour: [1, 2] }],
    [{ atMs: [0], usdPerHour: [-1] }],
    [{ atMs: [0], usdPerHour: [Number.NaN] }],
  ])('%j is none', (path) => expect(() => tariffOf(path)).toThrow('invariant broken'));

  it('has prices of whole nano-dollars', () =>
    expect([0.0255, 0.00511175, 0.0014595].map(nanoOf)).toEqual([25_500_000, 5_111_750, 1_459_500]));
});
