import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import type { BillingTerms } from '../../src/billing/terms.js';

/** Instances alone are billed. */
export const PLAIN_BILLING: BillingTerms = {
  settings: BILLING_DEFAULTS,
  commitments: { reservations: [], savingsPlan: null },
  items: {},
  fargate: {},
};

const ON_FARGATE = { usdPerVcpuHour: 0.04, usdPerGbHour: 0.004, licenseUsdPerVcpuHour: 0.046, storageUsdPerGbHour: 0.001 };

/** One for every platform. */
export const FARGATE_PRICES: BillingTerms['fargate'] = Object.fromEntries(
  ['linux.x86_64', 'linux.arm64', 'windows.x86_64'].flatMap((platform) =>
    ['on-demand', 'spot'].map((purchase) => [`${platform}.${purchase}`, ON_FARGATE]),
  ),
);

/** All that there is to pay for. */
export const EVERYTHING: BillingTerms = {
  ...PLAIN_BILLING,
  fargate: FARGATE_PRICES,
  items: {
    rootVolume: { gib: 30, usdPerGibMonth: 0.1 },
    publicIpv4: { instances: true, fargateTasks: true },
    loadBalancers: { count: 1, lcu: 1, usdPerHour: 0.02, usdPerLcuHour: 0.01 },
  },
  commitments: { reservations: [{ usage: 0, instances: 2, usdPerHour: 0.5 }], savingsPlan: { usdPerHour: 0.3, percentOff: [20] } },
};
