import { BILLING_DEFAULTS } from '../../src/billing/settings.js';
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
