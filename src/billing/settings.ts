/** What AWS leaves open, changes from time to time, or what a user may want otherwise; by the names of docs/money.md. */
export interface BillingSettings {
  /** The least that an instance is billed for each time it starts. */
  readonly ec2MinimumSeconds: number;
  /** The least that a Fargate task is billed for. */
  readonly fargateMinimumSeconds: { readonly linux: number; readonly windows: number };
  /** What a Spot Instance costs that EC2 interrupts before it has run for an hour. */
  readonly spotInterruptedFirstHour: 'free' | 'charged';
  /** Ephemeral storage that comes with a Fargate task. */
  readonly fargateStorageIncludedGib: number;
  /** Turns a price per GiB-month into one per hour. */
  readonly hoursPerMonth: number;
  /** Whether the services on an instance also bear what none of them reserved. */
  readonly unusedCost: 'shared' | 'apart';
}

export const BILLING_DEFAULTS: BillingSettings = {
  ec2MinimumSeconds: 60,
  fargateMinimumSeconds: { linux: 60, windows: 300 },
  spotInterruptedFirstHour: 'free',
  fargateStorageIncludedGib: 20,
  hoursPerMonth: 730,
  unusedCost: 'shared',
};
