import { BILLING_DEFAULTS } from '../../src/billing/settings.js';
import type { BillingTerms } from '../../src/billing/terms.js';

/** Instances alone are billed. */
export const PLAIN_BILLING: BillingTerms = {
  settings: BILLING_DEFAULTS,
  commitments: { reservations: [], savingsPlan: null },
  items: {},
  fargate: {},
};
