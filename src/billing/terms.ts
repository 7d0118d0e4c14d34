import type { BillingSettings } from './billing-settings.js';
import type { Commitments } from './commitments.js';
import type { FargatePriceList } from './fargate.js';
import type { LineItems } from './line-items.js';

/** Everything that determines a bill besides instance prices; plain data with all required prices. */
export interface BillingTerms {
  readonly settings: BillingSettings;
  /** Kinds of usage are the run's instance types, by index, followed by Fargate's vCPU and memory usage. */
  readonly commitments: Commitments;
  readonly items: LineItems;
  readonly fargate: FargatePriceList;
}
