import type { Commitments } from './commitments.js';
import type { FargatePriceList } from './fargate.js';
import type { LineItems } from './line-items.js';
import type { BillingSettings } from './settings.js';

/** All that a bill is made of besides the prices of instances. Plain data; every price that it takes is there. */
export interface BillingTerms {
  readonly settings: BillingSettings;
  /** Kinds of usage are the instance types of the run, by index, and after them what Fargate charges for vCPUs and memory. */
  readonly commitments: Commitments;
  readonly items: LineItems;
  readonly fargate: FargatePriceList;
}
