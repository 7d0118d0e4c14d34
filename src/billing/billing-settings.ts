import { HOURS_PER_MONTH } from './money.js';

/** Parameters that AWS does not fix, changes, or that users may override; by the names of docs/money.md. */
export interface BillingSettings {
  /** Minimum billed time of an instance for each start. */
  readonly ec2MinimumSeconds: number;
  /** Minimum billed time of a Fargate task. */
  readonly fargateMinimumSeconds: { readonly linux: number; readonly windows: number };
  /** Charge for a Spot Instance that EC2 interrupts within its first hour. */
  readonly spotInterruptedFirstHour: 'free' | 'charged';
  /** Ephemeral storage included with a Fargate task. */
  readonly fargateStorageIncludedGib: number;
  /** Converts a price per GiB-month to one per hour. */
  readonly hoursPerMonth: number;
  /** Whether the services on an instance also bear the unreserved rest. */
  readonly unusedCost: 'shared' | 'apart';
}

export const BILLING_DEFAULTS: BillingSettings = {
  ec2MinimumSeconds: 60,
  fargateMinimumSeconds: { linux: 60, windows: 300 },
  spotInterruptedFirstHour: 'free',
  fargateStorageIncludedGib: 20,
  hoursPerMonth: HOURS_PER_MONTH,
  unusedCost: 'shared',
};
